/** Jobs that were given up. */
export const en = {
  title: "Dead letters",
  intro:
    "Jobs that could not be processed even after several tries. Nothing is lost: try them again within 30 days.",
  empty: "Nothing is stuck",
  emptyHint: "Jobs that can't be processed appear here, with the reason.",
  queues: { events: "Incoming event", deliveries: "Delivery" },
  tries: (n: string) => `${n} ${n === "1" ? "try" : "tries"}`,
  job: "The job",
  retry: "Try again",
  remove: "Delete",
  retried: "The job is in its queue again.",
  removed: "The job has been deleted.",
  refused: (reason: string) => `This job can't be tried again as it is. ${reason}`,
  removeTitle: "Delete this job?",
  removeText: "What it carries is gone for good. This can't be undone.",
  removeConfirm: "Delete job",
  nobody: "Names no application",
  reasons: {
    noApplication: "There is no such application, or not any more.",
    platform: "It could not be processed, even after the last try.",
  },
};

export const de: typeof en = {
  title: "Unzustellbar",
  intro:
    "Aufträge, die sich auch nach mehreren Versuchen nicht verarbeiten ließen. Es ist nichts verloren: Versuchen Sie es innerhalb von 30 Tagen noch einmal.",
  empty: "Nichts ist liegen geblieben",
  emptyHint: "Aufträge, die sich nicht verarbeiten lassen, erscheinen hier mit dem Grund.",
  queues: { events: "Eingehendes Ereignis", deliveries: "Zustellung" },
  tries: (n) => `${n} ${n === "1" ? "Versuch" : "Versuche"}`,
  job: "Der Auftrag",
  retry: "Noch einmal versuchen",
  remove: "Löschen",
  retried: "Der Auftrag ist wieder in seiner Warteschlange.",
  removed: "Der Auftrag wurde gelöscht.",
  refused: (reason) => `So lässt sich dieser Auftrag nicht noch einmal versuchen. ${reason}`,
  removeTitle: "Diesen Auftrag löschen?",
  removeText: "Was er enthält, ist endgültig weg. Das lässt sich nicht rückgängig machen.",
  removeConfirm: "Auftrag löschen",
  nobody: "Nennt keine Anwendung",
  reasons: {
    noApplication: "Diese Anwendung gibt es nicht, oder nicht mehr.",
    platform: "Er ließ sich auch beim letzten Versuch nicht verarbeiten.",
  },
};
