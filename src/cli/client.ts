import { sign } from "hono/jwt";
import { fail } from "./arguments.ts";
import { jwtSecret } from "./secrets.ts";

export type Client = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** The REST API of the Posthorn at `url`, for an organisation; what isn't answered well ends the program. */
export async function client(url: string, org: string): Promise<Client> {
  const token = await sign({ sub: org }, jwtSecret(), "HS256");
  return async (method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => fail(`Nothing answers at ${url}. Start Posthorn first, in another terminal: npm start`));
    const text = await response.text();
    if (response.status === 401)
      fail(`${url} doesn't believe our token: set JWT_SECRET to the one that it has. It says: ${text}`);
    if (!response.ok) fail(`${method} ${path} answered ${response.status}: ${text}`);
    try {
      return text === "" ? undefined : JSON.parse(text);
    } catch {
      return fail(`What answers at ${url} is no Posthorn: ${method} ${path} is not answered with JSON.`);
    }
  };
}
