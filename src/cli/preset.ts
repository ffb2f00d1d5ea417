/** `npm run preset -- calenso --org org_x`: installs a ready-made catalogue. */
import { address, fail, misused, organisation, readArguments } from "./arguments.ts";
import { client } from "./client.ts";

const usage =
  "npm run preset -- calenso|getresponse|klicktipp|stamply --org org_x [--url http://localhost:8787]";
const { flags, positionals } = readArguments(usage, ["url", "org"], { allowPositionals: true });
const [name, ...more] = positionals;
if (name === undefined || more.length > 0) misused("Name one preset.", usage);

const org = organisation(usage, flags.org);
const api = await client(address(usage, flags.url), org);
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
