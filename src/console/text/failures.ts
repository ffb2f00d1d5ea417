import type { FailureCode, FailureParams } from "../../core/delivery/failure.ts";

/** A param as the language of the page writes it. */
type Said<Value> = null extends Value ? string | null : string;

type Saying<Params> =
  Params extends Record<string, never>
    ? string
    : (params: { [Name in keyof Params]: Said<Params[Name]> }) => string;

/** What an error's status means to who reads of it. */
export type StatusKind =
  | "unauthorized"
  | "missing"
  | "method"
  | "proxy"
  | "slow"
  | "mediaType"
  | "misdirected"
  | "upgrade"
  | "tooLarge"
  | "tooMany"
  | "invalid"
  | "server";

/** What went wrong in plain words, and what to do about it. Of an error's status, each kind has words of its own. */
interface FailureTexts {
  codes: { [Code in Exclude<FailureCode, "status">]: Saying<FailureParams<Code>> };
  statuses: Record<StatusKind, string>;
}

export const en: FailureTexts = {
  codes: {
    dns: "The host in the address is unknown. Check the address for typing errors.",
    refused: "The receiver refuses connections. Check that it is running and that the address is right.",
    connect_timeout:
      "No connection came about in time. Check that the receiver is running and that its firewall lets requests through.",
    tls: "A secure connection was not possible. Check the certificate of the receiver.",
    reset: "The receiver ended the connection without a usable answer. Its own log may say why.",
    unreachable: "The receiver could not be reached. Check the address, its certificate and its firewall.",
    timeout: ({ seconds }) => `The receiver did not answer within ${seconds} seconds.`,
    incomplete: ({ seconds }) => `The answer was not complete within ${seconds} seconds.`,
    cut_off: "The connection broke off in the middle of the answer.",
    redirect: ({ location }) =>
      location === null
        ? "The address leads on to another one, and that is not followed. Enter the final address."
        : `The address leads on to ${location}, and that is not followed. Enter the final address.`,
    status_unexpected: ({ status, expected }) =>
      `The code ${status} is none of those that you accept (${expected}).`,
    body_not_json: "The answer is not JSON, but you expect certain content in it.",
    body_mismatch: ({ expected }) => `The answer doesn't contain ${expected}.`,
    body_too_long: ({ bytes }) =>
      `The answer is longer than ${bytes} bytes, too long to look for what you expect in it.`,
    firewall: "The firewall of the receiver refused the request. It has to let these requests through.",
    address_blocked: "The address is not one that may be sent to. Check it in the settings of the webhook.",
    oversize: ({ bytes }) =>
      `In a common request this event would be larger than ${bytes} bytes. Switch off that events are collected.`,
    url_too_long: ({ bytes }) =>
      `With the values of this event the address would be longer than ${bytes} bytes. Use the method POST.`,
    internal:
      "The request could not be made here, and nothing is wrong with the webhook. Only who runs this service can see why.",
    not_made:
      "The request could not be made from the settings of the webhook. Check them and save them again.",
    sender_lost:
      "Sending this event broke off again and again, so the webhook was paused. Simplify its settings, above all its headers, resume it and send the event again.",
    mail_not_configured:
      "Sending emails is not fully set up here. Only who runs this service can change that.",
    mail_suppressed:
      "No emails go to this address any more, because earlier ones came back or were reported as spam.",
    mail_limit: "The limit for emails has been reached. Sending goes on later.",
    mail_too_large: "The email was too large.",
    mail_refused: "The mail server refused the email.",
  },
  statuses: {
    unauthorized: "The receiver asks for other credentials. Check the login of the webhook.",
    missing: "The address doesn't exist at the receiver. Check it in the settings of the webhook.",
    method:
      "The address takes requests of another method only. Check the method of the webhook, and that the address is the one meant for webhooks.",
    proxy: "A proxy in front of the receiver asks for credentials. Its operator has to let requests through.",
    slow: "The receiver waited too long for the request. It is sent again.",
    mediaType: "The receiver doesn't take this format. Check the content type of the webhook: JSON or form.",
    misdirected:
      "The server at the address doesn't answer for this host. Check the address; the receiver's certificate or proxy may be set up for another name.",
    upgrade:
      "The receiver wants another protocol, such as WebSocket, at this address. Check that it is the one meant for webhooks.",
    tooLarge: "The request was too large for the receiver.",
    tooMany: "The receiver got too many requests. Sending goes on more slowly.",
    invalid: "The receiver could not use what it got.",
    server: "The receiver failed while it processed the request.",
  },
};

export const de: FailureTexts = {
  codes: {
    dns: "Den Server in der Adresse gibt es nicht. Prüfen Sie die Adresse auf Tippfehler.",
    refused: "Der Empfänger nimmt keine Verbindung an. Prüfen Sie, ob er läuft und ob die Adresse stimmt.",
    connect_timeout:
      "Es kam nicht rechtzeitig eine Verbindung zustande. Prüfen Sie, ob der Empfänger läuft und ob seine Firewall die Anfragen durchlässt.",
    tls: "Eine sichere Verbindung war nicht möglich. Prüfen Sie das Zertifikat des Empfängers.",
    reset:
      "Der Empfänger hat die Verbindung ohne brauchbare Antwort beendet. Den Grund kennt vielleicht sein eigenes Protokoll.",
    unreachable:
      "Der Empfänger war nicht erreichbar. Prüfen Sie die Adresse, ihr Zertifikat und die Firewall.",
    timeout: ({ seconds }) => `Der Empfänger hat nicht innerhalb von ${seconds} Sekunden geantwortet.`,
    incomplete: ({ seconds }) => `Die Antwort war nach ${seconds} Sekunden nicht vollständig.`,
    cut_off: "Die Verbindung ist mitten in der Antwort abgebrochen.",
    redirect: ({ location }) =>
      location === null
        ? "Die Adresse leitet auf eine andere weiter, und dem wird nicht gefolgt. Tragen Sie die endgültige Adresse ein."
        : `Die Adresse leitet auf ${location} weiter, und dem wird nicht gefolgt. Tragen Sie die endgültige Adresse ein.`,
    status_unexpected: ({ status, expected }) =>
      `Der Code ${status} ist keiner von denen, die Sie annehmen (${expected}).`,
    body_not_json: "Die Antwort ist kein JSON, Sie erwarten darin aber einen bestimmten Inhalt.",
    body_mismatch: ({ expected }) => `Die Antwort enthält ${expected} nicht.`,
    body_too_long: ({ bytes }) =>
      `Die Antwort ist länger als ${bytes} Byte und damit zu lang, um darin nach dem zu sehen, was Sie erwarten.`,
    firewall: "Die Firewall des Empfängers hat die Anfrage abgelehnt. Sie muss diese Anfragen durchlassen.",
    address_blocked:
      "An diese Adresse darf nicht gesendet werden. Prüfen Sie sie in den Einstellungen des Webhooks.",
    oversize: ({ bytes }) =>
      `In einer gemeinsamen Anfrage wäre dieses Ereignis größer als ${bytes} Byte. Schalten Sie das Sammeln der Ereignisse ab.`,
    url_too_long: ({ bytes }) =>
      `Mit den Werten dieses Ereignisses wäre die Adresse länger als ${bytes} Byte. Verwenden Sie die Methode POST.`,
    internal:
      "Die Anfrage ließ sich hier nicht bilden, am Webhook liegt es nicht. Den Grund sieht nur, wer diesen Dienst betreibt.",
    not_made:
      "Aus den Einstellungen des Webhooks ließ sich keine Anfrage bilden. Prüfen Sie diese und speichern Sie sie noch einmal.",
    sender_lost:
      "Das Senden dieses Ereignisses ist immer wieder abgebrochen, deshalb wurde der Webhook pausiert. Vereinfachen Sie seine Einstellungen, vor allem die Header, setzen Sie ihn fort und senden Sie das Ereignis noch einmal.",
    mail_not_configured:
      "Das Senden von E-Mails ist hier nicht vollständig eingerichtet. Ändern kann das nur, wer diesen Dienst betreibt.",
    mail_suppressed:
      "An diese Adresse gehen keine E-Mails mehr, weil frühere zurückkamen oder als Spam gemeldet wurden.",
    mail_limit: "Die Höchstzahl an E-Mails ist erreicht. Es wird später weiter gesendet.",
    mail_too_large: "Die E-Mail war zu groß.",
    mail_refused: "Der Mailserver hat die E-Mail abgelehnt.",
  },
  statuses: {
    unauthorized: "Der Empfänger verlangt andere Zugangsdaten. Prüfen Sie die Anmeldung des Webhooks.",
    missing: "Die Adresse gibt es beim Empfänger nicht. Prüfen Sie sie in den Einstellungen des Webhooks.",
    method:
      "Die Adresse nimmt nur Anfragen mit einer anderen Methode an. Prüfen Sie die Methode des Webhooks und ob es die Adresse für Webhooks ist.",
    proxy: "Ein Proxy vor dem Empfänger verlangt Zugangsdaten. Sein Betreiber muss Anfragen durchlassen.",
    slow: "Der Empfänger hat zu lange auf die Anfrage gewartet. Sie wird noch einmal gesendet.",
    mediaType:
      "Der Empfänger nimmt dieses Format nicht an. Prüfen Sie den Inhaltstyp des Webhooks: JSON oder Formular.",
    misdirected:
      "Der Server an der Adresse ist für diesen Namen nicht zuständig. Prüfen Sie die Adresse; Zertifikat oder Proxy des Empfängers können für einen anderen Namen eingerichtet sein.",
    upgrade:
      "Der Empfänger verlangt an dieser Adresse ein anderes Protokoll, etwa WebSocket. Prüfen Sie, ob es die Adresse für Webhooks ist.",
    tooLarge: "Die Anfrage war dem Empfänger zu groß.",
    tooMany: "Der Empfänger hat zu viele Anfragen erhalten. Es wird langsamer weiter gesendet.",
    invalid: "Der Empfänger konnte mit den Daten nichts anfangen.",
    server: "Beim Empfänger ist bei der Verarbeitung ein Fehler aufgetreten.",
  },
};
