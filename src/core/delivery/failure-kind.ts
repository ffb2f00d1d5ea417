import type { Failure } from "./failure.ts";

/**
 * What an endpoint can choose between when it says after which failures it wants another attempt.
 * `other`: an answer that is neither 2xx nor an error, or that the endpoint's own rule doesn't accept.
 */
export const failureKinds = ["429", "4xx", "5xx", "timeout", "network", "other"] as const;
export type FailureKind = (typeof failureKinds)[number];

/** @param status of the answer, 0 when there was none */
export function kindOf(status: number, { code }: Failure): FailureKind {
  if (code === "incomplete") return "timeout";
  if (code === "cut_off") return "network";
  if (status === 0) return code === "timeout" ? "timeout" : "network";
  if (status === 429) return "429";
  if (status >= 400 && status < 500) return "4xx";
  return status >= 500 ? "5xx" : "other";
}
