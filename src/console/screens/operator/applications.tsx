import { Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Application } from "../../../contract/application.ts";
import type { Page } from "../../../contract/page.ts";
import { withQuery } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { Csrf } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Confirm, Menu, MenuDialog, MenuLink } from "../../ui/overlay.tsx";
import { Badge, Empty, PageHeader, Pager, Time } from "../../ui/page.tsx";
import { Search } from "../../ui/search.tsx";

const pageSize = 50;
const path = "/console/apps";
/** In the API, whatever the id looks like. */
export const apiPathOf = (id: string) => `/app/${encodeURIComponent(id)}`;

const Row: FC<{ view: View; app: Application }> = ({ view, app }) => {
  const { applications: text, actions } = view.text;
  const own = `${path}/${app.id}`;
  return (
    <tr>
      <th scope="row">
        <a href={`/console/app/${app.id}/webhooks`}>{app.name}</a>
        <small class="id">{app.uid ?? app.id}</small>
      </th>
      <td data-label={text.plan}>
        {app.plan === null ? <span class="quiet">{text.noPlan}</span> : <Badge>{app.plan}</Badge>}
      </td>
      <td data-label={text.webhooks}>
        <Badge tone={app.webhooksEnabled ? "success" : "warning"}>
          {app.webhooksEnabled ? text.on : text.off}
        </Badge>
      </td>
      <td data-label={text.created}>
        <Time view={view} at={app.createdAt} />
      </td>
      <td class="tools">
        <Menu id={`menu-${app.id}`} label={actions.menuOf(app.name)}>
          <MenuLink href={`/console/app/${app.id}/webhooks`} icon="webhooks">
            {text.view}
          </MenuLink>
          <li>
            <form method="post" action={`${own}/open`} target="_blank" rel="noopener">
              <Csrf view={view} />
              <button type="submit" disabled={view.readOnly}>
                <Icon name="eye" />
                {text.openPortal}
              </button>
            </form>
          </li>
          <MenuLink href={`${own}/access`} icon="key">
            {text.link}
          </MenuLink>
          <MenuLink href={`${own}/edit`} icon="edit">
            {text.edit}
          </MenuLink>
          <MenuDialog href={`?remove=${app.id}`} dialog={`remove-${app.id}`} icon="trash" danger>
            {text.remove}
          </MenuDialog>
        </Menu>
      </td>
    </tr>
  );
};

const Table: FC<{ view: View; apps: Application[] }> = ({ view, apps }) => {
  const { applications: text } = view.text;
  return (
    <div class="table-wrap">
      <table class="folding">
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{text.plan}</th>
            <th scope="col">{text.webhooks}</th>
            <th scope="col">{text.created}</th>
            <th scope="col">
              <span class="visually-hidden">{view.text.actions.more}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {apps.map((app) => (
            <Row view={view} app={app} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

export const AddApplication: FC<{ view: View }> = ({ view }) => (
  <a class="button" href={`${path}/new`}>
    <Icon name="plus" />
    {view.text.applications.add}
  </a>
);

export const applications = new Hono<PageEnv>()
  .get("/apps", async (c) => {
    const { view } = c.var;
    const { applications: text } = view.text;
    const query = (c.req.query("q") ?? "").trim();
    const plan = c.req.query("plan") || null;
    const iterator = c.req.query("iterator") || null;
    const filtered = query !== "" || plan !== null;
    const page = await view.api.get<Page<Application>>("/app", {
      limit: pageSize,
      order: "descending",
      search: query,
      plan,
      iterator,
    });
    const none = page.data.length === 0;
    const removing = c.req.query("remove");
    return c.html(
      <Layout view={view} title={text.title}>
        <PageHeader title={text.title} intro={text.intro}>
          {(!none || filtered) && <AddApplication view={view} />}
        </PageHeader>
        {(!none || filtered) && (
          <Search
            action={path}
            query={query}
            label={text.search}
            placeholder={text.searchHint}
            found={query === "" ? "" : text.found(view.format.number(page.data.length), !page.done)}
            list="applications"
            keep={{ plan }}
          />
        )}
        <div id="applications">
          {plan !== null && (
            <p class="filtered">
              <Badge tone="accent">{text.withPlan(plan)}</Badge>
              <a href={withQuery(path, { q: query })}>{text.allPlans}</a>
            </p>
          )}
          {!none ? (
            <Table view={view} apps={page.data} />
          ) : filtered ? (
            <Empty icon="search" title={text.nothingFound} hint={text.nothingFoundHint} />
          ) : (
            <Empty icon="applications" title={text.empty} hint={text.emptyHint}>
              <AddApplication view={view} />
            </Empty>
          )}
          <Pager
            view={view}
            page={page}
            iterator={iterator}
            href={(at) => withQuery(path, { q: query, plan, iterator: at })}
          />
          {page.data.map((app) => (
            <Confirm
              view={view}
              id={`remove-${app.id}`}
              title={text.removeTitle(app.name)}
              action={`${path}/${app.id}/delete`}
              confirm={text.removeConfirm}
              closeTo={path}
              open={removing === app.id}
              danger
            >
              <p>{text.removeText}</p>
            </Confirm>
          ))}
        </div>
      </Layout>,
    );
  })
  .post("/apps/:id/delete", async (c) => {
    const { api } = c.var.view;
    const app = await api.get<Application>(apiPathOf(c.req.param("id")));
    await api.delete(apiPathOf(app.id));
    setFlash(c, "/console", { key: "deleted", name: app.name, kind: "success" });
    return c.redirect(path, 303);
  });
