import type { Verdict } from "../../core/matching/match.ts";

/** How each verdict is written; a letter never changes its meaning, as it stands in stored blocks. */
const letters: Record<Verdict, string> = {
  matched: "m",
  disabled: "d",
  unconfirmed: "u",
  event_type: "t",
  channel: "c",
  origin: "o",
  filter: "f",
  plan: "p",
  cooldown: "k",
  webhooks_disabled: "w",
  manual: "h",
};
const verdictOf = new Map(Object.entries(letters).map(([verdict, letter]) => [letter, verdict as Verdict]));
const none = "-";

/**
 * What was added to the results of a block: endpoints to its list, what a fan-out came to for the messages at these
 * places (a letter an endpoint, in the order of that list), an endpoint to which those were sent by hand.
 */
type Entry = ["e", ...string[]] | ["v", string, ...number[]] | ["h", number, ...number[]];

/**
 * What became of the messages of a block. It only grows: what is added can be written behind what is stored, once for
 * many fan-outs, and messages with the same result share one entry.
 */
export class Results {
  #endpoints: string[] = [];
  #places = new Map<string, number>();
  /** By place; undefined until the fan-out is done. */
  #letters: (string | undefined)[] = [];
  #byHand = new Map<number, Set<number>>();
  #known = 0;
  #fresh: { endpoints: string[]; letters: Map<string, number[]>; byHand: Map<number, number[]> } =
    noneFresh();

  /** @param text as `takeFresh` gave it, piece by piece */
  constructor(text: string) {
    for (const [kind, what, ...rest] of text === "" ? [] : (JSON.parse(`[${text.slice(0, -1)}]`) as Entry[]))
      if (kind === "e") for (const endpoint of [what, ...rest]) this.#addEndpoint(endpoint as string);
      else
        for (const place of rest as number[])
          if (kind === "v") this.#setLetters(place, what as string);
          else this.#addByHand(place, what as number);
  }

  /** Of how many messages the fan-out is done. */
  get known(): number {
    return this.#known;
  }

  isKnown(place: number): boolean {
    return this.#letters[place] !== undefined;
  }

  /** Keeps what the fan-out of a message came to, the first time. */
  keep(place: number, verdicts: Record<string, Verdict>): void {
    if (this.isKnown(place)) return;
    for (const endpoint of Object.keys(verdicts)) this.#placeOf(endpoint);
    const all = this.#endpoints.map((endpoint) => (verdicts[endpoint] ? letters[verdicts[endpoint]] : none));
    const text = all.join("").replace(/-+$/, "");
    this.#setLetters(place, text);
    add(this.#fresh.letters, text, place);
  }

  /** Sent by hand to an endpoint; that it matched, when it did, says more. May come before the fan-out. */
  addByHand(place: number, endpoint: string): void {
    const at = this.#placeOf(endpoint);
    if (this.#byHand.get(place)?.has(at)) return;
    this.#addByHand(place, at);
    add(this.#fresh.byHand, at, place);
  }

  /** Null until the fan-out is done. */
  of(place: number): Record<string, Verdict> | null {
    const text = this.#letters[place];
    if (text === undefined) return null;
    const verdicts: Record<string, Verdict> = {};
    for (const [at, letter] of [...text].entries())
      if (letter !== none) verdicts[this.#endpoints[at]!] = verdictOf.get(letter)!;
    for (const at of this.#byHand.get(place) ?? [])
      if (verdicts[this.#endpoints[at]!] !== "matched") verdicts[this.#endpoints[at]!] = "manual";
    return verdicts;
  }

  /** What has come since it was last asked, to be written behind what is stored. */
  takeFresh(): string {
    const { endpoints, letters, byHand } = this.#fresh;
    this.#fresh = noneFresh();
    const entries: Entry[] = [
      ...(endpoints.length > 0 ? [["e", ...endpoints] as Entry] : []),
      ...[...letters].map(([text, places]): Entry => ["v", text, ...places]),
      ...[...byHand].map(([at, places]): Entry => ["h", at, ...places]),
    ];
    return entries.map((entry) => `${JSON.stringify(entry)},`).join("");
  }

  #setLetters(place: number, text: string) {
    if (!this.isKnown(place)) this.#known++;
    this.#letters[place] = text;
  }

  #addByHand(place: number, at: number) {
    this.#byHand.set(place, (this.#byHand.get(place) ?? new Set()).add(at));
  }

  #placeOf(endpoint: string): number {
    const known = this.#places.get(endpoint);
    if (known !== undefined) return known;
    this.#fresh.endpoints.push(endpoint);
    return this.#addEndpoint(endpoint);
  }

  #addEndpoint(endpoint: string): number {
    const place = this.#endpoints.push(endpoint) - 1;
    this.#places.set(endpoint, place);
    return place;
  }
}

const noneFresh = () => ({
  endpoints: [],
  letters: new Map<string, number[]>(),
  byHand: new Map<number, number[]>(),
});

function add<K>(map: Map<K, number[]>, key: K, place: number) {
  const places = map.get(key);
  if (places) places.push(place);
  else map.set(key, [place]);
}
