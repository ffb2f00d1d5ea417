import type { FC } from "hono/jsx";
import type { View } from "../view.ts";
import { Code } from "./code.tsx";

/** A request as it is sent; `body` null where there is none to show. */
export interface SentRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  /** Of an email: its text. */
  text?: string;
}

const headerLines = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");

/** A request with method, address, headers and content. */
export const RequestView: FC<{ view: View; id: string; request: SentRequest }> = ({ view, id, request }) => {
  const { testing: text } = view.text.webhook;
  return (
    <div class="stack exchange">
      <p class="request-line">
        <strong>{request.method}</strong> <code>{request.url}</code>
      </p>
      <Code view={view} id={`${id}-headers`} label={text.headers} text={headerLines(request.headers)} plain />
      <Code view={view} id={`${id}-body`} label={text.body} text={request.body || text.empty} />
    </div>
  );
};
