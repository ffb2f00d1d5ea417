import type { FC } from "hono/jsx";

/** What a field for a time zone suggests while it is typed, with `list="time-zones"`. */
export const TimeZones: FC = () => (
  <datalist id="time-zones">
    {Intl.supportedValuesOf("timeZone").map((zone) => (
      <option value={zone} />
    ))}
  </datalist>
);
