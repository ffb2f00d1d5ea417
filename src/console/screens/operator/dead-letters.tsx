import { Hono } from "hono";
import type { FC } from "hono/jsx";
import type { DeadLetter } from "../../../contract/dead-letter.ts";
import type { Page } from "../../../contract/page.ts";
import { saving, withQuery } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { inOneText } from "../../text/plain-words.ts";
import { Code } from "../../ui/code.tsx";
import { Csrf } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Confirm } from "../../ui/overlay.tsx";
import { Badge, Empty, PageHeader, Pager, Time } from "../../ui/page.tsx";

const path = "/console/dead-letters";
const apiPathOf = (id: string) => `/dead-letter/${encodeURIComponent(id)}`;

const textAt = (value: unknown, ...keys: string[]): string | null => {
  const found = keys.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
  return typeof found === "string" ? found : null;
};

/** Of whom and what a job is, as far as it can be told. */
const about = (job: unknown) =>
  [
    textAt(job, "message", "eventType"),
    textAt(job, "application") ?? textAt(job, "app"),
    textAt(job, "endpoint"),
  ].filter((part) => part !== null);

/** The reasons that come up by themselves, in the language of the page; others are as they were written. */
function reasonOf({ text: { deadLetters: text } }: View, reason: string): string {
  if (/There is no such application/.test(reason)) return text.reasons.noApplication;
  if (/^The platform gave the job up/.test(reason)) return text.reasons.platform;
  return reason;
}

const Letter: FC<{ view: View; letter: DeadLetter }> = ({ view, letter }) => {
  const { deadLetters: text } = view.text;
  const event = letter.queue.endsWith("-events");
  return (
    <li class="card letter" id={letter.id}>
      <header>
        <div class="marks">
          <Badge icon={event ? "messages" : "send"}>
            {event ? text.queues.events : text.queues.deliveries}
          </Badge>
          <span class="quiet">
            <Time view={view} at={letter.queuedAt} as="exact" />
            {" · "}
            {text.tries(view.format.number(letter.tries))}
          </span>
        </div>
        <div class="letter-tools">
          <form method="post" action={`${path}/${letter.id}/retry`}>
            <Csrf view={view} />
            <button type="submit" class="small" disabled={view.readOnly}>
              <Icon name="rotate" />
              {text.retry}
            </button>
          </form>
          <a class="button secondary small" href={`?remove=${letter.id}`} data-dialog={`remove-${letter.id}`}>
            {text.remove}
          </a>
        </div>
      </header>
      <p class="reason">{reasonOf(view, letter.reason)}</p>
      <p class="id">{about(letter.job).join(" · ") || text.nobody}</p>
      <details>
        <summary>{text.job}</summary>
        <Code
          view={view}
          id={`job-${letter.id}`}
          label={letter.queue}
          text={JSON.stringify(letter.job, null, 2)}
        />
      </details>
    </li>
  );
};

export const deadLetters = new Hono<PageEnv>()
  .get("/dead-letters", async (c) => {
    const { view } = c.var;
    const { deadLetters: text } = view.text;
    const iterator = c.req.query("iterator") || null;
    const page = await view.api.get<Page<DeadLetter>>("/dead-letter", { limit: 20, iterator });
    const removing = c.req.query("remove");
    return c.html(
      <Layout view={view} title={text.title}>
        <PageHeader title={text.title} intro={text.intro} />
        {page.data.length === 0 ? (
          <Empty icon="check" title={text.empty} hint={text.emptyHint} />
        ) : (
          <ul class="letters stack">
            {page.data.map((letter) => (
              <Letter view={view} letter={letter} />
            ))}
          </ul>
        )}
        <Pager view={view} page={page} iterator={iterator} href={(at) => withQuery(path, { iterator: at })} />
        {page.data.map(({ id }) => (
          <Confirm
            view={view}
            id={`remove-${id}`}
            title={text.removeTitle}
            action={`${path}/${id}/delete`}
            confirm={text.removeConfirm}
            closeTo={path}
            open={removing === id}
            danger
          >
            <p>{text.removeText}</p>
          </Confirm>
        ))}
      </Layout>,
    );
  })
  .post("/dead-letters/:id/retry", async (c) => {
    const { view } = c.var;
    const { deadLetters: text } = view.text;
    const saved = await saving(() => view.api.post(`${apiPathOf(c.req.param("id"))}/retry`));
    const name = saved.issues ? text.refused(inOneText(view, saved.issues)) : text.retried;
    setFlash(c, "/console", { key: "said", name, kind: saved.issues ? "error" : "success" });
    return c.redirect(path, 303);
  })
  .post("/dead-letters/:id/delete", async (c) => {
    const { view } = c.var;
    await view.api.delete(apiPathOf(c.req.param("id")));
    setFlash(c, "/console", { key: "said", name: view.text.deadLetters.removed, kind: "success" });
    return c.redirect(path, 303);
  });
