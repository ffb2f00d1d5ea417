/** What a page hands to the script that draws a chart. */
export interface ChartData {
  /** `bars`: counts upon one another. `line`: one value that may be missing. */
  kind: "bars" | "line";
  /** Seconds since the epoch. */
  times: number[];
  series: { label: string; tone: "success" | "danger" | "accent"; values: (number | null)[] }[];
  locale: string;
  timeZone: string | null;
  /** Seconds from one to the next. */
  step: number;
  unit: string;
}
