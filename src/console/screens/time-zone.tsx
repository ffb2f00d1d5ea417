import { type Context, Hono } from "hono";
import { saving } from "../app/client.ts";
import { textOrNull } from "../app/input.ts";
import { Layout } from "../app/layout.tsx";
import { cookiePath } from "../app/page-view.ts";
import { setFlash } from "../app/session.ts";
import { shownIn } from "../app/shown.ts";
import type { AppView, PageEnv } from "../app/view.ts";
import { type Prints, printsOf } from "../model/three-way.ts";
import type { Issue } from "../text/codes.ts";
import { inPlainWords } from "../text/plain-words.ts";
import { changedIn } from "../ui/conflict.tsx";
import { Editor, Section } from "../ui/editor.tsx";
import { Input, issueAt } from "../ui/form.tsx";
import { PageHeader } from "../ui/page.tsx";
import { TimeZones } from "../ui/time-zones.tsx";

function page(c: Context<PageEnv<AppView>>, typed: string, issues: Issue[], shown: Prints | null) {
  const { view } = c.var;
  const { timeZone: text } = view.text;
  const wrong = inPlainWords(view, issues);
  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} intro={text.intro} />
      <Editor
        view={view}
        action={`${view.base}/time-zone`}
        save={view.text.actions.save}
        issues={wrong}
        shown={shown}
      >
        <Section>
          <Input
            id="timeZone"
            label={text.label}
            value={typed}
            hint={text.hint}
            optional={view.text.optional}
            error={issueAt(wrong, "timeZone")}
            more={{
              list: "time-zones",
              autocomplete: "off",
              spellcheck: false,
              placeholder: "Europe/Berlin",
            }}
          />
          <TimeZones />
          <p class="quiet">{text.now(view.format.timeZone, view.format.exact(Date.now()))}</p>
        </Section>
      </Editor>
    </Layout>,
    issues.length === 0 ? 200 : 422,
  );
}

/** In which times of an application are shown and written. */
export const timeZone = new Hono<PageEnv<AppView>>()
  .get("/time-zone", async (c) => {
    const { timeZone } = c.var.view.app;
    return page(c, timeZone ?? "", [], await printsOf({ timeZone }));
  })
  .post("/time-zone", async (c) => {
    const { view } = c.var;
    const path = `${view.base}/time-zone`;
    const form = await c.req.formData();
    const typed = String(form.get("timeZone") ?? "");
    const entered = { timeZone: textOrNull(typed) };
    const { changed, conflict } = await changedIn(c, form, {
      saved: { timeZone: view.app.timeZone },
      entered,
      labelOf: () => view.text.timeZone.label,
      action: path,
      name: view.text.timeZone.title,
      back: path,
    });
    if (changed === null) return conflict;
    const saved = await saving(async () =>
      changed.length === 0 ? null : view.api.put(`${view.apiPath}/time-zone`, entered),
    );
    if (saved.issues) return page(c, typed, saved.issues, shownIn(form));
    setFlash(c, cookiePath(view), { key: "saved", kind: "success" });
    return c.redirect(path, 303);
  });
