import type { Auth } from "../../core/extensions/endpoint.ts";
import { sentence } from "../../core/problems/problem.ts";
import { authHeader } from "../../core/request/auth.ts";
import { isSensitive, maskHeaders } from "../../core/request/headers.ts";
import type { SigningKey } from "../../core/request/signature.ts";
import { sample } from "../../core/request/template.ts";
import { urlProblem } from "../../core/request/url.ts";
import { config } from "../../store/config.ts";
import type { RatedEndpoint } from "../../store/endpoints.ts";
import type { Endpoint } from "../../store/schema.ts";
import { unseal } from "../../store/vault.ts";
import { receiverAt } from "../test-receiver.ts";

/** An endpoint with all that a request to it needs. */
export interface Target {
  endpoint: SentEndpoint;
  /** Why its address can't be called, null when it can. */
  problem: string | null;
  /** The application whose test receiver it is, whatever problem the address has; null when it is none. */
  receiver: Promise<string | null>;
  keys: Promise<SigningKey[]>;
  headers: Promise<Record<string, string>>;
  /** The header that `auth` stands for. */
  auth: Promise<Record<string, string>>;
}

type SentEndpoint = Omit<RatedEndpoint, "rate" | "settingsVersion">;

export function targetOf(env: Env, endpoint: SentEndpoint): Target {
  const keys = unseal<SigningKey[]>(env, endpoint.secrets);
  const headers = unseal<Record<string, string>>(env, endpoint.headers);
  const auth =
    endpoint.auth === null ? Promise.resolve({}) : unseal<Auth>(env, endpoint.auth).then(authHeader);
  // What can't be read is seen, and told, when it is needed.
  for (const secret of [keys, headers, auth]) secret.catch(() => {});
  const found = emailOf(endpoint) ? null : urlProblem(sample(endpoint.url), config(env).urlPolicy);
  const problem = found && sentence(found);
  return { endpoint, keys, headers, auth, problem, receiver: receiverAt(env, endpoint.url) };
}

/** Where its emails go, null for an endpoint that gets requests. */
export const emailOf = ({ extensions: { destination } }: Pick<Endpoint, "extensions">): string | null =>
  destination?.type === "email" ? destination.to : null;

/** Is it to get emails at an address whose owner has not agreed to it? */
export function isUnconfirmed(endpoint: Pick<Endpoint, "extensions" | "confirmedEmail">): boolean {
  const email = emailOf(endpoint);
  return email !== null && email !== endpoint.confirmedEmail;
}

/** Is anybody against its getting anything now: who disabled it, its application's switch, or the owner of its address? */
export const isStopped = (
  endpoint: Pick<RatedEndpoint, "disabled" | "webhooksEnabled" | "extensions" | "confirmedEmail">,
): boolean => endpoint.disabled || !endpoint.webhooksEnabled || isUnconfirmed(endpoint);

/** Headers as they may be shown: what an endpoint's owner keeps secret is masked. */
export async function shownHeaders(
  sent: Record<string, string>,
  { auth }: Pick<Target, "auth">,
): Promise<Record<string, string>> {
  const secret = new Set(Object.keys(await auth).map((name) => name.toLowerCase()));
  return maskHeaders(sent, (name) => secret.has(name.toLowerCase()) || isSensitive(name));
}
