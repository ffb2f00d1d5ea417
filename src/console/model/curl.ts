import type { SentRequest } from "../../contract/attempt.ts";

/** For a shell: whatever the text holds, it stays one word. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** curl takes `name:` for a header that is to be left out, and `name;` for an empty one. */
const header = ([name, value]: [string, string]) =>
  `-H ${quoted(value.trim() === "" ? `${name};` : `${name}: ${value}`)}`;

/** Bytes; Linux takes 131,072 in one argument of a program, and any number in one of the shell's own. */
const mostInArgument = 100_000;

/**
 * The request as a curl command, masked secrets and all; null for what curl can't send, such as an email, or a body with a
 * NUL, which no argument can hold.
 */
export function curlOf({ method, url, headers, body }: SentRequest): string | null {
  if (method === "EMAIL" || body?.includes("\0")) return null;
  const isLong = body !== null && body.length * 3 > mostInArgument;
  const data =
    body === null ? [] : ["-H 'expect:'", isLong ? "--data-binary @-" : `--data-raw ${quoted(body)}`];
  const command = [
    // Brackets and braces are what they are, and dots are no way up.
    `curl --globoff --path-as-is -X ${method} ${quoted(url)}`,
    ...Object.entries(headers).map(header),
    ...data,
  ].join(" \\\n  ");
  return isLong ? `printf %s ${quoted(body)} | ${command}` : command;
}
