import type { Context } from "hono";
import { type Scope, scopes } from "../../../core/api-key.ts";
import { Layout } from "../../app/layout.tsx";
import type { PageEnv } from "../../app/view.ts";
import type { Issue } from "../../text/codes.ts";
import { inPlainWords } from "../../text/plain-words.ts";
import { Check, Editor, Section, Select } from "../../ui/editor.tsx";
import { Input, issueAt } from "../../ui/form.tsx";
import { PageHeader } from "../../ui/page.tsx";

const path = "/console/api-keys";

export interface KeyDraft {
  name: string;
  scopes: Scope[];
  /** Until it expires; empty for never. */
  days: string;
}

export const draftIn = (fields: FormData): KeyDraft => ({
  name: String(fields.get("name") ?? ""),
  scopes: scopes.filter((scope) => fields.getAll("scopes").includes(scope)),
  days: String(fields.get("days") ?? ""),
});

const dayMs = 24 * 3_600_000;

/** What is no number stays as it is, which the API refuses. */
function expiryIn(days: string): string | null {
  if (days === "") return null;
  const expiresAt = new Date(Date.now() + Number(days) * dayMs);
  return Number.isNaN(expiresAt.getTime()) ? days : expiresAt.toISOString();
}

export const inputOf = ({ name, scopes, days }: KeyDraft) => ({ name, scopes, expiresAt: expiryIn(days) });

/** The form of a new key. */
export function form(c: Context<PageEnv>, draft: KeyDraft, issues: Issue[]) {
  const { view } = c.var;
  const { apiKeys: text } = view.text;
  const wrong = inPlainWords(view, issues);
  const scopesWrong = issueAt(wrong, "scopes");
  const expiries = Object.entries(text.expiries).sort(([a], [b]) => Number(a) - Number(b));
  return c.html(
    <Layout view={view} title={text.add}>
      <PageHeader title={text.add} back={{ href: path, label: text.title }} />
      <Editor view={view} action={`${path}/new`} save={text.create} cancel={path} issues={wrong}>
        <Section>
          <Input
            id="name"
            label={text.name}
            value={draft.name}
            hint={text.nameHint}
            error={issueAt(wrong, "name")}
            more={{ required: true, autocomplete: "off", autofocus: true }}
          />
          <fieldset class="pick-events" aria-describedby={scopesWrong ? "scopes-error" : undefined}>
            <legend>{text.scopes}</legend>
            {scopes.toReversed().map((scope) => (
              <Check
                id={`scope-${scope}`}
                name="scopes"
                value={scope}
                label={text.scopeNames[scope]}
                hint={text.scopeHints[scope]}
                checked={draft.scopes.includes(scope)}
              />
            ))}
            {scopesWrong && (
              <small id="scopes-error" class="error">
                {scopesWrong}
              </small>
            )}
          </fieldset>
          <Select
            id="days"
            label={text.expiry}
            value={draft.days}
            options={expiries}
            error={issueAt(wrong, "expiresAt")}
          />
        </Section>
      </Editor>
    </Layout>,
    issues.length === 0 ? 200 : 422,
  );
}
