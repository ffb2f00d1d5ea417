import { Hono } from "hono";
import type { Child, FC } from "hono/jsx";
import type { Application } from "../../../contract/application.ts";
import type { DeadLetter } from "../../../contract/dead-letter.ts";
import type { EventType } from "../../../contract/event-type.ts";
import type { Feed } from "../../../contract/feed.ts";
import type { Health } from "../../../contract/health.ts";
import type { Page } from "../../../contract/page.ts";
import type { Plan } from "../../../contract/plan.ts";
import { ApiError } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import type { PageEnv, View } from "../../app/view.ts";
import { FeedRows } from "../../ui/feed-rows.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Badge, PageHeader, Time } from "../../ui/page.tsx";

const latest = 6;
const mostDead = 100;

const Tile: FC<{ icon: IconName; tone: "ok" | "bad" | "still"; title: string; children?: Child }> = ({
  icon,
  tone,
  title,
  children,
}) => (
  <section class={`card tile ${tone}`}>
    <span class="tile-icon">
      <Icon name={icon} />
    </span>
    <div>
      <h2>{title}</h2>
      {children}
    </div>
  </section>
);

const HealthTile: FC<{ view: View; health: Health | null }> = ({ view, health }) => {
  const { overview: text } = view.text;
  const well = health?.status === "ok";
  const broken = Object.entries(health?.parts ?? {}).filter(([, state]) => state !== "ok");
  return (
    <Tile icon={well ? "check" : "alert"} tone={well ? "ok" : "bad"} title={text.health}>
      <p class="tile-says">{well ? text.healthy : text.unhealthy}</p>
      {!well && broken.length > 0 && (
        <p class="quiet">{broken.map(([part]) => text.parts[part] ?? part).join(", ")}</p>
      )}
    </Tile>
  );
};

const DeadTile: FC<{ view: View; dead: Page<DeadLetter> }> = ({ view, dead }) => {
  const { overview: text } = view.text;
  const { length } = dead.data;
  const count = dead.done ? view.format.number(length) : `${view.format.number(length)}+`;
  return (
    <Tile icon="deadLetters" tone={length === 0 ? "still" : "bad"} title={text.deadLetters}>
      <p class="tile-says">{length === 0 ? text.noDead : text.dead(count)}</p>
      {length > 0 && <a href="/console/dead-letters">{text.look}</a>}
    </Tile>
  );
};

interface StepProps {
  view: View;
  title: string;
  hint: string;
  done: boolean;
  href: string;
  action: string;
}

const Step: FC<StepProps> = ({ view, title, hint, done, href, action }) => (
  <li class={done ? "first-step done" : "first-step"}>
    <div>
      <h3>{title}</h3>
      <p class="quiet">{hint}</p>
    </div>
    {done ? (
      <Badge tone="success" icon="check">
        {view.text.overview.done}
      </Badge>
    ) : (
      <a class="button secondary small" href={href}>
        {action}
      </a>
    )}
  </li>
);

const Steps: FC<{ view: View; types: boolean; plans: boolean }> = ({ view, types, plans }) => {
  const { overview: text } = view.text;
  return (
    <section class="card">
      <h2>{text.steps}</h2>
      <p class="quiet">{text.stepsIntro}</p>
      <ol class="first-steps">
        <Step
          view={view}
          title={text.step1}
          hint={text.step1Hint}
          done={types}
          href="/console/presets"
          action={text.step1Do}
        />
        <Step
          view={view}
          title={text.step2}
          hint={text.step2Hint}
          done={plans}
          href="/console/plans/new"
          action={text.step2Do}
        />
        <Step
          view={view}
          title={text.step3}
          hint={text.step3Hint}
          done={false}
          href="/console/apps/new"
          action={text.step3Do}
        />
      </ol>
    </section>
  );
};

const Latest: FC<{ view: View; apps: Application[] }> = ({ view, apps }) => {
  const { overview: text } = view.text;
  return (
    <section class="card">
      <header>
        <h2>{text.applications}</h2>
        <a href="/console/apps">{text.all}</a>
      </header>
      <ul class="plain-rows">
        {apps.map((app) => (
          <li>
            <a href={`/console/app/${app.id}/webhooks`}>{app.name}</a>
            {app.plan !== null && <Badge>{app.plan}</Badge>}
            <span class="quiet">
              <Time view={view} at={app.createdAt} as="relative" />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Now: FC<{ view: View; feed: Feed | null }> = ({ view, feed }) => {
  const { overview: text } = view.text;
  const rows = (feed?.data ?? []).slice(-latest).reverse();
  return (
    <section
      class="card"
      id="now"
      hx-get="/console"
      hx-trigger="every 5s"
      hx-target="#now"
      hx-select="#now"
      hx-swap="outerMorph"
      {...{ "hx-status:4xx": "swap:none", "hx-status:5xx": "swap:none" }}
    >
      <header>
        <h2>{text.feed}</h2>
        <a href="/console/feed">{text.watch}</a>
      </header>
      {rows.length === 0 ? <p class="quiet">{text.quiet}</p> : <FeedRows view={view} rows={rows} />}
    </section>
  );
};

/** An answer of 503 says which part is not well. */
async function healthOf({ api }: View): Promise<Health | null> {
  try {
    return await api.get<Health>("/health");
  } catch (error) {
    if (error instanceof ApiError && error.status !== 401) return null;
    throw error;
  }
}

export const overview = new Hono<PageEnv>().get("/", async (c) => {
  const { view } = c.var;
  const { overview: text } = view.text;
  const { api } = view;
  const [health, apps, dead, feed, types, plans] = await Promise.all([
    healthOf(view),
    api.get<Page<Application>>("/app", { limit: latest, order: "descending" }),
    api.get<Page<DeadLetter>>("/dead-letter", { limit: mostDead }),
    api.maybe<Feed>("/feed"),
    api.get<Page<EventType>>("/event-type", { limit: 1 }),
    api.get<Page<Plan>>("/plan", { limit: 1 }),
  ]);
  const started = apps.data.length > 0;
  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} intro={text.intro} />
      <div class="stack">
        <div class="tiles">
          <HealthTile view={view} health={health} />
          <DeadTile view={view} dead={dead} />
        </div>
        {!started && <Steps view={view} types={types.data.length > 0} plans={plans.data.length > 0} />}
        <div class={started ? "columns" : undefined}>
          {started && <Latest view={view} apps={apps.data} />}
          <Now view={view} feed={feed} />
        </div>
      </div>
    </Layout>,
  );
});
