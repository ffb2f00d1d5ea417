import type { Settings } from "../../contract/settings.ts";
import { acceptedLanguage, isLanguage, type Language } from "../../core/language.ts";
import * as apiKeys from "./api-keys.ts";
import * as applications from "./applications.ts";
import * as catalogue from "./catalogue.ts";
import * as common from "./common.ts";
import * as conflict from "./conflict.ts";
import * as deadLetters from "./dead-letters.ts";
import * as eventTypes from "./event-types.ts";
import * as failures from "./failures.ts";
import * as feed from "./feed.ts";
import * as messages from "./messages.ts";
import * as operational from "./operational.ts";
import * as overview from "./overview.ts";
import * as plans from "./plans.ts";
import * as presets from "./presets.ts";
import * as problems from "./problems.ts";
import * as receiver from "./receiver.ts";
import * as requests from "./requests.ts";
import * as settings from "./settings.ts";
import * as timeZone from "./time-zone.ts";
import * as webhook from "./webhook.ts";
import * as form from "./webhook-form.ts";
import * as formAdvanced from "./webhook-form-advanced.ts";
import * as webhooks from "./webhooks.ts";

/** All copy, by screen. `de` has every key of `en`: the types see to it. */
const en = {
  ...common.en,
  catalogue: catalogue.en,
  form: { ...form.en, ...formAdvanced.en },
  messages: messages.en,
  receiver: receiver.en,
  requests: requests.en,
  webhook: webhook.en,
  apiKeys: apiKeys.en,
  applications: applications.en,
  conflict: conflict.en,
  deadLetters: deadLetters.en,
  eventTypes: eventTypes.en,
  failures: failures.en,
  feed: feed.en,
  operational: operational.en,
  overview: overview.en,
  plans: plans.en,
  presets: presets.en,
  problems: problems.en,
  settings: settings.en,
  timeZone: timeZone.en,
  webhooks: webhooks.en,
};
const de: Text = {
  ...common.de,
  catalogue: catalogue.de,
  form: { ...form.de, ...formAdvanced.de },
  messages: messages.de,
  receiver: receiver.de,
  requests: requests.de,
  webhook: webhook.de,
  apiKeys: apiKeys.de,
  applications: applications.de,
  conflict: conflict.de,
  deadLetters: deadLetters.de,
  eventTypes: eventTypes.de,
  failures: failures.de,
  feed: feed.de,
  operational: operational.de,
  overview: overview.de,
  plans: plans.de,
  presets: presets.de,
  problems: problems.de,
  settings: settings.de,
  timeZone: timeZone.de,
  webhooks: webhooks.de,
};

export type Text = typeof en;
export const texts = { en, de } satisfies Record<Language, Text>;

/** What a person chose, else what the operator set, else the first language of the browser that we speak. */
export function languageFor(
  chosen: string | null,
  settings: Settings["language"],
  accepted: string | undefined,
): Language {
  if (isLanguage(chosen)) return chosen;
  if (isLanguage(settings)) return settings;
  return acceptedLanguage(accepted) ?? "en";
}
