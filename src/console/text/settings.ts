/** The operator's settings. */
export const en = {
  title: "Settings",
  intro: "How the portal looks to your customers, and what new webhooks begin with.",
  brand: "Look of the portal",
  name: "Name",
  nameHint: "Of your product. Stands above the portal's sections and in the browser's title.",
  logo: "Address of the logo",
  logoHint: "An https address of an image, best about 72 pixels high. It stands in place of the name.",
  color: "Colour",
  colorHint:
    "For buttons and links, such as #0a7cff. It is darkened or lightened where it would be hard to read.",
  pick: "Choose a colour",
  preview: "Preview",
  light: "Light",
  dark: "Dark",
  sample: "Add webhook",
  noName: "Webhooks",
  language: "Language",
  languageHint: "Of the portal and of this console, where nobody has chosen another one.",
  byBrowser: "As the browser has it",
  embedding: "Language and embedding",
  origins: "Allowed pages",
  originsHint:
    "Sites that may show the portal in a frame, one a line, such as https://app.example.com. None: nobody may.",
  defaults: "Defaults of new webhooks",
  defaultsLabel: "Defaults (JSON)",
  receivers: "Receivers",
  svixHeaders: "Send the headers of Svix, too",
  svixHeadersHint:
    "svix-id, svix-timestamp and svix-signature beside webhook-id and its like: for receivers that moved over and only know these.",
  defaultsHint:
    "What a new webhook has unless it is told otherwise: request, payload, filter, cooldown, batching, retry, accept, excludeOrigins, form.",
  save: "Save settings",
};

export const de: typeof en = {
  title: "Einstellungen",
  intro: "Wie das Portal für Ihre Kunden aussieht und womit neue Webhooks beginnen.",
  brand: "Aussehen des Portals",
  name: "Name",
  nameHint: "Ihres Produkts. Steht über den Bereichen des Portals und im Titel des Browsers.",
  logo: "Adresse des Logos",
  logoHint: "Die https-Adresse eines Bildes, am besten etwa 72 Pixel hoch. Es steht anstelle des Namens.",
  color: "Farbe",
  colorHint:
    "Für Knöpfe und Links, zum Beispiel #0a7cff. Wo sie schlecht zu lesen wäre, wird sie dunkler oder heller.",
  pick: "Farbe auswählen",
  preview: "Vorschau",
  light: "Hell",
  dark: "Dunkel",
  sample: "Webhook hinzufügen",
  noName: "Webhooks",
  language: "Sprache",
  languageHint: "Des Portals und dieser Konsole, wo niemand eine andere gewählt hat.",
  byBrowser: "Wie im Browser eingestellt",
  embedding: "Sprache und Einbettung",
  origins: "Erlaubte Seiten",
  originsHint:
    "Seiten, die das Portal in einem Rahmen zeigen dürfen, eine pro Zeile, zum Beispiel https://app.example.com. Keine: Niemand darf es.",
  defaults: "Vorgaben für neue Webhooks",
  defaultsLabel: "Vorgaben (JSON)",
  receivers: "Empfänger",
  svixHeaders: "Auch die Header von Svix senden",
  svixHeadersHint:
    "svix-id, svix-timestamp und svix-signature neben webhook-id und den anderen: für Empfänger, die umgezogen sind und nur diese kennen.",
  defaultsHint:
    "Was ein neuer Webhook hat, wenn nichts anderes angegeben wird: request, payload, filter, cooldown, batching, retry, accept, excludeOrigins, form.",
  save: "Einstellungen speichern",
};
