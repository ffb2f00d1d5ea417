import { type Context, Hono } from "hono";
import { saving } from "../app/client.ts";
import { textOrNull } from "../app/input.ts";
import { Layout } from "../app/layout.tsx";
import { cookiePath } from "../app/page-view.ts";
import { setFlash } from "../app/session.ts";
import type { AppView, PageEnv } from "../app/view.ts";
import type { Issue } from "../text/codes.ts";
import { inPlainWords } from "../text/plain-words.ts";
import { Editor, Section } from "../ui/editor.tsx";
import { Input, issueAt } from "../ui/form.tsx";
import { PageHeader } from "../ui/page.tsx";
import { TimeZones } from "../ui/time-zones.tsx";

function page(c: Context<PageEnv<AppView>>, typed: string, issues: Issue[]) {
  const { view } = c.var;
  const { timeZone: text } = view.text;
  const wrong = inPlainWords(view, issues);
  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} intro={text.intro} />
      <Editor view={view} action={`${view.base}/time-zone`} save={view.text.actions.save} issues={wrong}>
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
  .get("/time-zone", (c) => page(c, c.var.view.app.timeZone ?? "", []))
  .post("/time-zone", async (c) => {
    const { view } = c.var;
    const typed = String((await c.req.formData()).get("timeZone") ?? "");
    const saved = await saving(() =>
      view.api.put(`${view.apiPath}/time-zone`, { timeZone: textOrNull(typed) }),
    );
    if (saved.issues) return page(c, typed, saved.issues);
    setFlash(c, cookiePath(view), { key: "saved", kind: "success" });
    return c.redirect(`${view.base}/time-zone`, 303);
  });
