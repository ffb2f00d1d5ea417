/** The page that says that somebody else changed the same. */
export const en = {
  title: "Changed meanwhile",
  intro:
    "While you were editing, somebody else changed the same. Choose what is to stay. What else you entered is saved along.",
  mine: "Your input",
  theirs: "Saved meanwhile",
  yes: "Yes",
  no: "No",
};

export const de: typeof en = {
  title: "Inzwischen geändert",
  intro:
    "Während Sie bearbeitet haben, hat jemand anderes dasselbe geändert. Wählen Sie, was bleiben soll. Ihre übrigen Eingaben werden mit gespeichert.",
  mine: "Ihre Eingabe",
  theirs: "Inzwischen gespeichert",
  yes: "Ja",
  no: "Nein",
};
