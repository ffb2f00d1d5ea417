import type { Context } from "hono";
import type { FC } from "hono/jsx";
import { Layout } from "../app/layout.tsx";
import { enteredIn, settledField, settledIn, shownIn } from "../app/shown.ts";
import type { PageEnv, View } from "../app/view.ts";
import { type Fields, merge, type Prints, printsOf } from "../model/three-way.ts";
import { Check } from "./editor.tsx";
import { Csrf, Shown } from "./form.tsx";
import { Note, PageHeader } from "./page.tsx";

/** What the two of a conflict want. */
interface Conflict {
  name: string;
  label: string;
  theirs: unknown;
  mine: unknown;
}

const Value: FC<{ view: View; value: unknown }> = ({ view, value }) => {
  const { conflict: text, none } = view.text;
  if (value === undefined || value === null || value === "") return <span class="quiet">{none}</span>;
  if (typeof value === "boolean") return <>{value ? text.yes : text.no}</>;
  if (Array.isArray(value) && value.every((one) => typeof one !== "object"))
    return <>{value.length === 0 ? none : value.join(", ")}</>;
  return typeof value === "object" ? (
    <code>{JSON.stringify(value, null, 2)}</code>
  ) : (
    <span>{String(value)}</span>
  );
};

interface ConflictProps {
  view: View;
  action: string;
  /** What was edited, and where its page is. */
  name: string;
  back: string;
  conflicts: Conflict[];
  /** What the person has seen now. */
  prints: Prints;
  entered: [string, string][];
}

/** Somebody else changed the same: both values, and whose is to stay. Nothing that was entered is lost. */
const ConflictPage: FC<ConflictProps> = ({ view, action, name, back, conflicts, prints, entered }) => {
  const { conflict: text, actions } = view.text;
  return (
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} back={{ href: back, label: name }} />
      <form method="post" action={action} class="editor" id="conflict">
        <Csrf view={view} />
        <Shown prints={prints} />
        {entered.map(([field, value]) => (
          <input type="hidden" name={field} value={value} />
        ))}
        <div role="alert">
          <Note tone="warning">
            <p>{text.intro}</p>
          </Note>
        </div>
        {conflicts.map(({ name, label, theirs, mine }, index) => (
          <section class="card">
            <fieldset class="conflict">
              <legend>{label}</legend>
              {(["mine", "theirs"] as const).map((whose) => (
                <Check
                  type="radio"
                  id={`${whose}-${index}`}
                  name={settledField(name)}
                  value={whose}
                  checked={whose === "mine"}
                  label={text[whose]}
                  hint={<Value view={view} value={whose === "mine" ? mine : theirs} />}
                />
              ))}
            </fieldset>
          </section>
        ))}
        <footer>
          <button type="submit">{actions.save}</button>
          <a class="button secondary" href={back}>
            {actions.cancel}
          </a>
        </footer>
      </form>
    </Layout>
  );
};

interface Edited {
  /** As it is saved now, and as it was entered. */
  saved: Fields;
  entered: Fields;
  /** What a field is called. */
  labelOf: (field: string) => string;
  /** What may be shown of a value. */
  shownValue?: (field: string, value: unknown) => unknown;
  action: string;
  name: string;
  back: string;
}

/** The fields that a form changes, or, where somebody else changed one of them meanwhile, the page that says so. */
export async function changedIn<V extends View>(
  c: Context<PageEnv<V>>,
  form: FormData,
  { saved, entered, labelOf, shownValue = (_, value) => value, action, name, back }: Edited,
): Promise<{ changed: string[]; conflict: null } | { changed: null; conflict: Response }> {
  const { view } = c.var;
  const [prints, own] = await Promise.all([printsOf(saved), printsOf(entered)]);
  const shown = shownIn(form) ?? prints;
  const { changed, conflicts } = merge(shown, prints, own, settledIn(form));
  if (conflicts.length === 0) return { changed, conflict: null };
  const seen = { ...shown, ...Object.fromEntries(conflicts.map((field) => [field, prints[field] ?? ""])) };
  const page = (
    <ConflictPage
      view={view}
      action={action}
      name={name}
      back={back}
      conflicts={conflicts.map((field) => ({
        name: field,
        label: labelOf(field),
        theirs: shownValue(field, saved[field]),
        mine: shownValue(field, entered[field]),
      }))}
      prints={seen}
      entered={enteredIn(form)}
    />
  );
  return { changed: null, conflict: await c.html(page, 409) };
}
