import type { FC } from "hono/jsx";
import type { Counts } from "../../contract/series.ts";
import type { View } from "../app/view.ts";
import type { ChartData } from "../browser/chart-data.ts";

/** Accepted and failed over time as bars in a row, drawn on the server. Says nothing to screen readers. */
export const Sparkline: FC<{ data: readonly Counts[] }> = ({ data }) => {
  const height = 28;
  const most = Math.max(1, ...data.map(({ accepted, failed }) => accepted + failed));
  const tall = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * height));
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${data.length * 5} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {data.map(({ accepted, failed }, index) => {
        const ok = tall(accepted);
        const bad = tall(failed);
        const x = index * 5;
        return accepted + failed === 0 ? (
          <rect class="nothing" x={x} y={height - 1} width="4" height="1" />
        ) : (
          <>
            {ok > 0 && <rect class="ok" x={x} y={height - ok} width="4" height={ok} rx="1" />}
            {bad > 0 && (
              <rect class="bad" x={x} y={Math.max(0, height - ok - bad)} width="4" height={bad} rx="1" />
            )}
          </>
        );
      })}
    </svg>
  );
};

interface ChartProps {
  view: View;
  id: string;
  label: string;
  data: ChartData;
}

/** A chart that our script draws; the same numbers as a table for screen readers and without JavaScript. */
export const Chart: FC<ChartProps> = ({ view: { format }, id, label, data }) => {
  const when = (time: number) =>
    data.step >= 86_400 ? format.utcDate(time * 1000) : format.dateTime(time * 1000);
  return (
    <figure class="chart" id={id} data-chart={JSON.stringify(data)} aria-label={label}>
      <div class="plot" aria-hidden="true" />
      <div class="chart-table">
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col" />
              {data.series.map((one) => (
                <th scope="col">{one.label}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.times.map((time, index) => (
              <tr>
                <th scope="row">{when(time)}</th>
                {data.series.map(({ values }) => {
                  const value = values[index];
                  return (
                    <td>{value == null ? "–" : `${format.number(Math.round(value))} ${data.unit}`.trim()}</td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
};
