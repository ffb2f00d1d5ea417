import type { Language } from "../../core/language.ts";
import type { Value } from "../../core/problems/phrase.ts";
import type { ProblemWords } from "./codes.ts";

/** What can be wrong with a field, in plain words. */

const list = (values: unknown) => [values].flat().join(", ");

/** A limit as people write it; one with its unit is a text already. */
const amount = (language: Language) => (limit: Value) =>
  typeof limit === "number" ? limit.toLocaleString(language) : String(limit);
const [inEnglish, inGerman] = [amount("en"), amount("de")];

export const en: ProblemWords = {
  required: "Please fill this in.",
  invalid: "Please check this; it has not the right form.",
  not_a_text: "Please fill this in.",
  not_a_number: "Please enter a number in digits, such as 10.",
  not_an_integer: "Please enter a whole number, such as 10.",
  not_a_boolean: "Please choose yes or no.",
  not_a_list: "Please fill this in.",
  not_an_object: 'This has to be a JSON object, such as {"status": "OK"}.',
  choice_unknown: ({ values }) => `Please choose one of these: ${list(values)}.`,
  fields_unknown: ({ names }) => `There is no setting ${list(names)}.`,
  format_invalid: "Please check this; it has not the right form.",
  too_small: ({ min }) => `At least ${inEnglish(min)}.`,
  too_large: ({ max }) => `At most ${inEnglish(max)}.`,
  too_short: ({ min }) => (Number(min) > 1 ? `At least ${min} characters.` : "Please fill this in."),
  too_long: ({ max }) => `At most ${max} characters.`,
  too_few: ({ min }) => (Number(min) > 1 ? `At least ${min} of them.` : "Please fill this in."),
  too_many: ({ max }) => `At most ${max} of them.`,
  too_many_bytes: ({ max }) => `This is too large: at most ${max} bytes.`,
  too_deep: "This is nested too deeply.",
  time_invalid: "Please enter a date and a time.",
  iterator_invalid: "This page isn't there any more. Please begin with the first one.",
  parameter_unknown: "This list can't be filtered by that.",
  time_past: "Please give a moment that is still to come.",
  time_zone_unknown: "Please enter a time zone by its name, such as Europe/Berlin.",

  json_invalid: "This is not valid JSON.",
  utf8_invalid: "This has characters that can't be read. Please save it as UTF-8.",
  containers_too_many: ({ max }) => `This has too many parts: at most ${max} objects and lists.`,

  name_invalid: "Only letters without accents, digits, dots, hyphens and underscores, please.",
  event_type_name_invalid: "This is not the name of an event.",
  prefix_reserved: ({ prefix }) => `This must not begin with ${prefix}; ids like that are ours.`,
  uid_not_of_path: "This id can't be changed here.",
  plan_name_invalid: "A plan can't have this name.",
  plan_unknown: "There is no such plan any more.",
  origin_invalid: "Use small letters, digits, - and _ only, such as import.",

  url_incomplete: "Enter the complete address, such as https://example.com/webhooks.",
  url_scheme: "The address must begin with https:// or http://.",
  url_credentials:
    "The address must not contain a user name or password. Enter them under “Access and headers”.",
  url_host_missing: "The address names no server, such as example.com.",
  url_own: "This address belongs to the webhook service itself. Enter the one of your own system.",
  url_local: "This address only exists in your own network. It must be reachable from the internet.",
  url_host_incomplete: "Enter the server's full name, such as example.com.",
  url_private: "This is an address of a private network. It must be reachable from the internet.",
  url_invisible_character: ({ character }) =>
    `There is an invisible character in the address (${character}), which may have come along when it was copied. Please type that part anew.`,
  placeholder_in_host: "Placeholders can only stand behind the first slash after the server's name.",
  placeholder_unknown: ({ name, names }) =>
    `There is no field called ${name}. ${list(names) === "" ? "Insert it as a field first." : `You can use: ${list(names)}.`}`,
  email_invalid: "Enter a complete email address, such as name@example.com.",
  email_off: "Emails are not set up here. Please choose a web address.",
  web_address_invalid: "This is not an address on the web. It has to begin with https://.",
  web_origin_invalid: "Please enter addresses without a path, such as https://app.example.com.",

  path_invalid: "Enter the way to a value of the event, such as contact.email, without spaces.",
  parameter_name_invalid:
    "A parameter name begins with a letter or digit and holds only letters, digits, dots, hyphens and single underscores.",
  default_required: "Enter the default value that is always to be sent.",
  source_or_default_required: "Choose a field of the event, or enter a default value.",
  fields_required: "Insert at least one field, or send everything.",
  fields_without_mode: "Fields are only sent when you choose them. Choose fields, or send everything.",
  field_repeated: ({ name }) => `There are two fields called ${name}. Each needs a name of its own.`,
  nesting_conflict: ({ name, parent }) =>
    `${name} can't be nested in ${parent}, which is a field itself. Rename one of them, or choose “Flat”.`,
  field_always_sent: ({ path, eventType }) => `${eventType} always sends the field ${path}. Insert it.`,
  batch_with_get: "Collecting needs a request with content. Choose POST, PUT or PATCH as method.",
  batch_with_email: "Emails are sent one by one. Switch collecting off.",
  batch_with_form: "Collected events are always sent as JSON. Choose JSON as content type.",
  batch_with_placeholders:
    "Collected events share one address. Take the placeholders out, or switch collecting off.",
  batch_too_large: "The example is too large for events that are collected.",
  envelope_with_get: "A GET request has no content that an envelope could stand around. Choose none.",
  form_with_get: "A GET request has no content. Choose JSON here.",
  header_name_invalid: "This is not a valid header key. Use letters, digits and hyphens, without spaces.",
  header_reserved: "This header is set automatically and can't be changed.",
  content_type_differs: ({ type }) =>
    `The header content-type has to be ${type}, as the requests are; you may add to it, such as “; charset=utf-8”.`,
  content_type_without_body: "A GET request has no content: leave the header content-type out.",
  header_value_invalid: ({ max }) =>
    `The value has characters that a header can't carry, or it is longer than ${max}.`,
  headers_too_many: ({ max }) => `A webhook can have at most ${max} headers.`,
  headers_too_large: ({ max }) => `All headers together must not be larger than ${max} bytes.`,
  username_invalid: "The user name must not contain a colon.",
  secret_invalid: "This is not a signing secret. It begins with whsec_ or whsk_.",
  secret_inconsistent: "The two halves of this key don't belong together.",
  throttle_rate_above_plan: ({ max, plan }) => `Your plan ${plan} allows at most ${max} a second.`,
  endpoint_or_id_required: "Choose a webhook, or describe one.",
  applications_unknown: "There is no such application.",

  filter_too_deep: "The filter is nested too deeply.",
  filter_values_too_many: "The filter has too many conditions.",
  filter_conditions_too_many: "The filter has too many conditions.",
  filter_operator_unknown: ({ name }) => `The filter uses ${name}, which is not allowed.`,
  filter_not_comparable: ({ value }) =>
    `“${value}” can't be greater or smaller than something: please enter a number such as 10.5, or a date such as 2026-03-01.`,
  filter_too_long: ({ max }) => `The filter is too long: at most ${max} characters.`,
  filter_unusable: ({ why }) => `The filter can't be used: ${why}`,

  event_type_unknown: ({ name }) => `The event ${name} doesn't exist any more. Deselect it.`,
  event_types_none: ({ name }) => `There is no event that ${name} covers.`,
  event_type_archived: ({ name }) => `The event ${name} is no longer offered. Deselect it.`,
  event_type_planned: ({ name }) => `The event ${name} is only planned. Deselect it.`,
  schema_invalid: ({ expected }) => `This is not a JSON Schema: it must be ${expected}.`,
  retention_twice: "Enter how long to keep it in days or in hours, not both.",
  deliver_at_out_of_range: "The time has to be at least 1 minute and at most 24 hours ahead.",
  media_type_invalid: "Please enter a media type, such as text/plain.",
  payload_invalid: 'This has to be a JSON object, such as {"status": "OK"}.',

  window_invalid: "The beginning has to be before the end, and not in the future.",
  window_empty: "The beginning has to be before the end, and not in the future.",
  hours_too_many: ({ days }) => `At most ${days} days can be shown by the hour.`,
  days_too_many: ({ days }) => `At most ${days} days can be shown.`,

  colour_invalid: "Please enter a colour such as #0a7cff.",

  document_missing: "Please choose a file or paste the document.",
  document_unreadable: "This can't be read, neither as YAML nor as JSON.",
  document_not_openapi: "This can't be read, neither as YAML nor as JSON.",
  webhooks_missing: "This document has no section called webhooks, so there are no event types in it.",
  webhooks_too_many: ({ max }) => `At most ${max} events at once.`,
  webhook_without_operation: "This event has no operation such as post.",
  webhook_without_name:
    "Every event needs a name, or an operationId, of letters, digits, dots, hyphens and underscores.",
  reference_unknown: ({ reference }) => `The document refers to ${reference}, which isn't in it.`,
  schema_too_deep: "The schema is nested too deeply.",
};

export const de: ProblemWords = {
  required: "Bitte füllen Sie dies aus.",
  invalid: "Bitte prüfen Sie dies; es hat nicht die richtige Form.",
  not_a_text: "Bitte füllen Sie dies aus.",
  not_a_number: "Bitte geben Sie eine Zahl in Ziffern ein, etwa 10.",
  not_an_integer: "Bitte geben Sie eine ganze Zahl ein, etwa 10.",
  not_a_boolean: "Bitte wählen Sie ja oder nein.",
  not_a_list: "Bitte füllen Sie dies aus.",
  not_an_object: 'Dies muss ein JSON-Objekt sein, etwa {"status": "OK"}.',
  choice_unknown: ({ values }) => `Bitte wählen Sie eins von diesen: ${list(values)}.`,
  fields_unknown: ({ names }) => `Eine Einstellung ${list(names)} gibt es nicht.`,
  format_invalid: "Bitte prüfen Sie dies; es hat nicht die richtige Form.",
  too_small: ({ min }) => `Mindestens ${inGerman(min)}.`,
  too_large: ({ max }) => `Höchstens ${inGerman(max)}.`,
  too_short: ({ min }) => (Number(min) > 1 ? `Mindestens ${min} Zeichen.` : "Bitte füllen Sie dies aus."),
  too_long: ({ max }) => `Höchstens ${max} Zeichen.`,
  too_few: ({ min }) => (Number(min) > 1 ? `Mindestens ${min} davon.` : "Bitte füllen Sie dies aus."),
  too_many: ({ max }) => `Höchstens ${max} davon.`,
  too_many_bytes: ({ max }) => `Das ist zu groß: höchstens ${max} Byte.`,
  too_deep: "Das ist zu tief verschachtelt.",
  time_invalid: "Bitte geben Sie Datum und Uhrzeit ein.",
  iterator_invalid: "Diese Seite gibt es nicht mehr. Bitte beginnen Sie mit der ersten.",
  parameter_unknown: "Danach kann diese Liste nicht gefiltert werden.",
  time_past: "Bitte geben Sie einen Zeitpunkt an, der noch kommt.",
  time_zone_unknown: "Bitte geben Sie eine Zeitzone mit ihrem Namen an, etwa Europe/Berlin.",

  json_invalid: "Das ist kein gültiges JSON.",
  utf8_invalid: "Hier sind Zeichen, die sich nicht lesen lassen. Bitte speichern Sie es als UTF-8.",
  containers_too_many: ({ max }) => `Das hat zu viele Teile: höchstens ${max} Objekte und Listen.`,

  name_invalid: "Bitte nur Buchstaben ohne Umlaute und Akzente, Ziffern, Punkte, Binde- und Unterstriche.",
  event_type_name_invalid: "Das ist kein Name eines Ereignisses.",
  prefix_reserved: ({ prefix }) => `Dies darf nicht mit ${prefix} beginnen; solche Kennungen vergeben wir.`,
  uid_not_of_path: "Diese Kennung lässt sich hier nicht ändern.",
  plan_name_invalid: "So kann ein Tarif nicht heißen.",
  plan_unknown: "Diesen Tarif gibt es nicht mehr.",
  origin_invalid: "Verwenden Sie nur kleine Buchstaben, Ziffern, - und _, etwa import.",

  url_incomplete: "Geben Sie die vollständige Adresse ein, etwa https://example.com/webhooks.",
  url_scheme: "Die Adresse muss mit https:// oder http:// beginnen.",
  url_credentials:
    "Die Adresse darf keinen Benutzernamen und kein Passwort enthalten. Geben Sie beides unter „Zugang und Header“ ein.",
  url_host_missing: "Die Adresse nennt keinen Server, etwa example.com.",
  url_own: "Diese Adresse gehört zum Webhook-Dienst selbst. Geben Sie die Ihres eigenen Systems ein.",
  url_local: "Diese Adresse gibt es nur in Ihrem eigenen Netz. Sie muss aus dem Internet erreichbar sein.",
  url_host_incomplete: "Geben Sie den vollständigen Namen des Servers ein, etwa example.com.",
  url_private: "Das ist eine Adresse eines privaten Netzes. Sie muss aus dem Internet erreichbar sein.",
  url_invisible_character: ({ character }) =>
    `In der Adresse steht ein unsichtbares Zeichen (${character}), das vielleicht beim Kopieren mitgekommen ist. Bitte tippen Sie diese Stelle neu.`,
  placeholder_in_host: "Platzhalter können erst hinter dem ersten Schrägstrich nach dem Servernamen stehen.",
  placeholder_unknown: ({ name, names }) =>
    `Es gibt kein Feld namens ${name}. ${list(names) === "" ? "Fügen Sie es zuerst als Feld ein." : `Möglich sind: ${list(names)}.`}`,
  email_invalid: "Geben Sie eine vollständige E-Mail-Adresse ein, etwa name@example.com.",
  email_off: "E-Mails sind hier nicht eingerichtet. Bitte wählen Sie eine Webadresse.",
  web_address_invalid: "Das ist keine Adresse im Web. Sie muss mit https:// beginnen.",
  web_origin_invalid: "Bitte geben Sie Adressen ohne Pfad an, zum Beispiel https://app.example.com.",

  path_invalid: "Geben Sie den Weg zu einem Wert des Ereignisses ein, etwa contact.email, ohne Leerzeichen.",
  parameter_name_invalid:
    "Ein Parametername beginnt mit einem Buchstaben oder einer Ziffer und enthält nur Buchstaben, Ziffern, Punkte, Bindestriche und einzelne Unterstriche.",
  default_required: "Geben Sie den Vorgabewert ein, der immer gesendet werden soll.",
  source_or_default_required: "Wählen Sie ein Feld des Ereignisses oder geben Sie einen Vorgabewert ein.",
  fields_required: "Fügen Sie mindestens ein Feld ein oder senden Sie alles.",
  fields_without_mode:
    "Felder werden nur gesendet, wenn Sie sie auswählen. Wählen Sie Felder aus oder senden Sie alles.",
  field_repeated: ({ name }) => `Zwei Felder heißen ${name}. Jedes braucht einen eigenen Namen.`,
  nesting_conflict: ({ name, parent }) =>
    `${name} lässt sich nicht in ${parent} verschachteln, denn das ist selbst ein Feld. Benennen Sie eines um oder wählen Sie „Flach“.`,
  field_always_sent: ({ path, eventType }) => `${eventType} sendet immer das Feld ${path}. Fügen Sie es ein.`,
  batch_with_get:
    "Zum Sammeln braucht die Anfrage einen Inhalt. Wählen Sie als Methode POST, PUT oder PATCH.",
  batch_with_email: "E-Mails werden einzeln gesendet. Schalten Sie das Sammeln aus.",
  batch_with_form: "Gesammelte Ereignisse werden immer als JSON gesendet. Wählen Sie als Inhaltstyp JSON.",
  batch_with_placeholders:
    "Gesammelte Ereignisse teilen sich eine Adresse. Entfernen Sie die Platzhalter oder schalten Sie das Sammeln aus.",
  batch_too_large: "Das Beispiel ist zu groß für gesammelte Ereignisse.",
  envelope_with_get: "Eine Anfrage mit GET hat keinen Inhalt, um den ein Umschlag passt. Wählen Sie „Ohne“.",
  form_with_get: "Eine Anfrage mit GET hat keinen Inhalt. Wählen Sie hier JSON.",
  header_name_invalid:
    "Das ist kein gültiger Name eines Headers. Verwenden Sie Buchstaben, Ziffern und Bindestriche, ohne Leerzeichen.",
  header_reserved: "Dieser Header wird automatisch gesetzt und lässt sich nicht ändern.",
  content_type_differs: ({ type }) =>
    `Der Header content-type muss ${type} sein, wie die Anfragen es sind; ergänzen können Sie ihn, etwa um „; charset=utf-8“.`,
  content_type_without_body:
    "Eine Anfrage mit GET hat keinen Inhalt: Lassen Sie den Header content-type weg.",
  header_value_invalid: ({ max }) =>
    `Der Wert hat Zeichen, die ein Header nicht übertragen kann, oder ist länger als ${max} Zeichen.`,
  headers_too_many: ({ max }) => `Ein Webhook kann höchstens ${max} Header haben.`,
  headers_too_large: ({ max }) => `Alle Header zusammen dürfen höchstens ${max} Byte groß sein.`,
  username_invalid: "Der Benutzername darf keinen Doppelpunkt enthalten.",
  secret_invalid: "Das ist kein Signaturschlüssel. Er beginnt mit whsec_ oder whsk_.",
  secret_inconsistent: "Die beiden Hälften dieses Schlüssels gehören nicht zusammen.",
  throttle_rate_above_plan: ({ max, plan }) => `Ihr Tarif ${plan} erlaubt höchstens ${max} pro Sekunde.`,
  endpoint_or_id_required: "Wählen Sie einen Webhook oder beschreiben Sie einen.",
  applications_unknown: "Diese Anwendung gibt es nicht.",

  filter_too_deep: "Der Filter ist zu tief verschachtelt.",
  filter_values_too_many: "Der Filter hat zu viele Bedingungen.",
  filter_conditions_too_many: "Der Filter hat zu viele Bedingungen.",
  filter_operator_unknown: ({ name }) => `Der Filter verwendet ${name}, das ist nicht erlaubt.`,
  filter_not_comparable: ({ value }) =>
    `„${value}“ lässt sich nicht vergleichen. Bitte geben Sie eine Zahl wie 10,5 oder ein Datum wie 01.03.2026 ein.`,
  filter_too_long: ({ max }) => `Der Filter ist zu lang: höchstens ${max} Zeichen.`,
  filter_unusable: ({ why }) => `Der Filter lässt sich nicht verwenden: ${why}`,

  event_type_unknown: ({ name }) => `Das Ereignis ${name} gibt es nicht mehr. Wählen Sie es ab.`,
  event_types_none: ({ name }) => `Es gibt kein Ereignis, das ${name} umfasst.`,
  event_type_archived: ({ name }) => `Das Ereignis ${name} wird nicht mehr angeboten. Wählen Sie es ab.`,
  event_type_planned: ({ name }) => `Das Ereignis ${name} ist erst geplant. Wählen Sie es ab.`,
  schema_invalid: "Das ist kein gültiges JSON-Schema.",
  retention_twice: "Geben Sie die Aufbewahrung in Tagen oder in Stunden an, nicht beides.",
  deliver_at_out_of_range: "Der Zeitpunkt muss mindestens 1 Minute und höchstens 24 Stunden voraus liegen.",
  media_type_invalid: "Bitte geben Sie einen Medientyp an, etwa text/plain.",
  payload_invalid: 'Dies muss ein JSON-Objekt sein, etwa {"status": "OK"}.',

  window_invalid: "Der Beginn muss vor dem Ende liegen und darf nicht in der Zukunft sein.",
  window_empty: "Der Beginn muss vor dem Ende liegen und darf nicht in der Zukunft sein.",
  hours_too_many: ({ days }) => `Stundenweise lassen sich höchstens ${days} Tage zeigen.`,
  days_too_many: ({ days }) => `Es lassen sich höchstens ${days} Tage zeigen.`,

  colour_invalid: "Bitte geben Sie eine Farbe wie #0a7cff an.",

  document_missing: "Bitte wählen Sie eine Datei aus oder fügen Sie das Dokument ein.",
  document_unreadable: "Das lässt sich weder als YAML noch als JSON lesen.",
  document_not_openapi: "Das lässt sich weder als YAML noch als JSON lesen.",
  webhooks_missing: "In diesem Dokument gibt es keinen Abschnitt webhooks, also auch keine Ereignistypen.",
  webhooks_too_many: ({ max }) => `Höchstens ${max} Ereignisse auf einmal.`,
  webhook_without_operation: "Dieses Ereignis hat keine Operation wie post.",
  webhook_without_name:
    "Jedes Ereignis braucht einen Namen oder eine operationId aus Buchstaben, Ziffern, Punkten, Binde- und Unterstrichen.",
  reference_unknown: ({ reference }) => `Das Dokument verweist auf ${reference}, das gibt es darin nicht.`,
  schema_too_deep: "Das Schema ist zu tief verschachtelt.",
};
