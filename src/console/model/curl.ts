import type { SentRequest } from "../../contract/attempt.ts";

/** For a shell: whatever the text holds, it stays one word. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** The request as a curl command, masked secrets and all; null for what curl can't send, such as an email. */
export function curlOf({ method, url, headers, body }: SentRequest): string | null {
  if (method === "EMAIL") return null;
  return [
    `curl -X ${method} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-raw ${quoted(body)}`]),
  ].join(" \\\n  ");
}
