/** `npm run token -- --org org_x [--app app_x]`: a token for the local Posthorn, alone on stdout. */
import { sign } from "hono/jwt";
import { isId } from "../core/ids.ts";
import { misused, organisation, readArguments } from "./arguments.ts";
import { jwtSecret } from "./secrets.ts";

const usage = "npm run token -- --org org_x [--app app_…] [--days 365]";
const { flags } = readArguments(usage, ["org", "app", "days"]);
const org = organisation(usage, flags.org);
const { app, days = "365" } = flags;

if (app !== undefined && !isId("application", app))
  misused(`--app must be the id of an application (app_ and 26 characters), not ${app}`, usage);
const seconds = Math.round(Number(days) * 24 * 3600);
if (!(seconds > 0 && seconds < Infinity)) misused(`--days must be a number above 0, not ${days}`, usage);

const now = Math.floor(Date.now() / 1000);
const subject = app === undefined ? { sub: org } : { sub: app, org };
const claims = { ...subject, iat: now, iat_ms: Date.now(), exp: now + seconds };
console.log(await sign(claims, jwtSecret(), "HS256"));
