import { Hono } from "hono";
import type { FC } from "hono/jsx";
import type { EventType } from "../../../contract/event-type.ts";
import { type Property, propertiesOf } from "../../../core/json-schema/properties.ts";
import { Layout } from "../../app/layout.tsx";
import type { AppView, PageEnv } from "../../app/view.ts";
import { type EventGroup, grouped, groupLabelOf, labelOf, matching } from "../../model/event-types.ts";
import { Code, CopyButton } from "../../ui/code.tsx";
import { EventBadges, OriginsHint } from "../../ui/event-badges.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Empty, PageHeader } from "../../ui/page.tsx";
import { Search } from "../../ui/search.tsx";

const Download: FC<{ view: AppView }> = ({ view }) => (
  <a
    class="button secondary"
    href={`${view.base}/openapi.json`}
    title={view.text.catalogue.downloadHint}
    download
  >
    <Icon name="download" />
    {view.text.catalogue.download}
  </a>
);

const Group: FC<{ view: AppView; group: EventGroup; alone: boolean }> = ({ view, group, alone }) => (
  <section class="event-group">
    {!(alone && group.name === null) && <h2>{group.name ?? view.text.catalogue.otherGroup}</h2>}
    <ul class="events">
      {group.types.map((type) => (
        <li class={type.status === "planned" ? "planned" : undefined}>
          <div>
            <a href={`${view.base}/catalogue/${encodeURIComponent(type.name)}`}>
              {labelOf(type, view.language)}
            </a>
            <span class="id">{type.name}</span>
            <OriginsHint view={view} type={type} />
          </div>
          <p class="badges">
            <EventBadges view={view} type={type} />
          </p>
          <Icon name="forward" />
        </li>
      ))}
    </ul>
  </section>
);

const typeName = ({ types, items }: Property, { catalogue: text }: AppView["text"]): string => {
  const named = (names: string[]) =>
    names.length === 0 ? text.unknownField : names.map((name) => text.types[name] ?? name).join(text.or);
  return items === null ? named(types) : text.listOf(named(items));
};

const Properties: FC<{ view: AppView; schema: unknown }> = ({ view, schema }) => {
  const { catalogue: text } = view.text;
  const { properties, left } = propertiesOf(schema);
  if (properties.length === 0) return null;
  return (
    <section aria-labelledby="properties">
      <h2 id="properties">{text.properties}</h2>
      <div class="table-wrap">
        <table class="properties">
          <thead>
            <tr>
              <th scope="col">{text.property}</th>
              <th scope="col">{text.type}</th>
              <th scope="col">{text.meaning}</th>
            </tr>
          </thead>
          <tbody>
            {properties.map((row) => (
              <tr>
                <th scope="row">
                  <code>{row.path}</code>
                  {row.required && <small>{text.required}</small>}
                </th>
                <td>
                  {typeName(row, view.text)}
                  {row.format && <small>{row.format}</small>}
                </td>
                <td>
                  {row.description}
                  {row.values && <small>{text.values(row.values.join(", "))}</small>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && <p class="quiet">{text.moreProperties(view.format.number(left))}</p>}
    </section>
  );
};

const Fields: FC<{ view: AppView; fields: NonNullable<EventType["fields"]> }> = ({ view, fields }) => {
  const { catalogue: text } = view.text;
  return (
    <section aria-labelledby="fields">
      <h2 id="fields">{text.fields}</h2>
      <p class="quiet">{text.fieldsHint}</p>
      <div class="table-wrap">
        <table class="properties">
          <thead>
            <tr>
              <th scope="col">{text.field}</th>
              <th scope="col">{text.path}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ name, labels, path, alwaysSent }) => (
              <tr>
                <th scope="row">
                  {labels[view.language] ?? labels.en ?? labels.de ?? name}
                  {alwaysSent && (
                    <small>
                      <Icon name="lock" />
                      {text.alwaysSent}
                    </small>
                  )}
                </th>
                <td>
                  <code>{path}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};

/** Versions with their schemas, the newest first. */
const schemasOf = ({ schemas }: EventType) =>
  Object.entries(schemas ?? {}).sort(([a], [b]) => b.localeCompare(a, "en", { numeric: true }));

const Schemas: FC<{ view: AppView; schemas: [string, unknown][] }> = ({ view, schemas }) => {
  const { catalogue: text } = view.text;
  return (
    <section class="schemas">
      {schemas.map(([version, schema]) => {
        const label = schemas.length === 1 ? text.schema : text.schemaVersion(version);
        return (
          <details class="card folded">
            <summary>{label}</summary>
            <Code view={view} id={`schema-${version}`} label={label} text={JSON.stringify(schema, null, 2)} />
          </details>
        );
      })}
    </section>
  );
};

const TypePage: FC<{ view: AppView; type: EventType }> = ({ view, type }) => {
  const { catalogue: text } = view.text;
  const label = labelOf(type, view.language);
  const schemas = schemasOf(type);
  const fields = type.fields ?? [];
  const alone = schemas.length === 0 && fields.length === 0;
  const choosable = type.status !== "planned" && !view.readOnly;
  return (
    <Layout view={view} title={label} wide>
      <PageHeader
        title={label}
        back={{ href: `${view.base}/catalogue`, label: text.title }}
        badges={<EventBadges view={view} type={type} />}
      >
        {choosable && (
          <a class="button" href={`${view.base}/webhooks/new?event=${encodeURIComponent(type.name)}`}>
            <Icon name="plus" />
            {text.webhookFor}
          </a>
        )}
      </PageHeader>
      <dl class="event-facts">
        <div>
          <dt>{text.technicalName}</dt>
          <dd>
            <code id="event-name">{type.name}</code>
            <CopyButton view={view} value={type.name} />
          </dd>
        </div>
        {type.groupName && (
          <div>
            <dt>{text.group}</dt>
            <dd>{groupLabelOf(type, view.language)}</dd>
          </div>
        )}
      </dl>
      <OriginsHint view={view} type={type} />
      <div class={alone ? "event-columns single" : "event-columns"}>
        {!alone && (
          <div class="stack">
            {schemas.length > 0 && <Properties view={view} schema={schemas[0]![1]} />}
            {fields.length > 0 && <Fields view={view} fields={fields} />}
          </div>
        )}
        <section class="example" aria-labelledby="example-title">
          <h2 id="example-title">{text.example}</h2>
          {type.example ? (
            <>
              <p class="quiet">{text.exampleHint}</p>
              <Code
                view={view}
                id="example"
                label="application/json"
                text={JSON.stringify(type.example, null, 2)}
              />
            </>
          ) : (
            <p class="quiet">{text.noExample}</p>
          )}
        </section>
      </div>
      {schemas.length > 0 && <Schemas view={view} schemas={schemas} />}
    </Layout>
  );
};

export const catalogue = new Hono<PageEnv<AppView>>()
  .get("/catalogue", async (c) => {
    const { view } = c.var;
    const { catalogue: text } = view.text;
    const query = (c.req.query("q") ?? "").trim();
    const all = await view.api.all<EventType>("/event-type", { include_unavailable: true });
    const found = matching(all, query, view.language);
    const groups = grouped(found, view.language);
    return c.html(
      <Layout view={view} title={text.title}>
        <PageHeader title={text.title} intro={text.intro}>
          {all.length > 0 && <Download view={view} />}
        </PageHeader>
        {all.length > 0 && (
          <Search
            action={`${view.base}/catalogue`}
            query={query}
            label={view.text.catalogue.search}
            placeholder={view.text.catalogue.searchHint}
            found={view.text.catalogue.found(found.length, view.format.number(found.length))}
            list="events"
          />
        )}
        <div id="events" class="stack">
          {all.length === 0 ? (
            <Empty
              icon="catalogue"
              title={text.empty}
              hint={view.face === "portal" ? text.emptyHint : text.emptyOperatorHint}
            />
          ) : found.length === 0 ? (
            <Empty icon="search" title={text.nothingFound} hint={text.nothingFoundHint(query)} />
          ) : (
            groups.map((group) => <Group view={view} group={group} alone={groups.length === 1} />)
          )}
        </div>
      </Layout>,
    );
  })
  .get("/catalogue/:name", async (c) => {
    const { view } = c.var;
    const type = await view.api.get<EventType>(`/event-type/${encodeURIComponent(c.req.param("name"))}`, {
      include_unavailable: true,
    });
    return c.html(<TypePage view={view} type={type} />);
  })
  .get("/openapi.json", async (c) => {
    const document = await c.var.view.api.get("/event-type/export/openapi");
    return c.body(`${JSON.stringify(document, null, 2)}\n`, 200, {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": 'attachment; filename="webhooks.openapi.json"',
    });
  });
