/** One word for one thing, in both languages: the copy uses these, and none of the others. */

interface Term {
  en: string;
  de: string;
  /** How words begin that would mean the same, as patterns; in small letters. */
  not: { en?: readonly string[]; de?: readonly string[] };
}

export const glossary = {
  webhook: { en: "webhook", de: "Webhook", not: { en: ["endpoint"], de: ["endpunkt"] } },
  receiver: {
    en: "receiver",
    de: "Empfänger",
    not: { en: ["other system"], de: ["ander\\p{L}* system"] },
  },
  event: { en: "event", de: "Ereignis", not: { de: ["events?(?!\\p{L})", "vorfall", "vorfäll"] } },
  eventType: { en: "event type", de: "Ereignistyp", not: { en: ["event kind"], de: ["ereignisart"] } },
  request: { en: "request", de: "Anfrage", not: { de: ["request", "aufrufe?(?!\\p{L})"] } },
  answer: { en: "answer", de: "Antwort", not: { en: ["response"], de: ["response", "rückmeld"] } },
  content: {
    en: "content",
    de: "Inhalt",
    not: { en: ["body", "payload"], de: ["body", "payload", "nutzdaten"] },
  },
  header: { en: "header", de: "Header", not: { de: ["kopfzeile"] } },
  accepted: { en: "accepted", de: "angenommen", not: { de: ["akzeptier"] } },
  failed: { en: "failed", de: "fehlgeschlagen", not: { de: ["gescheitert", "scheiter", "versag"] } },
  refused: {
    en: "refused",
    de: "abgelehnt",
    not: { en: ["rejected"], de: ["abgewiesen", "zurückgewiesen"] },
  },
  paused: {
    en: "paused",
    de: "pausiert",
    not: { en: ["disabled"], de: ["abgeschaltet", "ausgeschaltet", "stillgelegt"] },
  },
  off: { en: "off", de: "deaktiviert", not: { en: ["deactivated"], de: ["inaktiv"] } },
  collecting: { en: "collect", de: "sammeln", not: { en: ["batch"], de: ["batch", "bündel", "stapel"] } },
  cooldown: {
    en: "cooldown",
    de: "Abklingzeit",
    not: { en: ["pause between", "lock time"], de: ["sperrzeit", "cooldown"] },
  },
  origin: { en: "origin", de: "Herkunft", not: { de: ["ursprung", "ursprüng", "auslöser"] } },
  login: {
    en: "login",
    de: "Anmeldung",
    not: { en: ["authorization", "authentication"], de: ["autorisierung", "authentifizierung"] },
  },
  secret: { en: "secret", de: "Schlüssel", not: { de: ["geheimnis", "secret"] } },
  signed: { en: "sign", de: "signieren", not: { de: ["unterschr"] } },
  id: { en: "id", de: "Kennung", not: { en: ["uid", "identifier"], de: ["u?ids?(?!\\p{L})"] } },
  plan: { en: "plan", de: "Tarif", not: { de: ["plans?(?!\\p{L})", "pläne"] } },
  application: {
    en: "application",
    de: "Anwendung",
    not: { en: ["tenant"], de: ["applikation", "mandant"] },
  },
  preset: { en: "preset", de: "Vorlage", not: { de: ["preset"] } },
  defaultValue: { en: "default value", de: "Vorgabewert", not: { de: ["standardwert"] } },
  log: { en: "log", de: "Protokoll", not: { de: ["logs?(?!\\p{L})"] } },
  code: { en: "code", de: "Code", not: { en: ["status code"], de: ["statuscode", "status-code"] } },
  byte: { en: "byte", de: "Byte", not: { de: ["bytes"] } },
} as const satisfies Record<string, Term>;
