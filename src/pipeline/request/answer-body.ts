import { plainFailure } from "../../core/delivery/failure.ts";
import type { Refusal } from "../../core/delivery/success.ts";

/** Bytes of an answer that are kept; where nothing judges the rest, the connection is dropped after them. */
const keptBytes = 20_000;
/** Bytes of an answer that are read where a rule for its body judges them. */
const judgedBytes = 1_048_576;

export interface AnswerBody {
  /** As far as it is kept. */
  kept: string;
  /** As far as it was read. */
  text: string;
  /** Why it is not all there, null when there is as much as was wanted. */
  flaw: Refusal | null;
}

interface ReadOptions {
  /** All of it is wanted, not only what is kept. */
  judged: boolean;
  /** Ends the reading after `timeoutMs`. */
  signal: AbortSignal;
  timeoutMs: number;
}

/**
 * The body of an answer whose status line is there already. That it breaks off, takes too long, or is too long to
 * judge, is a value: the receiver has said by the status what became of the request.
 */
export async function readBody(
  { body, headers }: Response,
  { judged, signal, timeoutMs }: ReadOptions,
): Promise<AnswerBody> {
  const most = judged ? judgedBytes : keptBytes;
  const chunks: Uint8Array[] = [];
  let size = 0;
  let flaw: Refusal | null = null;
  const reader = body?.getReader();
  try {
    while (reader !== undefined) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      size += value.length;
      if (judged ? size <= most : size < most) continue;
      if (judged) flaw = tooLong;
      reader.cancel().catch(() => {});
      break;
    }
  } catch (error) {
    flaw = signal.aborted ? incomplete(timeoutMs / 1000) : cutOff(error);
  }
  const bytes = joined(chunks, Math.min(size, most));
  const charset = charsetOf(headers.get("content-type"));
  return {
    kept: decode(bytes.subarray(0, keptBytes), charset, size > keptBytes),
    text: decode(bytes, charset, flaw !== null),
    flaw,
  };
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk.subarray(0, size - at), at);
    at += Math.min(chunk.length, size - at);
  }
  return bytes;
}

/** @param cut the end is not the text's own, so that half a character there is none */
const decode = (bytes: Uint8Array, charset: string, cut: boolean) =>
  new TextDecoder(charset).decode(bytes, { stream: cut });

/** As the header declares it, UTF-8 where it declares none that is known. */
function charsetOf(contentType: string | null): string {
  const [, label] = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? "") ?? [];
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return "utf-8";
  }
}

const tooLong: Refusal = {
  failure: { code: "body_too_long", params: { bytes: judgedBytes } },
  reason: `the body is longer than ${judgedBytes} bytes, too long to check`,
};

const incomplete = (seconds: number): Refusal => ({
  failure: { code: "incomplete", params: { seconds } },
  reason: `The answer was not complete within ${seconds} s.`,
});

const cutOff = (error: unknown): Refusal => ({
  failure: plainFailure("cut_off"),
  reason: `The answer broke off: ${error instanceof Error ? error.message : String(error)}`,
});
