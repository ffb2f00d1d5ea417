import type { FC } from "hono/jsx";
import { failureKinds } from "../../core/delivery/failure-kind.ts";
import { Area, Check, Choice, Line, Origins, Section, Select } from "./controls.tsx";
import { isSet, type Scene, wrong } from "./scene.ts";

const batchingParts = ["batching", "maxEvents", "maxWaitSeconds"] as const;
const cooldownParts = [
  "cooldown",
  "cooldownKey",
  "cooldownAmount",
  "cooldownUnit",
  "cooldownOrigins",
] as const;
const whole = { inputmode: "numeric" };

/** How often and how much at once. */
export const Pace: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { form, problems } = s;
  const { paceSummary: words } = text;
  const here = !s.promoted.has("batching");
  const paceIds = here ? /^(?:batching|max|cooldown|throttle)/ : /^(?:cooldown|throttle)/;
  const set = [
    here && form.batching && words.batching,
    form.cooldown && words.cooldown,
    form.throttleRate.trim() !== "" && words.throttle,
  ].filter((word) => word !== false);
  const touched = isSet(s, ...batchingParts, ...cooldownParts, "throttleRate");
  const open = (set.length > 0 && touched) || problems.some(({ at }) => paceIds.test(at));
  const most = s.usage?.maxThrottleRate ?? null;
  return (
    <Section id="pace" title={text.pace} summary={set.join(", ") || words.none} open={open}>
      {here && <Batching s={s} />}
      <div class="switched">
        <Check
          name="cooldown"
          id="cooldown"
          checked={form.cooldown}
          label={text.cooldown}
          hint={text.cooldownHint}
        />
        <div class="switched-body">
          <div class="triple">
            <Line
              s={s}
              id="cooldownKey"
              label={text.cooldownKey}
              value={form.cooldownKey}
              more={{ list: "paths", placeholder: text.sourcePlaceholder }}
            />
            <Line s={s} id="cooldownAmount" label={text.cooldownAmount} value={form.cooldownAmount} />
            <Select
              s={s}
              id="cooldownUnit"
              label={text.cooldownUnit}
              value={form.cooldownUnit}
              options={Object.entries(text.units)}
            />
          </div>
          <Origins
            s={s}
            name="cooldownOrigins"
            label={text.cooldownOrigins}
            hint={text.cooldownOriginsHint}
            value={form.cooldownOrigins}
          />
        </div>
      </div>
      <div class="narrow">
        <Line
          s={s}
          id="throttleRate"
          label={text.throttleRate}
          value={form.throttleRate}
          hint={text.throttleHint(most === null ? null : s.view.format.number(most))}
          more={whole}
        />
      </div>
    </Section>
  );
};

/** Many events in one request. */
export const Batching: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { form } = s;
  return (
    <div class="switched">
      <Check
        name="batching"
        id="batching"
        checked={form.batching}
        label={text.batching}
        hint={text.batchingHint}
      />
      {wrong(s, "batching") && <small class="error-text">{wrong(s, "batching")}</small>}
      <div class="pair switched-body">
        <Line s={s} id="maxEvents" label={text.maxEvents} value={form.maxEvents} more={whole} />
        <Line s={s} id="maxWaitSeconds" label={text.maxWaitSeconds} value={form.maxWaitSeconds} />
      </div>
    </div>
  );
};

const answerParts = ["acceptCodes", "acceptBody", "waits", "waitList", "retryOn", "failures"] as const;
const answerIds = /^(?:accept|wait|retry|failures)/;

/** What counts as accepted, and what is done when it isn't. */
export const Answers: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { form, problems } = s;
  const own =
    form.acceptCodes.trim() !== "" ||
    form.acceptBody.trim() !== "" ||
    form.waits !== "standard" ||
    form.retryOn !== "all";
  return (
    <Section
      id="answers"
      title={text.answers}
      summary={own ? text.answersSummary.own : text.answersSummary.standard}
      open={(own && isSet(s, ...answerParts)) || problems.some(({ at }) => answerIds.test(at))}
    >
      <fieldset>
        <legend>{text.accept}</legend>
        <p class="hint">{text.acceptHint}</p>
        <Line
          s={s}
          id="acceptCodes"
          label={text.acceptCodes}
          value={form.acceptCodes}
          more={{ placeholder: "200, 201, 202, 204" }}
        />
        <Area
          s={s}
          id="acceptBody"
          label={text.acceptBody}
          value={form.acceptBody}
          more={{ class: "mono", placeholder: '{"status": "OK"}' }}
        />
      </fieldset>
      <Choice
        s={s}
        name="waits"
        label={text.waits}
        value={form.waits}
        options={Object.entries(text.waitModes).map(([value, label]) => ({ value, label }))}
      />
      <div class="when-waits">
        <Line s={s} id="waitList" label={text.waitList} value={form.waitList} hint={text.waitListHint} />
      </div>
      <Choice
        s={s}
        name="retryOn"
        label={text.retryOn}
        value={form.retryOn}
        options={Object.entries(text.retryOns).map(([value, label]) => ({ value, label }))}
      />
      <div class="checks when-failures" id="failures">
        {failureKinds.map((failure) => (
          <Check
            name="failures"
            value={failure}
            checked={form.failures.includes(failure)}
            label={text.failures[failure]}
          />
        ))}
      </div>
    </Section>
  );
};

export const Notes: FC<{ s: Scene }> = ({ s }) => {
  const { form: text } = s.view.text;
  const { description } = s.form;
  const shown = description.length > 60 ? `${description.slice(0, 60)}…` : description;
  return (
    <Section
      id="notes"
      title={text.notes}
      summary={shown || s.view.text.none}
      open={description !== "" || s.problems.some(({ at }) => at === "description")}
    >
      <Area s={s} id="description" label={text.description} value={description} hint={text.descriptionHint} />
    </Section>
  );
};
