import { type Context, Hono } from "hono";
import type { Application } from "../../contract/application.ts";
import type { Settings } from "../../contract/settings.ts";
import { isLanguage } from "../../core/language.ts";
import { languageFor, texts } from "../text/text.ts";
import { described, Field } from "../ui/form.tsx";
import { Icon } from "../ui/icon.tsx";
import { assetNames } from "./assets.ts";
import { brandCss } from "./brand.ts";
import { ApiError, client } from "./client.ts";
import { allowFraming } from "./guard.ts";
import { identify } from "./identity.ts";
import { Bare } from "./layout.tsx";
import { chooseLanguage, chosenLanguage, endSession, isFramed, startSession } from "./session.ts";
import type { ConsoleEnv, Face } from "./view.ts";

const languageOf = (c: Context) => languageFor(chosenLanguage(c), null, c.req.header("accept-language"));

/** Before a token is known, so is not who may frame this page; it shows nothing and does nothing by itself. */
const openToFrames = (c: Context<ConsoleEnv>) => isFramed(c) && allowFraming(c, ["https:", "http:"]);

async function portalPage(c: Context<ConsoleEnv>, error: string | null) {
  const language = languageOf(c);
  const text = texts[language];
  openToFrames(c);
  return c.html(
    <Bare
      title={text.login.title}
      language={language}
      asset={await assetNames(c.env.env)}
      face="portal"
      path="/portal"
      label={text.chooseLanguage}
    >
      <span class="empty-icon">
        <Icon name="webhooks" />
      </span>
      <h1>{text.login.title}</h1>
      <p class="opening" role="status" hidden>
        {text.login.opening}
      </p>
      <form method="post" action="/portal/session" data-token-from-hash>
        <p>{error ?? text.login.intro}</p>
        <Field id="token" label={text.login.label} error={error ?? undefined}>
          <input
            type="text"
            name="token"
            required
            autocomplete="off"
            spellcheck={false}
            {...described("token", null, error ?? undefined)}
          />
        </Field>
        <button type="submit">{text.login.open}</button>
      </form>
    </Bare>,
    error === null ? 200 : 422,
  );
}

async function consolePage(c: Context<ConsoleEnv>, error: string | null) {
  const language = languageOf(c);
  const text = texts[language];
  return c.html(
    <Bare
      title={text.login.consoleTitle}
      language={language}
      asset={await assetNames(c.env.env)}
      face="console"
      path="/console/login"
      label={text.chooseLanguage}
    >
      <span class="empty-icon">
        <Icon name="horn" />
      </span>
      <h1>{text.login.consoleTitle}</h1>
      <p>{text.login.consoleIntro}</p>
      <form method="post" action="/console/session">
        <Field
          id="token"
          label={text.login.tokenLabel}
          hint={text.login.tokenHint}
          error={error ?? undefined}
        >
          <input
            type="password"
            name="token"
            required
            autocomplete="current-password"
            {...described("token", text.login.tokenHint, error ?? undefined)}
          />
        </Field>
        <button type="submit">{text.login.login}</button>
      </form>
    </Bare>,
    error === null ? 200 : 422,
  );
}

/** The token alone, the whole link that ends with it, or the header that holds it, in quotes or not. */
export const tokenIn = (value: unknown) =>
  String(value ?? "")
    .replace(/^.*#token=/s, "")
    .replace(/["'`\s]*$/, "")
    .replace(/^[\s"'`]*(?:authorization\s*:\s*)?(?:bearer\s+)?["'`]*/i, "");

const isRefusal = (error: unknown): error is ApiError =>
  error instanceof ApiError && (error.status === 401 || error.status === 403 || error.status === 404);

/** A path of ours, spelled as the URL standard has it; what a header may not hold is encoded or gone. */
const backTo = (face: Face, value: unknown) => {
  const start = `/${face}`;
  const base = "http://posthorn.invalid";
  const path = String(value ?? "");
  if (!path.startsWith("/") || !URL.canParse(path, base)) return start;
  const { origin, pathname, search } = new URL(path, base);
  const isOurs = origin === base && new RegExp(`^${start}(?:/|$)`).test(pathname);
  return isOurs ? pathname + search : start;
};

const languageChoice = (face: Face) => async (c: Context<ConsoleEnv>) => {
  const form = await c.req.parseBody();
  if (isLanguage(form.language)) chooseLanguage(c, form.language);
  return c.redirect(backTo(face, form.back), 303);
};

export const login = new Hono<ConsoleEnv>()
  .get("/portal", (c) => portalPage(c, null))
  .post("/portal/session", async (c) => {
    const { login } = texts[languageOf(c)];
    const session = await identify(c, tokenIn((await c.req.parseBody()).token));
    if (session === null) return portalPage(c, login.missing);
    if (session.app === null) return portalPage(c, login.notForPortal);
    const api = client(c.env.api, new URL(c.req.url).origin, session.token);
    const [app, settings] = await Promise.all([
      api.get<Application>(`/app/${encodeURIComponent(session.app)}`).catch((error) => {
        if (isRefusal(error)) return null;
        throw error;
      }),
      api.maybe<Settings>("/settings").catch(() => null),
    ]);
    if (app === null) return portalPage(c, login.invalid);
    const embeddable = (settings?.portalOrigins ?? []).length > 0;
    startSession(c, session, `/portal/${app.id}`, isFramed(c) && embeddable);
    allowFraming(c, settings?.portalOrigins ?? []);
    return c.redirect(`/portal/${app.id}/webhooks`, 303);
  })
  .post("/portal/language", languageChoice("portal"))
  .get("/portal/brand.css", (c) => {
    const color = c.req.query("color") ?? "";
    if (!/^[0-9a-fA-F]{6}$/.test(color)) return c.body("", 404);
    return c.body(brandCss(`#${color}`), 200, {
      "content-type": "text/css; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    });
  })
  .get("/console/login", (c) => consolePage(c, null))
  .post("/console/session", async (c) => {
    const { login } = texts[languageOf(c)];
    const session = await identify(c, tokenIn((await c.req.parseBody()).token));
    if (session === null) return consolePage(c, login.refused);
    if (session.app !== null) return consolePage(c, login.notForConsole);
    const api = client(c.env.api, new URL(c.req.url).origin, session.token);
    const refusal = await api.get("/app?limit=1").then(
      () => null,
      (error) => {
        if (isRefusal(error)) return error.status === 403 ? login.mayNotRead : login.refused;
        throw error;
      },
    );
    if (refusal !== null) return consolePage(c, refusal);
    startSession(c, session, "/console", false);
    return c.redirect("/console", 303);
  })
  .post("/console/language", languageChoice("console"));

/** Ends the session; an application's token is of no use to anyone afterwards. */
export async function logOut(c: Context, face: Face, base: string, revoke: () => Promise<unknown>) {
  await revoke().catch(() => null);
  endSession(c, face === "portal" ? base : "/console");
  return c.redirect(face === "portal" ? "/portal" : "/console/login", 303);
}
