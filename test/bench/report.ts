/** Figures for people, for a README and for machines. */
import type { Figure } from "./measure.ts";

const kept = ({ target, value }: Pick<Figure, "target" | "value">) => {
  if (target === undefined) return true;
  if ("exactly" in target) return value === target.exactly;
  return "least" in target ? value >= target.least : value <= target.most;
};

function sign(target: Figure["target"]): string {
  if (target === undefined) return "";
  if ("exactly" in target) return `= ${target.exactly.toLocaleString("en")}`;
  return "least" in target
    ? `≥ ${target.least.toLocaleString("en")}`
    : `≤ ${target.most.toLocaleString("en")}`;
}

function digitsOf(value: number, unit: string): number {
  if (unit === "$") return 2;
  if (Number.isInteger(value)) return 0;
  return value < 10 ? 2 : value < 100 ? 1 : 0;
}

function text(value: number, unit: string): string {
  const digits = digitsOf(value, unit);
  const number = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit === "$" ? `$${number}` : `${number} ${unit}`.trimEnd();
}

/** One line a figure. */
export function lines(figures: readonly Figure[]): string {
  return figures
    .map(({ what, value, unit, target, without, note = "" }) => {
      const verdict = target === undefined ? "" : kept({ target, value }) ? "ok" : "missed";
      const compared = without === undefined ? [] : [`without: ${text(without, unit)}`];
      const remarks = [...compared, ...(note === "" ? [] : [note])].join(", ");
      const cells = [
        what.padEnd(34),
        text(value, unit).padStart(12),
        sign(target).padStart(9),
        verdict.padEnd(6),
        remarks,
      ];
      return cells.join("  ").trimEnd();
    })
    .join("\n");
}

/** A Markdown table; columns that would stay empty are left out. */
export function table(figures: readonly Figure[]): string {
  const compared = figures.some(({ without }) => without !== undefined);
  const header = ["", compared ? "with" : "reached", "without", "target", "note"];
  const rows = figures.map(({ what, value, unit, target, without, note = "" }) => [
    what.replace(/^ +/, "… "),
    text(value, unit),
    without === undefined ? "" : text(without, unit),
    sign(target),
    note,
  ]);
  const used = header.keys().filter((column) => column < 2 || rows.some((row) => row[column] !== ""));
  const columns = [...used].map((column) => ({
    column,
    width: Math.max(3, header[column]!.length, ...rows.map((row) => row[column]!.length)),
  }));
  const line = (row: readonly string[]) =>
    `| ${columns.map(({ column, width }) => row[column]!.padEnd(width)).join(" | ")} |`;
  const rule = `| ${columns.map(({ width }) => "-".repeat(width)).join(" | ")} |`;
  return [line(header), rule, ...rows.map(line)].join("\n");
}

export const json = (figures: readonly Figure[]): string =>
  JSON.stringify(
    figures.map((figure) => ({ ...figure, what: figure.what.trim(), ok: kept(figure) })),
    null,
    2,
  );
