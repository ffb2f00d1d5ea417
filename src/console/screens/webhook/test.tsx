import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Endpoint } from "../../../contract/endpoint.ts";
import type { EndpointTest } from "../../../contract/endpoint-test.ts";
import type { EventType } from "../../../contract/event-type.ts";
import type { Language } from "../../../core/language.ts";
import { includes } from "../../../core/matching/event-types.ts";
import { saving } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import type { AppView, PageEnv } from "../../app/view.ts";
import { nameOf } from "../../model/endpoints.ts";
import { inOrder } from "../../model/event-types.ts";
import { reasonOf } from "../../text/outcome.ts";
import { inOneText } from "../../text/plain-words.ts";
import { Exchange } from "../../ui/exchange.tsx";
import { Csrf, described, Field, swap } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Empty, Note, PageHeader } from "../../ui/page.tsx";
import { endpointPath } from "./webhook.tsx";

/** How a test went: the verdict, then request and answer side by side. */
export const TestResult: FC<{ view: AppView; tested: EndpointTest }> = ({
  view,
  tested: { request, response },
}) => {
  const { testing: text } = view.text.webhook;
  const { format } = view;
  const reason = reasonOf(view, response);
  return (
    <div class="stack">
      <Note tone={response.success ? "success" : "danger"}>
        <strong>{response.success ? text.ok : response.status === 0 ? text.noAnswer : text.notOk}</strong>{" "}
        {response.status > 0 &&
          text.status(String(response.status), format.milliseconds(response.durationMs))}
        {reason && <span class="reason">{reason}</span>}
      </Note>
      <Exchange view={view} id="test" request={request} answer={response} />
    </div>
  );
};

const describedBy = (type: EventType, language: Language) =>
  type.descriptions?.[language] ?? type.description;

async function page(
  c: Context<PageEnv<AppView>>,
  chosen: string | null,
  tested: EndpointTest | null,
  problem: string | null,
) {
  const { view } = c.var;
  const { testing: text } = view.text.webhook;
  const id = c.req.param("id")!;
  const [endpoint, types] = await Promise.all([
    view.api.get<Endpoint>(endpointPath(view, id)),
    view.api.all<EventType>("/event-type"),
  ]);
  const sendable = inOrder(types).filter(
    ({ name, status, archived }) =>
      status !== "planned" &&
      !archived &&
      (endpoint.eventTypes === null || includes(endpoint.eventTypes, name)),
  );
  const own = `${view.base}/webhooks/${endpoint.id}`;
  const name = nameOf(endpoint);
  return c.html(
    <Layout view={view} title={text.title(name)} wide>
      <PageHeader title={text.title(name)} intro={text.intro} back={{ href: own, label: name }} />
      <div id="testing" class="stack">
        {sendable.length === 0 ? (
          <Empty icon="send" title={text.none}>
            <a class="button" href={`${own}/edit`}>
              {text.edit}
            </a>
          </Empty>
        ) : (
          <form method="post" action={`${own}/test`} class="card test-form" {...swap("#testing")}>
            <Csrf view={view} />
            <Field id="event-type" label={text.event} error={problem ?? undefined}>
              <select name="eventType" {...described("event-type", null, problem ?? undefined)}>
                {sendable.map((type) => (
                  <option value={type.name} selected={type.name === chosen}>
                    {describedBy(type, view.language) || type.name}
                  </option>
                ))}
              </select>
            </Field>
            <button type="submit" disabled={view.readOnly}>
              <Icon name="send" />
              {text.send}
            </button>
          </form>
        )}
        <div id="test-result" aria-live="polite">
          {tested && <TestResult view={view} tested={tested} />}
        </div>
      </div>
    </Layout>,
    problem === null ? 200 : 422,
  );
}

export const webhookTest = new Hono<PageEnv<AppView>>()
  .get("/webhooks/:id/test", (c) => page(c, c.req.query("event") ?? null, null, null))
  .post("/webhooks/:id/test", async (c) => {
    const { view } = c.var;
    const eventType = String((await c.req.formData()).get("eventType") ?? "");
    const { value, issues } = await saving(() =>
      view.api.post<EndpointTest>(`${view.apiPath}/endpoint/test`, {
        eventType,
        endpointId: c.req.param("id"),
      }),
    );
    if (issues !== null) return page(c, eventType, null, inOneText(view, issues));
    return page(c, eventType, value, null);
  });
