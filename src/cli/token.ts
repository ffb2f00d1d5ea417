/** `npm run token -- --org org_x [--app app_x]`: a token for the local Posthorn, alone on stdout. */
import { sign } from "hono/jwt";
import { defaultOrg, fail, flags, localSecrets } from "./local.ts";

const usage = "npm run token -- --org org_x [--app app_…] [--days 365]";
const { org = defaultOrg, app, days = "365" } = flags(["org", "app", "days"], usage);

if (!/^org_[a-zA-Z0-9\-_.]+$/.test(org)) fail(`--org must look like org_x, not ${org}\nUsage: ${usage}`);
if (app !== undefined && !/^app_[0-9A-Z]{26}$/.test(app))
  fail(`--app must be the id of an application (app_ and 26 characters), not ${app}\nUsage: ${usage}`);
if (!(Number(days) > 0)) fail(`--days must be a number above 0\nUsage: ${usage}`);

const now = Math.floor(Date.now() / 1000);
const subject = app === undefined ? { sub: org } : { sub: app, org };
const claims = { ...subject, iat: now, iat_ms: Date.now(), exp: now + Math.round(Number(days) * 24 * 3600) };
console.log(await sign(claims, process.env.JWT_SECRET || localSecrets().JWT_SECRET, "HS256"));
