import type { RefusalWords } from "./codes.ts";

/** Why the API refused a request as a whole, in plain words. */

export const en: RefusalWords = {
  token_missing: "Please log in.",
  token_malformed: "Please log in again.",
  token_invalid: "Please log in again.",
  token_expired: "Your session has ended. Please log in again.",
  token_revoked: "Your access was ended.",
  token_early: "Your access isn't valid yet. Please try again in a moment.",
  token_claim_invalid: "This access was made wrongly. Please ask for a new one.",
  token_without_subject: "This access is for nobody. Please ask for a new one.",
  token_without_application: "There is no such application any more.",
  api_key_unknown: "This API key was revoked, or never existed.",

  token_read_only: "Your access only allows you to look.",
  scope_missing: "Your API key doesn't allow you to do this.",
  secret_hidden: "Your access doesn't allow you to see secrets.",
  organisation_token_required: "Only the operator may do this.",
  application_token_required: "Only the access of an application can be ended here.",
  endpoints_above_plan: "Your plan includes no further webhook. Delete one, or switch to a larger plan.",
  endpoints_too_many: ({ max }) => `There can be at most ${max} webhooks. Delete one first.`,
  secrets_too_many: ({ max }) =>
    `At most ${max} secrets sign at a time. Wait until an earlier one has ended, or let it end at once.`,
  api_keys_too_many: ({ max }) => `There can be at most ${max} API keys, expired ones too. Revoke one first.`,
  plans_too_many: ({ max }) => `There can be at most ${max} plans.`,
  expunges_too_many: ({ max }) =>
    `At most ${max} deletions of contents can be under way. Wait until one has finished.`,
  statistics_too_many: ({ max }) =>
    `At most ${max} statistics can be put together at a time. Wait until one has finished.`,
  event_types_too_many: ({ max }) => `There can be at most ${max} event types, archived ones too.`,
  catalogue_too_large: ({ max }) =>
    `Schemas, examples and fields of all event types together must not be larger than ${max} bytes.`,

  no_such_route: "There is no such page.",
  not_offered: "This is not offered.",
  no_such_application: "There is no such application any more.",
  no_such_endpoint: "There is no such webhook any more.",
  no_such_event_type: "There is no such event type any more.",
  no_such_message: "There is no such event any more.",
  no_such_attempt: "There is no such request any more.",
  no_such_plan: "There is no such plan any more.",
  no_such_api_key: "There is no such API key any more.",
  no_such_preset: "There is no such preset.",
  no_such_receiver: "There is no such test receiver.",
  no_such_task: "There is no such task any more.",
  no_such_dead_letter: "There is no such dead letter any more.",
  request_not_made: "No request was made here.",

  application_uid_taken: "This name is already in use. Please choose another one.",
  endpoint_uid_taken: "This name is already in use. Please choose another one.",
  event_type_taken: "This name is already in use. Please choose another one.",
  plan_taken: "This name is already in use. Please choose another one.",
  event_id_taken: "An event with this id exists already.",
  idempotency_key_busy: "The same is being done already. Please wait a moment.",
  changed_meanwhile: "This is being changed by somebody else. Please try again.",

  payload_gone: "The content was deleted after the retention period, so it can't be sent again.",

  body_too_large: ({ max }) => `This is too large: at most ${max} bytes.`,
  payload_too_large: ({ max }) => `The event is too large: at most ${max} bytes.`,
  received_too_large: ({ max }) => `This is too large: at most ${max} bytes.`,

  tests_too_many: ({ max }) => `At most ${max} tests a minute. Wait a moment, then try again.`,
  confirmations_too_many: ({ max }) => `At most ${max} such emails an hour. Please try again later.`,

  secret_unfit: "Posthorn isn't set up yet: it needs a secret that nobody can guess.",
  encryption_key_unfit: "What is saved of this webhook can't be read: Posthorn's ENCRYPTION_KEY has changed.",
  queue_unavailable: "The event is stored and will be sent as soon as possible.",
  email_not_sent: "The email could not be sent. Please try again later.",

  endpoint_disabled: "This webhook is paused, so nothing is sent to it.",
  webhooks_disabled: "Webhooks are switched off, so nothing is sent.",
  email_unconfirmed: "The email address is not confirmed yet: its owner first has to open the link.",
  email_confirmed: "The email address is confirmed already.",
  no_email: "This webhook sends requests, not emails.",
  idempotency_key_too_long: ({ max }) => `At most ${max} characters.`,
  retry_useless: ({ why }) => `Another try would end here again: ${why}`,
  message_invalid: ({ path, why }) => `${path}: ${why}`,
  request_invalid: ({ why }) => `This request can't be understood: ${why}`,
  internal: "That was our fault, not yours. Please try again in a moment.",
};

export const de: RefusalWords = {
  token_missing: "Bitte melden Sie sich an.",
  token_malformed: "Bitte melden Sie sich erneut an.",
  token_invalid: "Bitte melden Sie sich erneut an.",
  token_expired: "Ihre Sitzung ist beendet. Bitte melden Sie sich erneut an.",
  token_revoked: "Ihr Zugang wurde beendet.",
  token_early: "Ihr Zugang gilt noch nicht. Bitte versuchen Sie es gleich noch einmal.",
  token_claim_invalid: "Dieser Zugang ist fehlerhaft. Bitte lassen Sie sich einen neuen geben.",
  token_without_subject: "Dieser Zugang gehört niemandem. Bitte lassen Sie sich einen neuen geben.",
  token_without_application: "Diese Anwendung gibt es nicht mehr.",
  api_key_unknown: "Diesen API-Schlüssel gibt es nicht, oder er wurde widerrufen.",

  token_read_only: "Mit Ihrem Zugang können Sie nur ansehen.",
  scope_missing: "Ihr API-Schlüssel erlaubt das nicht.",
  secret_hidden: "Mit Ihrem Zugang können Sie keine Schlüssel sehen.",
  organisation_token_required: "Das darf nur der Betreiber.",
  application_token_required: "Hier lässt sich nur der Zugang einer Anwendung beenden.",
  endpoints_above_plan:
    "Ihr Tarif enthält keinen weiteren Webhook. Löschen Sie einen oder wechseln Sie den Tarif.",
  endpoints_too_many: ({ max }) => `Es kann höchstens ${max} Webhooks geben. Löschen Sie zuerst einen.`,
  secrets_too_many: ({ max }) =>
    `Höchstens ${max} Schlüssel signieren zugleich. Warten Sie, bis ein früherer endet, oder lassen Sie ihn sofort enden.`,
  api_keys_too_many: ({ max }) =>
    `Es kann höchstens ${max} API-Schlüssel geben, abgelaufene eingeschlossen. Widerrufen Sie zuerst einen.`,
  plans_too_many: ({ max }) => `Es kann höchstens ${max} Tarife geben.`,
  expunges_too_many: ({ max }) =>
    `Es können höchstens ${max} Löschungen von Inhalten gleichzeitig laufen. Warten Sie, bis eine fertig ist.`,
  statistics_too_many: ({ max }) =>
    `Es können höchstens ${max} Auswertungen gleichzeitig laufen. Warten Sie, bis eine fertig ist.`,
  event_types_too_many: ({ max }) =>
    `Es kann höchstens ${max} Ereignistypen geben, archivierte eingeschlossen.`,
  catalogue_too_large: ({ max }) =>
    `Schemas, Beispiele und Felder aller Ereignistypen zusammen dürfen höchstens ${max} Byte groß sein.`,

  no_such_route: "Diese Seite gibt es nicht.",
  not_offered: "Das wird nicht angeboten.",
  no_such_application: "Diese Anwendung gibt es nicht mehr.",
  no_such_endpoint: "Diesen Webhook gibt es nicht mehr.",
  no_such_event_type: "Diesen Ereignistyp gibt es nicht mehr.",
  no_such_message: "Dieses Ereignis gibt es nicht mehr.",
  no_such_attempt: "Diese Anfrage gibt es nicht mehr.",
  no_such_plan: "Diesen Tarif gibt es nicht mehr.",
  no_such_api_key: "Diesen API-Schlüssel gibt es nicht mehr.",
  no_such_preset: "Diese Vorlage gibt es nicht.",
  no_such_receiver: "Diesen Testempfänger gibt es nicht.",
  no_such_task: "Diese Aufgabe gibt es nicht mehr.",
  no_such_dead_letter: "Diesen unzustellbaren Auftrag gibt es nicht mehr.",
  request_not_made: "Hier wurde keine Anfrage gesendet.",

  application_uid_taken: "Dieser Name ist schon vergeben. Bitte wählen Sie einen anderen.",
  endpoint_uid_taken: "Dieser Name ist schon vergeben. Bitte wählen Sie einen anderen.",
  event_type_taken: "Dieser Name ist schon vergeben. Bitte wählen Sie einen anderen.",
  plan_taken: "Dieser Name ist schon vergeben. Bitte wählen Sie einen anderen.",
  event_id_taken: "Ein Ereignis mit dieser Kennung gibt es schon.",
  idempotency_key_busy: "Dasselbe wird gerade schon getan. Bitte warten Sie einen Moment.",
  changed_meanwhile: "Daran ändert gerade jemand anderes etwas. Bitte versuchen Sie es noch einmal.",

  payload_gone: "Der Inhalt wurde nach Ablauf der Aufbewahrung gelöscht und kann nicht mehr gesendet werden.",

  body_too_large: ({ max }) => `Das ist zu groß: höchstens ${max} Byte.`,
  payload_too_large: ({ max }) => `Das Ereignis ist zu groß: höchstens ${max} Byte.`,
  received_too_large: ({ max }) => `Das ist zu groß: höchstens ${max} Byte.`,

  tests_too_many: ({ max }) =>
    `Höchstens ${max} Tests pro Minute. Warten Sie einen Moment und versuchen Sie es noch einmal.`,
  confirmations_too_many: ({ max }) =>
    `Höchstens ${max} solche E-Mails pro Stunde. Bitte versuchen Sie es später noch einmal.`,

  secret_unfit:
    "Posthorn ist noch nicht eingerichtet: Es braucht einen geheimen Schlüssel, den niemand erraten kann.",
  encryption_key_unfit:
    "Was zu diesem Webhook gespeichert ist, lässt sich nicht lesen: Posthorns ENCRYPTION_KEY hat sich geändert.",
  queue_unavailable: "Das Ereignis ist gespeichert und wird so bald wie möglich gesendet.",
  email_not_sent: "Die E-Mail ließ sich nicht senden. Bitte versuchen Sie es später noch einmal.",

  endpoint_disabled: "Dieser Webhook ist pausiert, an ihn wird nichts gesendet.",
  webhooks_disabled: "Webhooks sind deaktiviert, es wird nichts gesendet.",
  email_unconfirmed: "Die E-Mail-Adresse ist noch nicht bestätigt: Ihr Besitzer muss zuerst den Link öffnen.",
  email_confirmed: "Die E-Mail-Adresse ist schon bestätigt.",
  no_email: "Dieser Webhook sendet Anfragen, keine E-Mails.",
  idempotency_key_too_long: ({ max }) => `Höchstens ${max} Zeichen.`,
  retry_useless: ({ why }) => `Ein neuer Versuch würde wieder hier enden: ${why}`,
  message_invalid: ({ path, why }) => `${path}: ${why}`,
  request_invalid: ({ why }) => `Diese Anfrage ist nicht zu verstehen: ${why}`,
  internal: "Das war unser Fehler, nicht Ihrer. Bitte versuchen Sie es gleich noch einmal.",
};
