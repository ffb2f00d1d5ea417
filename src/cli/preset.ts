/** `npm run preset -- calenso --org org_x`: installs a ready-made catalogue. */
import { client, defaultOrg, fail, flags } from "./local.ts";

const usage =
  "npm run preset -- calenso|getresponse|klicktipp|stamply --org org_x [--url http://localhost:8787]";
const [name, ...args] = process.argv.slice(2);
if (name === undefined || !/^[a-z]+$/.test(name)) fail(`Which preset?\nUsage: ${usage}`);
const { url = "http://localhost:8787", org = defaultOrg } = flags(["url", "org"], usage, args);
if (!/^org_[a-zA-Z0-9\-_.]+$/.test(org)) fail(`--org must look like org_x, not ${org}\nUsage: ${usage}`);

const api = await client(url.replace(/\/+$/, ""), org);
const { data } = await api<{ data: { name: string }[] }>("GET", "/preset");
if (!data.some((preset) => preset.name === name))
  fail(`There is no preset ${name}; there are ${data.map((preset) => preset.name).join(", ")}.`);

const { eventTypes, plans, endpointDefaults } = await api<{
  eventTypes: { created: string[]; updated: string[]; unchanged: string[] };
  plans: { created: string[]; kept: string[] };
  endpointDefaults: { set: string[]; replaced: string[]; unchanged: string[] };
}>("POST", `/preset/${name}`);

const list = (names: string[]) => (names.length === 0 ? "none" : names.join(", "));
console.log(`${name} is installed for ${org}`);
console.log(
  `event types        ${eventTypes.created.length} created, ${eventTypes.updated.length} updated, ${eventTypes.unchanged.length} as they were`,
);
console.log(`plans              created: ${list(plans.created)}; kept: ${list(plans.kept)}`);
console.log(
  `endpoint defaults  set: ${list(endpointDefaults.set)}; replaced: ${list(endpointDefaults.replaced)}; as they were: ${list(endpointDefaults.unchanged)}`,
);
