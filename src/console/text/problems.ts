import type { FormProblemWords, Words } from "./codes.ts";
import * as problemWords from "./problem-words.ts";
import * as refusalWords from "./refusal-words.ts";

/** What is said of problems as a whole, and of each by its code. */

const enOfForms: FormProblemWords = {
  json_unreadable: ({ why }) => `This is not valid JSON: ${why}`,
  times_invalid: "Enter times such as 5 s; 5 min; 1.5 h, separated by semicolons.",
  duration_invalid: "Enter a duration such as 90 s, 5 min or 1.5 h.",
  duration_not_whole: ({ unit }) => (unit === 1 ? "Please enter whole seconds." : "Please enter whole days."),
};
const deOfForms: FormProblemWords = {
  json_unreadable: ({ why }) => `Das ist kein gültiges JSON: ${why}`,
  times_invalid: "Geben Sie Zeiten ein, etwa 5 s; 5 min; 1,5 h, durch Semikolons getrennt.",
  duration_invalid: "Geben Sie eine Dauer ein, etwa 90 s, 5 min oder 1,5 h.",
  duration_not_whole: ({ unit }) =>
    unit === 1 ? "Bitte geben Sie ganze Sekunden ein." : "Bitte geben Sie ganze Tage ein.",
};

export const en = {
  summary: "This could not be saved yet. Please check what is marked.",
  at: (place: string, message: string) => `${place}: ${message}`,
  eventsRequired: "Choose at least one event.",
  numbers: "Enter numbers, such as 200, 201.",
  ofCode: { ...problemWords.en, ...refusalWords.en, ...enOfForms } as Words,
};

export const de: typeof en = {
  summary: "Das ließ sich noch nicht speichern. Bitte prüfen Sie, was markiert ist.",
  at: (place, message) => `${place}: ${message}`,
  eventsRequired: "Wählen Sie mindestens ein Ereignis.",
  numbers: "Geben Sie Zahlen ein, etwa 200, 201.",
  ofCode: { ...problemWords.de, ...refusalWords.de, ...deOfForms },
};
