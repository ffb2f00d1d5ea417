import { type Context, Hono, type HonoRequest } from "hono";
import { html } from "hono/html";
import { sign, verify } from "hono/jwt";
import { invalid, PosthornError } from "../../core/errors.ts";
import { acceptedLanguage, type Language } from "../../core/language.ts";
import { problem } from "../../core/problems/problem.ts";
import { makeChange, noteChange, tellOfChange } from "../../pipeline/notify/changes.ts";
import { about } from "../../pipeline/notify/operational.ts";
import { sendConfirmation } from "../../pipeline/request/send-email.ts";
import { emailOf, isUnconfirmed } from "../../pipeline/request/target.ts";
import { tellOutbox } from "../../pipeline/tell-outbox.ts";
import { config } from "../../store/config.ts";
import * as endpoints from "../../store/endpoints.ts";
import { log } from "../../store/log.ts";
import type { Application, Endpoint } from "../../store/schema.ts";
import type { Api, ApiContext } from "../http/router.ts";
import { securePage } from "../http/secure-page.ts";

/** An email address gets events only when its owner agreed to it, by a link that was sent there. */

/** Seconds. */
const validity = 7 * 24 * 3600;
const purpose = "confirm-email";
/** So that nobody can have Posthorn write to strangers again and again. */
const limit = { most: 20, perMs: 3_600_000 };

/** Can this deployment send emails at all? */
export function checkEmail(c: ApiContext, destination: { type: string } | null | undefined): void {
  if (destination?.type === "email" && config(c.env).emailFrom === null)
    throw invalid(["body", "destination", "type"], problem("email_off"));
}

/** Asks the owner of an endpoint's address, unless that was done. That it can't be sent now is no reason not to save. */
export async function askForConsent(c: ApiContext, app: Application, endpoint: Endpoint): Promise<void> {
  if (!isUnconfirmed(endpoint)) return;
  try {
    await sendLink(c, app, endpoint);
  } catch (error) {
    const { id, org } = endpoint;
    log("confirmation_not_sent", { org, app: app.id, endpoint: id, error: String(error) });
  }
}

/** @throws rate_limit, unavailable */
export async function sendLink(c: ApiContext, app: Application, endpoint: Endpoint): Promise<void> {
  if (!(await c.env.JOURNAL.getByName(app.id).spendQuota("confirmations", limit)))
    throw new PosthornError("confirmations_too_many", { max: limit.most });
  const to = emailOf(endpoint)!;
  const exp = Math.floor(Date.now() / 1000) + validity;
  const claims = { purpose, sub: endpoint.id, app: app.id, email: to, exp };
  const token = await sign(claims, c.env.JWT_SECRET, "HS256");
  const origin = config(c.env).publicUrl ?? new URL(c.req.url).origin;
  try {
    const link = `${origin}/confirm-email?token=${token}`;
    await sendConfirmation(c.env, app, to, link, languageOf(c.req));
  } catch (error) {
    throw new PosthornError("email_not_sent", { why: (error as Error).message });
  }
}

const en = {
  title: "Confirm your email address",
  ask: (email: string) => `Shall ${email} get the events of this webhook?`,
  agree: "Yes, confirm the address",
  done: "Thank you. From now on the events go to this address.",
  invalid: "This link is not valid any more. Ask for a new one where the webhook is set up.",
};
const de: typeof en = {
  title: "E-Mail-Adresse bestätigen",
  ask: (email) => `Soll ${email} die Ereignisse dieses Webhooks erhalten?`,
  agree: "Ja, Adresse bestätigen",
  done: "Vielen Dank. Ab jetzt gehen die Ereignisse an diese Adresse.",
  invalid:
    "Dieser Link ist nicht mehr gültig. Fordern Sie dort, wo der Webhook eingerichtet ist, einen neuen an.",
};
const texts = { en, de } satisfies Record<Language, typeof en>;

export const consent = new Hono<Api>()
  .use("/confirm-email", securePage({ styleSrc: ["'self'"], formAction: ["'self'"] }))
  // Programs that look through emails follow links; only a person presses the button.
  .get("/confirm-email", async (c) => {
    const t = textsFor(c);
    const claims = await read(c);
    if (claims === null) return page(c, t.invalid, null, 410);
    const button = html`<form method="post"><button>${t.agree}</button></form>`;
    return page(c, t.ask(claims.email), button);
  })
  .post("/confirm-email", async (c) => {
    const t = textsFor(c);
    const claims = await read(c);
    const endpoint = claims && (await endpoints.find(c.env, claims.app, claims.endpoint));
    if (!claims || !endpoint || emailOf(endpoint) !== claims.email) return page(c, t.invalid, null, 410);
    await confirm(c.env, endpoint, claims.email);
    return page(c, t.done, null);
  });

/** What waits for the address goes from now on. */
async function confirm(env: Env, { id, org, app, uid, revision }: Endpoint, email: string): Promise<void> {
  const subject = about({ id: app, uid: null }, { id, uid });
  const content = { kind: "endpoint", event: null, subject } as const;
  const change = await noteChange(env, { org, id: app }, revision + 1, content);
  await makeChange(env, change, () => endpoints.update(env, id, { confirmedEmail: email }));
  await tellOutbox(env, id);
  await tellOfChange(env, change);
}

async function read(c: Context<Api>): Promise<{ endpoint: string; app: string; email: string } | null> {
  const token = c.req.query("token") ?? "";
  const claims = await verify(token, c.env.JWT_SECRET, "HS256").catch(() => null);
  if (claims?.purpose !== purpose) return null;
  return { endpoint: String(claims.sub), app: String(claims.app), email: String(claims.email) };
}

const languageOf = (request: HonoRequest): Language =>
  acceptedLanguage(request.header("accept-language")) ?? "en";
const textsFor = (c: Context<Api>) => texts[languageOf(c.req)];

function page(c: Context<Api>, text: string, more: unknown, status: 200 | 410 = 200) {
  const { title } = textsFor(c);
  const document = html`<!doctype html>
    <html lang="${languageOf(c.req)}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="/assets/consent.css" />
      </head>
      <body>
        <main>
          <article>
            <h1>${title}</h1>
            <p>${text}</p>
            ${more ?? ""}
          </article>
        </main>
      </body>
    </html>`;
  return c.html(document, status, { "cache-control": "no-store" });
}
