import type { Outcome } from "../../core/delivery/attempt.ts";
import { type Failure, plainFailure } from "../../core/delivery/failure.ts";
import { mailFailure } from "../../core/delivery/platform-failure.ts";
import { isLanguage, type Language } from "../../core/language.ts";
import { confirmationMail, eventMail, type Mail } from "../../core/request/mail.ts";
import { asJson, jsonOf, plain, type RequestShape } from "../../core/request/shape.ts";
import * as applications from "../../store/applications.ts";
import { config } from "../../store/config.ts";
import * as settings from "../../store/settings.ts";
import { eventOf, type Outbound, requestFor, shapeOf } from "./build.ts";
import type { Target } from "./target.ts";
import { notSent, type Transmission } from "./transmit.ts";

/** What SMTP says when a mail is taken (RFC 5321, 4.2.3). */
const mailTaken = 250;

export const emailShape = (target: Pick<Target, "endpoint">): RequestShape => ({
  ...plain,
  ...shapeOf(target.endpoint),
  method: "POST",
  contentType: "json",
  batch: false,
});

/** An event as the email that an endpoint gets, and its headers. */
export async function composeEvent(
  env: Env,
  target: Pick<Target, "endpoint">,
  to: string,
  message: Outbound,
) {
  const { endpoint } = target;
  const shape = emailShape(target);
  const event = eventOf(message);
  const json = asJson(requestFor(shape, "", [message]).body!);
  const [language, timeZone] = await Promise.all([
    languageOf(env, endpoint.org),
    applications.timeZoneOf(env, endpoint.app),
  ]);
  const data = jsonOf(shape, event);
  const mail = eventMail(event, { data, json }, endpoint.extensions.name ?? null, language, timeZone);
  const headers = { from: config(env).emailFrom ?? "", to, subject: mail.subject };
  return { mail, headers, json };
}

/** Sends an event as an email: one try. */
export async function transmitEmail(
  env: Env,
  target: Target,
  to: string,
  message: Outbound,
  sendBefore: number,
): Promise<Transmission | "late"> {
  const composed = await composeEvent(env, target, to, message).catch((error: unknown) => ({ error }));
  if ("error" in composed) {
    const why = `Posthorn could not make the email (${String(composed.error)})`;
    return { outcome: notSent(plainFailure("internal"), why), request: null, ours: true };
  }
  const { mail, headers } = composed;
  const at = Date.now();
  if (at > sendBefore) return "late";
  const request = { method: "EMAIL", headers, shape: emailShape(target) } as const;
  try {
    const id = await sendMail(env, to, mail, { "X-Webhook-Id": message.message });
    const outcome: Outcome = {
      success: true,
      code: mailTaken,
      failure: null,
      bodyFailure: null,
      reason: null,
      response: `Taken for delivery as ${id}.`,
      duration: Date.now() - at,
      at,
      headers,
      retryAfter: null,
    };
    return { outcome, request, ours: false };
  } catch (error) {
    const failure = error instanceof NotMailed ? error.failure : mailFailure(error);
    const why = `the email was refused (${error instanceof Error ? error.message : String(error)})`;
    const outcome = { ...notSent(failure, why), at, duration: Date.now() - at };
    const { code } = failure;
    if (code === "mail_not_configured" || code === "mail_limit")
      return { outcome, request: null, ours: true };
    return { outcome, request: code === "mail_too_large" ? null : request, ours: false };
  }
}

/** Asks the owner of an address to confirm it. */
export async function sendConfirmation(
  env: Env,
  { org, name }: { org: string; name: string },
  to: string,
  link: string,
  asked: Language,
) {
  const language = await languageOf(env, org, asked);
  await sendMail(env, to, confirmationMail(name, link, language), {});
}

/** The Email Service was not asked, or said nothing. */
class NotMailed extends Error {
  override name = "NotMailed";
  readonly failure: Failure;

  constructor(failure: Failure, message: string) {
    super(message);
    this.failure = failure;
  }
}

async function sendMail(env: Env, to: string, mail: Mail, headers: Record<string, string>): Promise<string> {
  const { emailFrom, timeoutMs } = config(env);
  if (emailFrom === null) throw new NotMailed(plainFailure("mail_not_configured"), "EMAIL_FROM is not set");
  const timeout = Promise.withResolvers<never>();
  const seconds = timeoutMs / 1000;
  const timer = setTimeout(
    () =>
      timeout.reject(
        new NotMailed({ code: "timeout", params: { seconds } }, `no answer within ${seconds} s`),
      ),
    timeoutMs,
  );
  try {
    const { attachments, ...content } = mail;
    const sending = env.EMAIL.send({
      from: emailFrom,
      to,
      ...content,
      headers,
      attachments: attachments.map((attachment) => ({ ...attachment, disposition: "attachment" as const })),
    });
    return (await Promise.race([sending, timeout.promise])).messageId;
  } finally {
    clearTimeout(timer);
  }
}

/** What the operator has set, else `otherwise`. */
async function languageOf(env: Env, org: string, otherwise: Language = "en"): Promise<Language> {
  const { language } = await settings.find(env, org);
  return isLanguage(language) ? language : otherwise;
}
