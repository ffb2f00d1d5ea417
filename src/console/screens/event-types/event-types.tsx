import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { EventType } from "../../../contract/event-type.ts";
import { withQuery } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { flagName, grouped, labelOf, matching, versionOf } from "../../model/event-types.ts";
import { Icon } from "../../ui/icon.tsx";
import { Confirm, Menu, MenuAction, MenuDialog, MenuLink } from "../../ui/overlay.tsx";
import { Badge, Empty, PageHeader } from "../../ui/page.tsx";
import { Search } from "../../ui/search.tsx";

const path = "/console/event-types";
export const apiPathOf = (name: string) => `/event-type/${encodeURIComponent(name)}`;
export const editPath = (name: string) => withQuery(`${path}/edit`, { name });

const Marks: FC<{ view: View; type: EventType }> = ({ view, type }) => {
  const { eventTypes: text } = view.text;
  return (
    <span class="marks">
      {type.archived && <Badge tone="warning">{text.archived}</Badge>}
      {type.status === "planned" && <Badge tone="accent">{text.planned}</Badge>}
      {type.deprecated && <Badge>{text.deprecated}</Badge>}
      {type.availableSince && <Badge>{text.since(versionOf(type.availableSince))}</Badge>}
      {type.featureFlags && type.featureFlags.length > 0 && (
        <Badge tone="accent" icon="lock">
          {text.only(type.featureFlags.map(flagName).join(", "))}
        </Badge>
      )}
      {type.excludeOrigins && type.excludeOrigins.length > 0 && (
        <Badge>{text.notBy(type.excludeOrigins.join(", "))}</Badge>
      )}
    </span>
  );
};

const Row: FC<{ view: View; type: EventType }> = ({ view, type }) => {
  const { eventTypes: text, actions } = view.text;
  const label = labelOf(type, view.language);
  return (
    <li class={type.archived ? "type-row faded" : "type-row"}>
      <div class="row-name">
        <a href={editPath(type.name)}>{label}</a>
        {label !== type.name && <small class="id">{type.name}</small>}
      </div>
      <Marks view={view} type={type} />
      <Menu id={`menu-${type.name}`} label={actions.menuOf(label)}>
        <MenuLink href={editPath(type.name)} icon="edit">
          {text.edit}
        </MenuLink>
        <MenuAction
          view={view}
          action={`${path}/archive`}
          icon={type.archived ? "rotate" : "pause"}
          fields={{ name: type.name, archived: type.archived ? "false" : "true" }}
          target="#event-types"
        >
          {type.archived ? text.unarchive : text.archive}
        </MenuAction>
        <MenuDialog
          href={withQuery(path, { remove: type.name })}
          dialog={`remove-${type.name}`}
          icon="trash"
          danger
        >
          {text.remove}
        </MenuDialog>
      </Menu>
    </li>
  );
};

const Groups: FC<{ view: View; types: EventType[] }> = ({ view, types }) => (
  <div class="stack">
    {grouped(types, view.language).map((group) => (
      <section class="type-group">
        <h2>
          {group.name ?? view.text.eventTypes.ungrouped}
          <span class="tally">{view.format.number(group.types.length)}</span>
        </h2>
        <ul class="type-rows">
          {group.types.map((type) => (
            <Row view={view} type={type} />
          ))}
        </ul>
      </section>
    ))}
  </div>
);

async function list(c: Context<PageEnv>) {
  const { view } = c.var;
  const { eventTypes: text } = view.text;
  const query = (c.req.query("q") ?? "").trim();
  const archived = c.req.query("archived") === "1";
  const all = await view.api.all<EventType>("/event-type", { include_archived: true });
  const shown = archived ? all : all.filter((type) => !type.archived);
  const found = matching(shown, query, view.language);
  const removing = c.req.query("remove");
  const hasArchived = all.some((type) => type.archived);
  const add = (
    <a class="button" href={`${path}/new`}>
      <Icon name="plus" />
      {text.add}
    </a>
  );
  const importing = (
    <a class="button secondary" href={`${path}/import`}>
      {text.import}
    </a>
  );
  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} intro={text.intro}>
        {all.length > 0 && (
          <>
            <a class="button secondary" href={`${path}/openapi.json`} download="openapi.json">
              <Icon name="download" />
              {text.export}
            </a>
            {importing}
            {add}
          </>
        )}
      </PageHeader>
      {all.length > 0 && (
        <Search
          action={path}
          query={query}
          label={text.search}
          placeholder={text.searchHint}
          found={query === "" ? "" : text.found(view.format.number(found.length))}
          list="event-types"
          keep={{ archived: archived ? "1" : null }}
        />
      )}
      <div id="event-types">
        {all.length === 0 ? (
          <Empty icon="eventTypes" title={text.empty} hint={text.emptyHint}>
            <div class="actions">
              <a class="button" href="/console/presets">
                {text.toPresets}
              </a>
              {importing}
              <a class="button secondary" href={`${path}/new`}>
                {text.add}
              </a>
            </div>
          </Empty>
        ) : found.length === 0 ? (
          <Empty icon="search" title={text.nothingFound} hint={text.nothingFoundHint(query)} />
        ) : (
          <Groups view={view} types={found} />
        )}
        {hasArchived && (
          <p class="list-foot">
            <a href={withQuery(path, { q: query, archived: archived ? null : "1" })}>
              {archived ? text.withoutArchived : text.withArchived}
            </a>
          </p>
        )}
        {found.map(({ name }) => (
          <Confirm
            view={view}
            id={`remove-${name}`}
            title={text.removeTitle(name)}
            action={`${path}/delete`}
            fields={{ name }}
            confirm={text.removeConfirm}
            closeTo={path}
            open={removing === name}
            danger
          >
            <p>{text.removeText}</p>
          </Confirm>
        ))}
      </div>
    </Layout>,
  );
}

export const eventTypes = new Hono<PageEnv>()
  .get("/event-types", list)
  .get("/event-types/openapi.json", async (c) => {
    const document = await c.var.view.api.get("/event-type/export/openapi");
    return c.body(JSON.stringify(document, null, 2), 200, {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": 'attachment; filename="openapi.json"',
    });
  })
  .post("/event-types/archive", async (c) => {
    const { view } = c.var;
    const { eventTypes: text } = view.text;
    const form = await c.req.formData();
    const name = String(form.get("name") ?? "");
    const archived = form.get("archived") === "true";
    await view.api.patch(apiPathOf(name), { archived });
    const said = archived ? text.archivedFlash(name) : text.unarchivedFlash(name);
    setFlash(c, "/console", { key: "said", name: said, kind: "success" });
    return c.redirect(archived ? path : `${path}?archived=1`, 303);
  })
  .post("/event-types/delete", async (c) => {
    const name = String((await c.req.formData()).get("name") ?? "");
    await c.var.view.api.delete(`${apiPathOf(name)}?expunge=true`);
    setFlash(c, "/console", { key: "deleted", name, kind: "success" });
    return c.redirect(path, 303);
  });
