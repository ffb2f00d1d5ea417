/** Draws the charts of a page with uPlot, in the colours of the page. */
import uPlot from "uplot";
import { nameWhereTwice } from "../../core/time-zone.ts";
import type { ChartData } from "./chart-data.ts";
import { whenever } from "./fresh.ts";

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const tones = { success: "--ok-fill", danger: "--bad-fill", accent: "--accent" } as const;

function draw(figure: HTMLElement): () => void {
  const data: ChartData = JSON.parse(figure.dataset.chart ?? "null");
  const plot = figure.querySelector<HTMLElement>(".plot")!;
  const number = new Intl.NumberFormat(data.locale);
  const daily = data.step >= 86_400;
  const zone = data.timeZone === null ? {} : { timeZone: data.timeZone };
  const day = new Intl.DateTimeFormat(data.locale, { day: "2-digit", month: "2-digit", ...zone });
  const hour = new Intl.DateTimeFormat(data.locale, { hour: "2-digit", minute: "2-digit", ...zone });
  const full = new Intl.DateTimeFormat(data.locale, {
    dateStyle: "medium",
    ...(daily ? {} : { timeStyle: "short" }),
    ...zone,
  });
  const ownZone = data.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  /** Two bars of one hour are told apart. */
  const written = (format: Intl.DateTimeFormat, seconds: number) => {
    const name = format === day || daily ? null : nameWhereTwice(seconds * 1_000, ownZone, data.locale);
    return format.format(new Date(seconds * 1_000)) + (name === null ? "" : ` ${name}`);
  };
  const line = colour("--line");
  const muted = colour("--muted");
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const bars = data.kind === "bars";
  const paint = (tone: keyof typeof tones) => colour(tones[tone]);
  const path = uPlot.paths.bars!({ size: [0.7, 26], radius: 0.15 });
  // Bars stand upon one another: the last of the series is drawn first, as tall as all together.
  const stacked = data.series.map((_, index) =>
    data.times.map((_, at) =>
      data.series.slice(0, index + 1).reduce((sum, one) => sum + (one.values[at] ?? 0), 0),
    ),
  );
  const order = bars ? data.series.map((_, index) => index).reverse() : data.series.map((_, index) => index);
  const { step } = data;
  const first = data.times[0] ?? 0;
  const last = data.times.at(-1) ?? 0;

  const options: uPlot.Options = {
    width: Math.max(200, plot.clientWidth),
    height: 200,
    padding: [12, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: !bars } },
    scales: {
      x: { time: true, range: [first - step / 2, last + step / 2] },
      y: { range: (_, __, most) => [0, Math.max(most * 1.08, bars ? 4 : 10)] },
    },
    axes: [
      {
        stroke: muted,
        font,
        grid: { show: false },
        ticks: { show: false },
        size: 30,
        space: 64,
        values: (_, splits) => splits.map((at) => written(last - first > 2 * 86_400 ? day : hour, at)),
      },
      {
        stroke: muted,
        font,
        size: (_, values) => 16 + 7 * Math.max(2, ...(values ?? []).map((value) => value.length)),
        grid: { stroke: line, width: 1 },
        ticks: { show: false },
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
        values: (_, splits) =>
          splits.map((value) => `${number.format(value)}${data.unit && ` ${data.unit}`}`),
      },
    ],
    series: [
      {},
      ...order.map((index): uPlot.Series => {
        const { tone, label } = data.series[index]!;
        return bars
          ? { label, fill: paint(tone), width: 0, paths: path, points: { show: false } }
          : {
              label,
              stroke: paint(tone),
              width: 2,
              spanGaps: true,
              points: { show: true, size: 6, fill: paint(tone) },
            };
      }),
    ],
    hooks: { setCursor: [(u) => tip(u)] },
  };
  const box = document.createElement("div");
  box.className = "chart-tip";
  box.hidden = true;

  function tip(u: uPlot): void {
    const { idx, left } = u.cursor;
    if (idx == null || left == null || left < 0) {
      box.hidden = true;
      return;
    }
    const time = written(full, data.times[idx]!);
    const rows = data.series.map(({ label, values }) => {
      const value = values[idx];
      return `${label}: ${value == null ? "–" : `${number.format(Math.round(value))} ${data.unit}`.trim()}`;
    });
    box.replaceChildren(
      ...[time, ...rows].map((text) => Object.assign(document.createElement("div"), { textContent: text })),
    );
    box.hidden = false;
    const { width } = box.getBoundingClientRect();
    const at = u.over.offsetLeft + left;
    box.style.left = `${Math.max(0, Math.min(at - width / 2, figure.clientWidth - width))}px`;
    box.style.top = "0";
  }

  const values = order.map((index) => (bars ? stacked[index]! : data.series[index]!.values));
  plot.replaceChildren();
  const chart = new uPlot(options, [data.times, ...values] as uPlot.AlignedData, plot);
  figure.append(box);
  figure.classList.add("drawn");
  const sized = new ResizeObserver(() => chart.setSize({ width: plot.clientWidth, height: 200 }));
  sized.observe(plot);
  return () => {
    sized.disconnect();
    chart.destroy();
    box.remove();
  };
}

whenever<HTMLElement>("[data-chart]", (figure) => {
  let end = draw(figure);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (!figure.isConnected) return;
    end();
    end = draw(figure);
  });
});
