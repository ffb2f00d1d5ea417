import { type Environment, environmentIn, environmentOut } from "../../contract/environment.ts";
import { checkCatalogue } from "../../pipeline/catalogue-limit.ts";
import * as eventTypes from "../../store/event-types.ts";
import * as settings from "../../store/settings.ts";
import { changedBy, importedFields } from "../event-type/catalogue.ts";
import { outEventType } from "../event-type/event-type.ts";
import { route, router } from "../http/router.ts";
import { iso } from "../http/shapes.ts";
import { changeSettings, outSettings } from "./settings.ts";

const tag = "Environment";

export const environment = router()
  .openapi(
    route({
      method: "post",
      path: "/environment/export",
      tag,
      summary: "Export event types and settings",
      description: "To bring them to another organisation or installation. Archived types are included.",
      answers: { 200: environmentOut },
      orgOnly: true,
    }),
    async (c) => {
      const { org } = c.var.caller;
      const [types, own] = await Promise.all([
        eventTypes.all(c.env, org, { includeArchived: true, featureFlags: null }),
        settings.find(c.env, org),
      ]);
      return c.json(
        {
          version: 1,
          createdAt: iso(Date.now()),
          eventTypes: types.map(outEventType),
          settings: outSettings(own),
          connectors: [],
        } satisfies Environment,
        200,
      );
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/environment/import",
      tag,
      summary: "Import event types and settings",
      description:
        "Deletes nothing: event types are added or changed, and of the settings those that are given. Connectors, and settings that Posthorn doesn't have, are left out.",
      body: environmentIn,
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      const { org } = c.var.caller;
      const { eventTypes: types, settings: given } = c.req.valid("json");
      const changed = await changedBy(c.env, org, types ?? []);
      await checkCatalogue(c.env, org, changed);
      if (given != null) await changeSettings(c.env, org, given, ["body", "settings"]);
      await eventTypes.save(c.env, org, changed, importedFields);
      return c.body(null, 204);
    },
  );
