/** Names as people look for them: in any case, with umlauts or written out, with or without accents. */

const writtenOut: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ø: "oe" };
/** Letters that are no others with a mark. */
const plain: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ı: "i",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ς: "σ",
};

const replaced = (text: string, letters: Record<string, string>) =>
  text.replace(/[^\0-\x7f]/gu, (letter) => letters[letter] ?? letter);

const lower = (text: string) => text.normalize("NFC").toLowerCase().normalize("NFC");
const withoutMarks = (text: string) =>
  replaced(text.normalize("NFD").replace(/[\u0300-\u036f]/g, ""), plain).normalize("NFC");

/** What is looked for: `ÖZTÜRK`, `Öztürk` and `oeztuerk` are the same. */
export const fold = (text: string): string => withoutMarks(replaced(lower(text), writtenOut));

/** What it is looked for in: a name with its umlauts written out and, if that is something else, without dots. */
export function searchKey(name: string): string {
  const [out, without] = [fold(name), withoutMarks(lower(name))];
  return out === without ? out : `${out}\n${without}`;
}

/** Is this part of the text? */
export const finds = (text: string, query: string): boolean => searchKey(text).includes(fold(query));
