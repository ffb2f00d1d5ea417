import { Hono } from "hono";
import { type Application, type Page, withQuery } from "../client.ts";
import { Empty, PageHeader, Pager, Time } from "../components/page.tsx";
import { Layout } from "../layout.tsx";
import type { PageEnv } from "../view.ts";

export const applications = new Hono<PageEnv>().get("/apps", async (c) => {
  const { view } = c.var;
  const { applications: text } = view.text;
  const iterator = c.req.query("iterator") ?? null;
  const page = await view.api.get<Page<Application>>("/app", { limit: 50, order: "descending", iterator });
  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} />
      {page.data.length === 0 ? (
        <Empty icon="applications" title={text.empty} hint={text.emptyHint} />
      ) : (
        <div class="table-wrap">
          <table>
            <thead>
              <tr>
                <th scope="col">{text.name}</th>
                <th scope="col">{text.created}</th>
              </tr>
            </thead>
            <tbody>
              {page.data.map((app) => (
                <tr>
                  <th scope="row">
                    <a href={`/console/app/${app.id}/webhooks`}>{app.name}</a>
                    <small class="id">{app.uid ?? app.id}</small>
                  </th>
                  <td>
                    <Time view={view} at={app.createdAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager
        view={view}
        page={page}
        beyond={iterator !== null}
        href={(at) => withQuery("/console/apps", { iterator: at })}
      />
    </Layout>,
  );
});
