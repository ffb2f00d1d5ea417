import { plainFailure } from "../../core/delivery/failure.ts";
import type { Refusal } from "../../core/delivery/success.ts";

/** Bytes of an answer that are kept; where nothing judges the rest, the connection is dropped after them. */
const keptBytes = 20_000;

export interface AnswerBody {
  /** As far as it is kept. */
  text: string;
  /** Why it could not be read, null when it could. */
  flaw: Refusal | null;
}

/**
 * The body of an answer whose status line is there already. That it breaks off, or takes too long, is a value: the
 * receiver has said by the status what became of the request.
 */
export async function readBody(
  { body }: Response,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<AnswerBody> {
  const decoder = new TextDecoder();
  let text = "";
  if (body === null) return { text, flaw: null };
  const reader = body.getReader();
  try {
    for (let room = keptBytes; room > 0; ) {
      const { done, value } = await reader.read();
      if (done) return { text: text + decoder.decode(), flaw: null };
      text += decoder.decode(value.subarray(0, room), { stream: true });
      room -= value.length;
    }
  } catch (error) {
    return { text, flaw: signal.aborted ? incomplete(timeoutMs / 1000) : cutOff(error) };
  }
  reader.cancel().catch(() => {});
  return { text, flaw: null };
}

const incomplete = (seconds: number): Refusal => ({
  failure: { code: "incomplete", params: { seconds } },
  reason: `The answer was not complete within ${seconds} s.`,
});

const cutOff = (error: unknown): Refusal => ({
  failure: plainFailure("cut_off"),
  reason: `The answer broke off: ${error instanceof Error ? error.message : String(error)}`,
});
