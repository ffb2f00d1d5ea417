import type { EndpointPatch } from "../../contract/endpoint.ts";
import { InvalidInput, type Issue, invalid } from "../../core/errors.ts";
import { isOperational } from "../../core/operational.ts";
import { headerProblem } from "../../core/request/headers.ts";
import { isConsistent, normalizeSecret, symmetricSecret } from "../../core/request/signature.ts";
import { sample } from "../../core/request/template.ts";
import { urlProblem } from "../../core/request/url.ts";
import { receiverAt } from "../../pipeline/test-receiver.ts";
import { config } from "../../store/config.ts";
import * as eventTypes from "../../store/event-types.ts";
import { randomBytes } from "../../store/ids.ts";
import type { Application, Endpoint, Plan } from "../../store/schema.ts";
import type { ApiContext } from "../http/router.ts";
import { throttled } from "../http/shapes.ts";
import { checkEmail } from "./consent.ts";
import { type Changed, changeExtensions, newExtensions, typesOf } from "./extensions.ts";

/** Checks a change against what is there, and answers what becomes of the extensions. */
export async function checkChange(
  c: ApiContext,
  app: Application,
  before: Endpoint | null,
  input: EndpointPatch,
): Promise<Changed & { url: string }> {
  checkEmail(c, input.destination);
  const field = input.eventTypes === undefined ? "filterTypes" : "eventTypes";
  // Operational types are no types of the organisation's.
  const operational = isOperational(app.org);
  if (!operational) await checkEventTypes(c, field, input[field]);
  const url = await urlOf(c, before, input);
  const base = before ?? (await newExtensions(c.env, app.org));
  const concerned = before === null || input.payload !== undefined || input[field] !== undefined;
  const subscribed = input[field] === undefined ? (before?.eventTypes ?? null) : input[field];
  const payload = input.payload === undefined ? base.extensions.payload : (input.payload ?? undefined);
  const types = concerned && !operational ? await typesOf(c, { payload }, subscribed) : [];
  return { url, ...(await changeExtensions(c.env, base, url, input, types)) };
}

/** The address after a change: that of its mailbox for an endpoint that gets emails and has no other. */
async function urlOf(
  c: ApiContext,
  before: Endpoint | null,
  { url, destination }: EndpointPatch,
): Promise<string> {
  const target = destination === undefined ? before?.extensions.destination : destination;
  const given = url ?? before?.url;
  const isMailbox = given?.startsWith("mailto:") ?? true;
  if (target?.type === "email" && isMailbox) return `mailto:${target.to}`;
  if (given === undefined) throw invalid(["body", "url"], "is required");
  if (url !== undefined || isMailbox) await checkUrl(c, given);
  return given;
}

async function checkUrl(c: ApiContext, url: string): Promise<void> {
  // A test receiver is on Posthorn's own host.
  if ((await receiverAt(c.env, url)) !== null) return;
  const policy = config(c.env).urlPolicy;
  const problem = urlProblem(sample(url), {
    ...policy,
    ownHosts: [...policy.ownHosts, new URL(c.req.url).host],
  });
  if (problem !== null) throw invalid(["body", "url"], problem);
}

/** Is each of the event types that are asked for known, and fit to be subscribed to? */
async function checkEventTypes(
  c: ApiContext,
  field: string,
  wanted: string[] | null | undefined,
): Promise<void> {
  if (!wanted) return;
  const { org, featureFlags } = c.var.caller;
  const known = new Map((await eventTypes.findMany(c.env, org, wanted)).map((type) => [type.name, type]));
  const issues = wanted.flatMap((name, index): Issue[] => {
    const type = known.get(name);
    const flags = type?.featureFlags ?? [];
    const visible =
      featureFlags === null || flags.length === 0 || flags.some((flag) => featureFlags.includes(flag));
    const msg =
      !type || !visible
        ? `${name} is not a known event type`
        : type.archived
          ? `${name} is archived`
          : type.extensions.status === "planned"
            ? `${name} is planned and can't be subscribed to yet`
            : null;
    return msg === null ? [] : [{ loc: ["body", field, String(index)], msg, type: "value_error" }];
  });
  if (issues.length > 0) throw new InvalidInput(...issues);
}

export function checkHeaders(headers: Record<string, string>): void {
  const issues = Object.entries(headers).flatMap(([name, value]): Issue[] => {
    const problem = headerProblem(name, value);
    return problem === null ? [] : [{ loc: ["body", "headers", name], msg: problem, type: "value_error" }];
  });
  if (issues.length > 0) throw new InvalidInput(...issues);
}

/** The secret that was given, checked, or a fresh one. */
export async function secretFrom(text: string | null | undefined, field: string): Promise<string> {
  if (text == null) return symmetricSecret(randomBytes(32));
  const secret = normalizeSecret(text);
  if (secret === null)
    throw invalid(
      ["body", field],
      "must be whsec_ and base64 of 24 to 64 bytes, or whsk_ and base64 of an Ed25519 key pair (64 bytes)",
    );
  if (!(await isConsistent(secret)))
    throw invalid(
      ["body", field],
      "has a public half (the last 32 bytes) that is not that of its private half",
    );
  return secret;
}

/** A rate that an endpoint has already stays allowed in a smaller plan. */
export function checkThrottleRate(plan: Plan | null, input: EndpointPatch, before: Endpoint | null): void {
  const rate = throttled(input);
  if (rate === before?.throttleRate) return;
  const most = plan?.maxThrottleRate ?? null;
  if (most !== null && rate != null && rate > most)
    throw invalid(["body", "throttleRate"], `must be at most ${most} with the plan ${plan!.name}`);
}
