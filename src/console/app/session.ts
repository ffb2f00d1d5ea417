import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { decode } from "hono/jwt";
import type { CookieOptions } from "hono/utils/cookie";
import { decodeBase64Url, encodeBase64Url } from "hono/utils/encode";

/** Who is logged in: an API token in a cookie that scripts can't read, only for the paths of that application. */
export interface Session {
  token: string;
  /** Application of the token, null for an organisation's. */
  app: string | null;
  org: string;
  readOnly: boolean;
  /** Seconds since the epoch; null for a token without an end. */
  expiresAt: number | null;
  /** Goes with every form; only who can read our pages knows it. */
  csrf: string;
}

const sessionName = "posthorn_session";
/** In a frame of another site: what scripts fetch there doesn't tell by itself that it comes from a frame. */
const framedName = "posthorn_framed_session";
const flashName = "posthorn_flash";

/** A JWT's claims; null for what is none. The API, not we, checks that it is genuine. */
export async function readToken(token: string): Promise<Session | null> {
  try {
    const { sub, org, read_only, exp } = decode(token).payload;
    const subject = String(sub);
    const app = subject.startsWith("app_") ? subject : null;
    return {
      token,
      app,
      org: app === null ? subject : String(org),
      readOnly: read_only === true,
      expiresAt: typeof exp === "number" ? exp : null,
      csrf: await csrfOf(token),
    };
  } catch {
    return null;
  }
}

export const csrfOf = (token: string) => digest(`csrf ${token}`);

async function digest(text: string): Promise<string> {
  return encodeBase64Url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

export const isFramed = (c: Context) =>
  c.req.header("sec-fetch-dest") === "iframe" || getCookie(c, framedName) !== undefined;

/** In a frame of another site, a cookie has to be partitioned to be kept. */
function cookieOptions(c: Context, path: string, framed: boolean): CookieOptions {
  const common = { path, httpOnly: true };
  return framed
    ? { ...common, secure: true, sameSite: "None", partitioned: true }
    : { ...common, secure: new URL(c.req.url).protocol === "https:", sameSite: "Lax" };
}

const longestSession = 28 * 24 * 3600;

/** @param path that the session is for, e.g. `/portal/app_…` */
export function startSession(c: Context, session: Session, path: string, framed: boolean): void {
  const left =
    session.expiresAt === null ? longestSession : session.expiresAt - Math.floor(Date.now() / 1000);
  setCookie(c, framed ? framedName : sessionName, session.token, {
    ...cookieOptions(c, path, framed),
    maxAge: Math.max(0, Math.min(left, longestSession)),
  });
}

export function endSession(c: Context, path: string): void {
  deleteCookie(c, sessionName, cookieOptions(c, path, false));
  deleteCookie(c, framedName, cookieOptions(c, path, true));
}

export const currentToken = (c: Context): string | null =>
  getCookie(c, framedName) ?? getCookie(c, sessionName) ?? null;

/** What the next page says about what was just done: a key of `text.flash`, with a name to put in. */
export interface Flash {
  key: string;
  name?: string;
  kind: "success" | "error";
}

export function setFlash(c: Context, path: string, flash: Flash): void {
  const value = encodeBase64Url(new TextEncoder().encode(JSON.stringify(flash)).buffer);
  setCookie(c, flashName, value, { ...cookieOptions(c, path, isFramed(c)), maxAge: 60 });
}

/** The flash, once. */
export function takeFlash(c: Context, path: string): Flash | null {
  const value = getCookie(c, flashName);
  if (value === undefined) return null;
  deleteCookie(c, flashName, cookieOptions(c, path, isFramed(c)));
  try {
    const { key, name, kind } = JSON.parse(new TextDecoder().decode(decodeBase64Url(value)));
    if (typeof key !== "string") return null;
    return {
      key,
      kind: kind === "error" ? "error" : "success",
      ...(typeof name === "string" ? { name } : {}),
    };
  } catch {
    return null;
  }
}

const year = 365 * 24 * 3600;
const languageName = "posthorn_language";

export const chosenLanguage = (c: Context) => getCookie(c, languageName) ?? null;
export const chooseLanguage = (c: Context, language: string) =>
  setCookie(c, languageName, language, { ...cookieOptions(c, "/", isFramed(c)), maxAge: year });

/** The browser's time zone, which our script tells. */
export const browserZone = (c: Context) => getCookie(c, "posthorn_zone") ?? null;
