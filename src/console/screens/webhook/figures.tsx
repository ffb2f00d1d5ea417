import type { FC } from "hono/jsx";
import type { Endpoint } from "../../../contract/endpoint.ts";
import type { Series } from "../../../contract/series.ts";
import type { AppView } from "../../app/view.ts";
import type { ChartData } from "../../browser/chart-data.ts";
import { day, hour, inGroupsOf, series, share } from "../../model/endpoints.ts";
import { Chart } from "../../ui/chart.tsx";
import { Note } from "../../ui/page.tsx";

export const periods = ["24h", "7d", "28d"] as const;
export type Period = (typeof periods)[number];
export const periodOf = (value: string | undefined): Period => periods.find((one) => one === value) ?? "7d";

const spans: Record<Period, { ms: number; interval: "hour" | "day"; group: number }> = {
  "24h": { ms: day, interval: "hour", group: 1 },
  "7d": { ms: 7 * day, interval: "hour", group: 6 },
  "28d": { ms: 28 * day, interval: "day", group: 1 },
};

/** The endpoint's counts over a period, in as many steps as a chart shows well. */
export async function seriesOf(view: AppView, id: string, period: Period): Promise<Series | null> {
  const { ms, interval, group } = spans[period];
  const step = interval === "hour" ? hour : day;
  const since = (Math.floor(Date.now() / step) + 1) * step - ms;
  const found = await series(view.api, `${view.apiPath}/endpoint/${id}`, since, interval);
  return found && { ...found, data: inGroupsOf(group, found.data) };
}

interface FiguresProps {
  view: AppView;
  endpoint: Endpoint;
  series: Series | null;
  period: Period;
}

const Periods: FC<{ view: AppView; endpoint: Endpoint; period: Period }> = ({ view, endpoint, period }) => {
  const { webhook: text } = view.text;
  return (
    <nav class="segments" aria-label={text.period}>
      {periods.map((one) => {
        const href = `${view.base}/webhooks/${endpoint.id}?period=${one}`;
        return (
          <a
            href={href}
            aria-current={one === period ? "true" : undefined}
            hx-get={href}
            hx-target="#figures"
            hx-select="#figures"
            hx-swap="outerHTML"
            hx-replace-url="true"
            hx-sync="main:replace"
          >
            {text.periods[one]}
          </a>
        );
      })}
    </nav>
  );
};

export const Figures: FC<FiguresProps> = ({ view, endpoint, series, period }) => {
  const { webhook: text } = view.text;
  const { format } = view;
  if (series === null) return <Note tone="warning">{text.noData}</Note>;
  const { accepted, failed, suppressed } = series.counts[period];
  const part = share({ accepted, failed });
  const [whole] = inGroupsOf(series.data.length, series.data);
  const times = series.data.map(({ time }) => Date.parse(time) / 1000);
  const { interval, group } = spans[period];
  const daily = interval === "day";
  const common = {
    times,
    step: ((daily ? day : hour) / 1000) * group,
    locale: format.locale,
    timeZone: daily ? "UTC" : format.zoneKnown ? format.timeZone : null,
  };
  const outcomes: ChartData = {
    ...common,
    kind: "bars",
    unit: "",
    series: [
      { label: text.accepted, tone: "success", values: series.data.map((row) => row.accepted) },
      { label: text.failed, tone: "danger", values: series.data.map((row) => row.failed) },
    ],
  };
  const latency: ChartData = {
    ...common,
    kind: "line",
    unit: "ms",
    series: [{ label: text.average, tone: "accent", values: series.data.map((row) => row.averageMs) }],
  };
  return (
    <section class="stack" id="figures" aria-label={text.chartTitle}>
      <div class="figures">
        <Periods view={view} endpoint={endpoint} period={period} />
        <dl>
          <div>
            <dt>{text.share}</dt>
            <dd class={part !== null && part < 0.9 ? "bad" : undefined}>
              {part === null ? view.text.none : format.percent(part)}
            </dd>
            <dd class="quiet">
              {part === null
                ? text.nothingSent
                : text.ofRequests(format.number(accepted), format.number(accepted + failed))}
            </dd>
          </div>
          <div>
            <dt>{text.average}</dt>
            <dd>{whole?.averageMs == null ? view.text.none : format.milliseconds(whole.averageMs)}</dd>
            <dd class="quiet">{text.averageHint}</dd>
          </div>
          <div>
            <dt>{text.waitingFigure}</dt>
            <dd>{format.number(series.waiting)}</dd>
            <dd class="quiet">
              {suppressed > 0
                ? text.suppressed(format.number(suppressed))
                : text.underWay(format.number(series.sending))}
            </dd>
          </div>
        </dl>
      </div>
      {accepted + failed === 0 ? (
        <p class="card quiet chart-none">{text.noChart}</p>
      ) : (
        <div class="columns">
          <section class="card">
            <header>
              <h2>{text.chartTitle}</h2>
              <ul class="legend" aria-hidden="true">
                <li>
                  <span class="swatch success" />
                  {text.accepted}
                </li>
                <li>
                  <span class="swatch danger" />
                  {text.failed}
                </li>
              </ul>
            </header>
            <Chart view={view} id="outcomes" label={text.chartLabel} data={outcomes} />
          </section>
          <section class="card">
            <header>
              <h2>{text.latencyTitle}</h2>
            </header>
            <Chart view={view} id="latency" label={text.latencyLabel} data={latency} />
          </section>
        </div>
      )}
    </section>
  );
};
