/** The test receiver. */
export const en = {
  title: "Test receiver",
  intro: "An address of your own that takes everything and shows it here: try a webhook without a server.",
  address: "Your test address",
  addressHint: "Only for trying things out: whoever knows this address can send something to it.",
  createWebhook: "Webhook with this address",
  count: (n: number, shown: string) => `${shown} ${n === 1 ? "request" : "requests"}`,
  empty: "Waiting for the first request",
  emptyHint: "As soon as something arrives at your test address, it is shown here.",
  steps: [
    "Create a webhook with this address.",
    "Choose the events that you are interested in.",
    "Click “Save and test”: the request appears here.",
  ],
  emptyReadOnlyHint:
    "As soon as something arrives at the test address, it is shown here. You can send a request to it with any tool.",
  clear: "Clear",
  clearTitle: "Clear the test receiver?",
  clearText: "All requests shown here are deleted. The address stays the same. This can't be undone.",
  clearConfirm: "Delete requests",
  gone: "This request is no longer kept. Choose another one.",
  body: "Content",
  noBody: "Without content",
  headers: "Headers",
  query: "Query parameters",
  form: "Form fields",
  name: "Name",
  value: "Value",
  truncated: "Only the beginning of the content is kept, the first 20 kB.",
};

export const de: typeof en = {
  title: "Testempfänger",
  intro:
    "Eine eigene Adresse, die alles annimmt und hier anzeigt: So probieren Sie einen Webhook ohne Server aus.",
  address: "Ihre Testadresse",
  addressHint: "Nur zum Ausprobieren: Wer diese Adresse kennt, kann etwas an sie senden.",
  createWebhook: "Webhook mit dieser Adresse",
  count: (n, shown) => `${shown} ${n === 1 ? "Anfrage" : "Anfragen"}`,
  empty: "Wartet auf die erste Anfrage",
  emptyHint: "Sobald etwas an Ihrer Testadresse ankommt, sehen Sie es hier.",
  steps: [
    "Legen Sie einen Webhook mit dieser Adresse an.",
    "Wählen Sie die Ereignisse, die Sie interessieren.",
    "Klicken Sie auf „Speichern und testen“: Die Anfrage erscheint hier.",
  ],
  emptyReadOnlyHint:
    "Sobald etwas an der Testadresse ankommt, sehen Sie es hier. Sie können mit jedem Werkzeug eine Anfrage an sie senden.",
  clear: "Leeren",
  clearTitle: "Testempfänger leeren?",
  clearText:
    "Alle hier gezeigten Anfragen werden gelöscht. Die Adresse bleibt dieselbe. Das lässt sich nicht rückgängig machen.",
  clearConfirm: "Anfragen löschen",
  gone: "Diese Anfrage wird nicht mehr aufbewahrt. Wählen Sie eine andere.",
  body: "Inhalt",
  noBody: "Ohne Inhalt",
  headers: "Header",
  query: "Parameter der Adresse",
  form: "Formularfelder",
  name: "Name",
  value: "Wert",
  truncated: "Vom Inhalt wird nur der Anfang aufbewahrt, die ersten 20 kB.",
};
