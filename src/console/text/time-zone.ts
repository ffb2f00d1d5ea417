/** The page on which an application's time zone is chosen. */

export const en = {
  title: "Time zone",
  intro:
    "In which the times of your webhooks are shown, for everybody who looks at them, and written in emails.",
  label: "Time zone",
  hint: "Its name, such as Europe/Berlin. Empty for that of each person's browser, and UTC in emails.",
  now: (zone: string, time: string) => `Now, in ${zone}: ${time}`,
};

export const de: typeof en = {
  title: "Zeitzone",
  intro:
    "In ihr werden die Zeiten Ihrer Webhooks gezeigt, für alle, die sie ansehen, und in E-Mails geschrieben.",
  label: "Zeitzone",
  hint: "Ihr Name, etwa Europe/Berlin. Leer heißt: die des jeweiligen Browsers, und UTC in E-Mails.",
  now: (zone, time) => `Jetzt, in ${zone}: ${time}`,
};
