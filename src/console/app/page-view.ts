import type { Context, MiddlewareHandler } from "hono";
import type { Application } from "../../contract/application.ts";
import type { Settings } from "../../contract/settings.ts";
import { languageFor, texts } from "../text/text.ts";
import { accessToken } from "./access.ts";
import { assetNames } from "./assets.ts";
import { client } from "./client.ts";
import { format } from "./format.ts";
import { allowFraming, checkForm } from "./guard.ts";
import { identify } from "./identity.ts";
import {
  browserZone,
  chosenLanguage,
  currentToken,
  isFramed,
  type Session,
  startSession,
  takeFlash,
} from "./session.ts";
import type { AppView, ConsoleEnv, Face, PageEnv, View } from "./view.ts";

/** Nobody is logged in, or no longer. */
export class LoggedOut extends Error {
  override name = "LoggedOut";
  readonly face: Face;

  constructor(face: Face) {
    super("logged out");
    this.face = face;
  }
}

const nothingSet: Settings = {
  brand: {},
  language: null,
  portalOrigins: [],
  endpointDefaults: {},
  svixHeaders: false,
};

/** The session of the cookie, or the one that Cloudflare Access vouches for. */
async function sessionOf(c: Context<ConsoleEnv>, face: Face): Promise<Session | null> {
  const current = currentToken(c);
  const session = current === null ? null : await identify(c, current);
  if (face === "portal") return session;
  // The token of a customer opens the portal only.
  if (session !== null) return session.app === null ? session : null;
  const token = await accessToken(c.env.env, c.req.header("cf-access-jwt-assertion"));
  const granted = token === null ? null : await identify(c, token);
  if (granted !== null) startSession(c, granted, "/console", false);
  return granted;
}

const pathOf = (c: Context) => {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
};

/** Cookies of a view of the portal hold for its application only. */
export const cookiePath = ({ face, base }: Pick<View, "face" | "base">) =>
  face === "portal" ? base : "/console";

async function viewOf(
  c: Context<ConsoleEnv>,
  face: Face,
  base: string,
  appPath: string | null,
): Promise<View & { app: Application | null }> {
  const session = await sessionOf(c, face);
  const elsewhere = face === "console" && session !== null && session.app !== null;
  if (session === null || elsewhere) throw new LoggedOut(face);
  await checkForm(c, session);
  const { origin } = new URL(c.req.url);
  const languages = chosenLanguage(c) ?? c.req.header("accept-language");
  const api = client(c.env.api, origin, session.token, languages);
  const [app, settings, asset] = await Promise.all([
    appPath === null ? null : api.get<Application>(appPath),
    api.maybe<Settings>("/settings"),
    assetNames(c.env.env),
  ]);
  const known = { ...nothingSet, ...settings };
  // In the console, the operator's colours are the customers' business, and nobody frames it.
  const { language: usual, endpointDefaults } = known;
  const ours = face === "portal" ? known : { ...nothingSet, language: usual, endpointDefaults };
  const language = languageFor(chosenLanguage(c), ours.language, c.req.header("accept-language"));
  allowFraming(c, ours.portalOrigins);
  c.set("language", language);
  return {
    face,
    base,
    path: pathOf(c),
    session,
    api,
    app,
    language,
    asset,
    text: texts[language],
    format: format(language, app?.timeZone ?? browserZone(c)),
    settings: ours,
    readOnly: session.readOnly,
    framed: isFramed(c),
    flash: c.req.method === "GET" ? takeFlash(c, cookiePath({ face, base })) : null,
  };
}

/** Finds out who asks, and for which application, for the screens of an application. */
export const appView =
  (face: Face): MiddlewareHandler<PageEnv<AppView>> =>
  async (c, next) => {
    const app = c.req.param("app")!;
    const base = face === "portal" ? `/portal/${app}` : `/console/app/${app}`;
    const apiPath = `/app/${encodeURIComponent(app)}`;
    const view = await viewOf(c as unknown as Context<ConsoleEnv>, face, base, apiPath);
    c.set("view", { ...view, app: view.app!, apiPath });
    await next();
  };

/** Finds out who asks, for the screens of the console beside the applications'. */
export const consoleView: MiddlewareHandler<PageEnv> = async (c, next) => {
  c.set("view", await viewOf(c as unknown as Context<ConsoleEnv>, "console", "/console", null));
  await next();
};
