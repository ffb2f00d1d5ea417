/** An operator's colour as custom properties, darkened or lightened until text in it can be read (WCAG AA). */

type Rgb = [number, number, number];

const parse = (hex: string): Rgb =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
const toHex = (colour: Rgb) =>
  `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** 1 to 21 */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(parse(a)), luminance(parse(b))].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const mix = (a: string, b: string, share: number) => {
  const [from, to] = [parse(a), parse(b)];
  return toHex(from.map((part, index) => part + (to[index]! - part) * share) as unknown as Rgb);
};

/** The colour, moved towards `pole` as little as it takes to be read on `ground`. */
function readable(colour: string, ground: string, pole: string, least = 4.6): string {
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mix(colour, pole, share);
    if (contrast(candidate, ground) >= least) return candidate;
  }
  return pole;
}

const white = "#ffffff";
const black = "#000000";
/** The grounds that coloured text stands on, see console.css. */
const grounds = { light: "#f1f3f7", dark: "#232936" };

/** `accent` is for text and lines, `fill` for surfaces: the colour itself, with black or white on it. */
function scheme(colour: string, ground: string, pole: string): string {
  const accent = readable(colour, ground, pole);
  const ink = contrast(colour, white) >= contrast(colour, black) ? white : black;
  const fill = readable(colour, ink, ink === white ? black : white);
  const properties = {
    accent,
    "accent-hover": mix(accent, pole, 0.14),
    "accent-fill": fill,
    "accent-fill-hover": mix(fill, ink === white ? black : white, 0.14),
    "accent-ink": ink,
  };
  return Object.entries(properties)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");
}

/** @param colour `#rrggbb` */
export const brandCss = (colour: string) =>
  `:root{${scheme(colour, grounds.light, black)}}@media(prefers-color-scheme:dark){:root{${scheme(colour, grounds.dark, white)}}}`;

/** The same for two elements, `.look.light` and `.look.dark`, whatever the page's own scheme. */
export const previewCss = (colour: string) =>
  `.look.light{${scheme(colour, grounds.light, black)}}.look.dark{${scheme(colour, grounds.dark, white)}}`;
