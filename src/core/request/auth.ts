import type { Auth } from "../extensions/endpoint.ts";

/** The header that goes with every request. */
export function authHeader(auth: Auth): Record<string, string> {
  if (auth.type === "header") return { [auth.key]: auth.value! };
  if (auth.type === "bearer") return { authorization: `Bearer ${auth.token}` };
  const bytes = new TextEncoder().encode(`${auth.username}:${auth.password}`);
  return { authorization: `Basic ${bytes.toBase64()}` };
}
