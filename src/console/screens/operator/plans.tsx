import { type Context, Hono } from "hono";
import type { FC } from "hono/jsx";
import type { Application } from "../../../contract/application.ts";
import type { Page } from "../../../contract/page.ts";
import type { Plan } from "../../../contract/plan.ts";
import { withQuery } from "../../app/client.ts";
import { Layout } from "../../app/layout.tsx";
import { setFlash } from "../../app/session.ts";
import type { PageEnv, View } from "../../app/view.ts";
import { Icon } from "../../ui/icon.tsx";
import { Confirm, Menu, MenuDialog, MenuLink } from "../../ui/overlay.tsx";
import { Badge, Empty, PageHeader } from "../../ui/page.tsx";

export const path = "/console/plans";
export const apiPathOf = (name: string) => `/plan/${encodeURIComponent(name)}`;
export const editPath = (name: string) => withQuery(`${path}/edit`, { name });

interface Used {
  plan: Plan;
  /** Applications that have it; `more` when there are further ones. */
  count: number;
  more: boolean;
}

async function usedBy({ api }: View, plan: Plan): Promise<Used> {
  const page = await api.get<Page<Application>>("/app", { plan: plan.name, limit: 250 });
  return { plan, count: page.data.length, more: !page.done };
}

const Row: FC<{ view: View; used: Used; index: number }> = ({ view, used, index }) => {
  const { plans: text, actions, days } = view.text;
  const { plan, count, more } = used;
  const { number } = view.format;
  const limit = (value: number | null) =>
    value === null ? <span class="quiet">{text.unlimited}</span> : number(value);
  return (
    <tr>
      <th scope="row">
        <a href={editPath(plan.name)}>{plan.name}</a>
      </th>
      <td data-label={text.endpoints}>{limit(plan.maxEndpoints)}</td>
      <td data-label={text.rate}>{limit(plan.maxThrottleRate)}</td>
      <td data-label={text.retention}>
        {plan.retentionDays === null ? (
          <span class="quiet">{text.byDefault}</span>
        ) : (
          days(plan.retentionDays, number(plan.retentionDays))
        )}
      </td>
      <td data-label={text.features}>
        {plan.featureFlags?.length ? (
          <span class="marks">
            {plan.featureFlags.map((flag) => (
              <Badge tone="accent">{flag}</Badge>
            ))}
          </span>
        ) : (
          <span class="quiet">{text.noFeatures}</span>
        )}
      </td>
      <td data-label={text.used}>
        {count === 0 ? (
          <span class="quiet">{text.unused}</span>
        ) : (
          <a href={withQuery("/console/apps", { plan: plan.name })}>
            {text.usedBy(more ? `${number(count)}+` : number(count))}
          </a>
        )}
      </td>
      <td class="tools">
        <Menu id={`menu-${index}`} label={actions.menuOf(plan.name)}>
          <MenuLink href={editPath(plan.name)} icon="edit">
            {text.edit}
          </MenuLink>
          <MenuDialog
            href={withQuery(path, { remove: plan.name })}
            dialog={`remove-${index}`}
            icon="trash"
            danger
          >
            {text.remove}
          </MenuDialog>
        </Menu>
      </td>
    </tr>
  );
};

const AddPlan: FC<{ view: View }> = ({ view }) => (
  <a class="button" href={`${path}/new`}>
    <Icon name="plus" />
    {view.text.plans.add}
  </a>
);

async function list(c: Context<PageEnv>) {
  const { view } = c.var;
  const { plans: text } = view.text;
  const plans = await view.api.all<Plan>("/plan");
  const rows = await Promise.all(plans.map((plan) => usedBy(view, plan)));
  const removing = c.req.query("remove");
  return c.html(
    <Layout view={view} title={text.title}>
      <PageHeader title={text.title} intro={text.intro}>
        {plans.length > 0 && <AddPlan view={view} />}
      </PageHeader>
      {plans.length === 0 ? (
        <Empty icon="plans" title={text.empty} hint={text.emptyHint}>
          <AddPlan view={view} />
        </Empty>
      ) : (
        <div class="table-wrap">
          <table class="folding">
            <thead>
              <tr>
                {[text.name, text.endpoints, text.rate, text.retention, text.features, text.used].map(
                  (title) => (
                    <th scope="col">{title}</th>
                  ),
                )}
                <th scope="col">
                  <span class="visually-hidden">{view.text.actions.more}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((used, index) => (
                <Row view={view} used={used} index={index} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {plans.map(({ name }, index) => (
        <Confirm
          view={view}
          id={`remove-${index}`}
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
    </Layout>,
  );
}

export const plans = new Hono<PageEnv>().get("/plans", list).post("/plans/delete", async (c) => {
  const name = String((await c.req.formData()).get("name") ?? "");
  await c.var.view.api.delete(apiPathOf(name));
  setFlash(c, "/console", { key: "deleted", name, kind: "success" });
  return c.redirect(path, 303);
});
