import { html } from "hono/html";
import { flatten, isObject, parseLossless, textOf } from "../json/lossless.ts";
import type { Language } from "../language.ts";
import type { Event } from "./shape.ts";

export interface Mail {
  subject: string;
  text: string;
  html: string;
  attachments: { filename: string; type: string; content: string }[];
}

const en = {
  subject: (type: string, name: string | null) => (name === null ? type : `${name}: ${type}`),
  happened: (type: string, time: string) => `${type}, ${time}.`,
  attached: "All of it is attached as a JSON file.",
  more: (count: number) => `and ${count} more in the attached file`,
  why: "You get this email because a webhook sends its events to this address.",
  confirmSubject: "Please confirm your email address",
  confirm: (app: string) => `${app} wants to send events of a webhook to this address. Do you agree?`,
  link: "Confirm the address",
  ignore: "If you don't know what this is about, do nothing: without your consent nothing will be sent.",
  valid: "The link is valid for 7 days.",
};
const de: typeof en = {
  subject: (type, name) => (name === null ? type : `${name}: ${type}`),
  happened: (type, time) => `${type}, ${time}.`,
  attached: "Alles zusammen liegt als JSON-Datei bei.",
  more: (count) => `und ${count} weitere in der angehängten Datei`,
  why: "Sie erhalten diese E-Mail, weil ein Webhook seine Ereignisse an diese Adresse sendet.",
  confirmSubject: "Bitte bestätigen Sie Ihre E-Mail-Adresse",
  confirm: (app) =>
    `${app} möchte Ereignisse eines Webhooks an diese Adresse senden. Sind Sie damit einverstanden?`,
  link: "Adresse bestätigen",
  ignore: "Wenn Sie nicht wissen, worum es geht, tun Sie nichts: Ohne Ihre Zustimmung wird nichts gesendet.",
  valid: "Der Link gilt 7 Tage.",
};
const texts = { en, de } satisfies Record<Language, typeof en>;

const mostFields = 50;
const longestValue = 500;
const shorten = (text: string) =>
  (text.length > longestValue ? `${text.slice(0, longestValue)}…` : text).toWellFormed();

/**
 * An event as an email: what a person wants to read, and the JSON for a program.
 *
 * @param data what the endpoint gets of the payload, as JSON
 * @param json the same in its envelope, if it has one
 * @param timeZone that its time is written in, null for UTC
 */
export function eventMail(
  event: Event,
  { data, json }: { data: string; json: string },
  name: string | null,
  language: Language,
  timeZone: string | null,
): Mail {
  const t = texts[language];
  const fields = leaves(data);
  const shown = fields.slice(0, mostFields);
  const more = fields.length > shown.length ? t.more(fields.length - shown.length) : null;
  const time = new Intl.DateTimeFormat(language, {
    dateStyle: "long",
    timeStyle: "long",
    timeZone: timeZone ?? "UTC",
  });
  const happened = t.happened(event.type, time.format(new Date(event.timestamp)));
  const rows = shown.map(
    ([path, value]) => html`<tr><th align="left" valign="top">${path}</th><td>${value}</td></tr>`,
  );
  return {
    subject: oneLine(t.subject(event.type, name)),
    text: [
      happened,
      "",
      ...shown.map(([path, value]) => `${path}: ${value}`),
      ...(more === null ? [] : [more]),
      "",
      t.attached,
      t.why,
    ].join("\n"),
    html: String(
      html`<!doctype html><html lang="${language}"><body><p>${happened}</p><table cellpadding="4">${rows}</table>${more === null ? "" : html`<p>${more}</p>`}<p>${t.attached}</p><p><small>${t.why}</small></p></body></html>`,
    ),
    attachments: [{ filename: `${event.type}-${event.id}.json`, type: "application/json", content: json }],
  };
}

/** Asks the owner of an address whether it may get a webhook's events. */
export function confirmationMail(app: string, link: string, language: Language): Mail {
  const t = texts[language];
  return {
    subject: t.confirmSubject,
    text: [t.confirm(app), "", link, "", t.valid, t.ignore].join("\n"),
    html: String(
      html`<!doctype html><html lang="${language}"><body><p>${t.confirm(app)}</p><p><a href="${link}">${t.link}</a></p><p>${t.valid}</p><p><small>${t.ignore}</small></p></body></html>`,
    ),
    attachments: [],
  };
}

/** Every value of a payload by its path, as text; nothing for one that is no JSON object. */
function leaves(payload: string): [string, string][] {
  try {
    const value = parseLossless(payload);
    return isObject(value) ? flatten(value).map(([path, leaf]) => [path, shorten(textOf(leaf))]) : [];
  } catch {
    return [];
  }
}

/** A subject can't have line breaks, nor other control characters. */
const oneLine = (text: string) =>
  text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .slice(0, 200)
    .toWellFormed();
