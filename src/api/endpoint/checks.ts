import { type EndpointPatch, longestUrl } from "../../contract/endpoint.ts";
import { InvalidInput, invalid, type Located } from "../../core/errors.ts";
import type { Extensions } from "../../core/extensions/endpoint.ts";
import { covers, isWildcard } from "../../core/matching/event-types.ts";
import { isOperational } from "../../core/operational.ts";
import { type Problem, problem } from "../../core/problems/problem.ts";
import { configuredType, contentTypeProblem, isContentType } from "../../core/request/content-type.ts";
import { headerProblem, headersProblem, headerValueProblem } from "../../core/request/headers.ts";
import { isConsistent, normalizeSecret, symmetricSecret } from "../../core/request/signature.ts";
import { sample } from "../../core/request/template.ts";
import { urlProblem } from "../../core/request/url.ts";
import { invisibleIn, writtenUrl } from "../../core/request/written-url.ts";
import { receiverAt } from "../../pipeline/test-receiver.ts";
import { config } from "../../store/config.ts";
import * as eventTypes from "../../store/event-types.ts";
import { randomBytes } from "../../store/ids.ts";
import type { Application, Endpoint, EventType, Plan } from "../../store/schema.ts";
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
  const given = url === undefined ? before?.url : written(url);
  const isMailbox = given?.startsWith("mailto:") ?? true;
  if (target?.type === "email" && isMailbox) return `mailto:${target.to}`;
  if (given === undefined) throw invalid(["body", "url"], problem("required"));
  if (url !== undefined || isMailbox) await checkUrl(c, given);
  return given;
}

function written(url: string): string {
  const hidden = invisibleIn(url);
  if (hidden !== null) throw invalid(["body", "url"], hidden);
  const whole = writtenUrl(url);
  if (whole.length > longestUrl) throw invalid(["body", "url"], problem("too_long", { max: longestUrl }));
  return whole;
}

async function checkUrl(c: ApiContext, url: string): Promise<void> {
  // A test receiver is on Posthorn's own host.
  if ((await receiverAt(c.env, url)) !== null) return;
  const policy = config(c.env).urlPolicy;
  const found = urlProblem(sample(url), {
    ...policy,
    ownHosts: [...policy.ownHosts, new URL(c.req.url).host],
  });
  if (found !== null) throw invalid(["body", "url"], found);
}

/** Is each of the event types that are asked for known, and fit to be subscribed to? */
async function checkEventTypes(
  c: ApiContext,
  field: string,
  wanted: string[] | null | undefined,
): Promise<void> {
  if (!wanted) return;
  const { org, featureFlags } = c.var.caller;
  const hasWildcard = wanted.some(isWildcard);
  const types = await (hasWildcard
    ? eventTypes.all(c.env, org, { includeArchived: true, featureFlags: null })
    : eventTypes.findMany(c.env, org, wanted));
  const isVisible = ({ featureFlags: flags }: EventType) =>
    featureFlags === null || !flags?.length || flags.some((flag) => featureFlags.includes(flag));
  const visible = types.filter(isVisible);
  const known = new Map(visible.map((type) => [type.name, type]));
  const problems = wanted.flatMap((name, index): Located[] => {
    const loc = ["body", field, String(index)];
    if (isWildcard(name))
      return visible.some((type) => covers(name, type.name))
        ? []
        : [{ loc, ...problem("event_types_none", { name }) }];
    const type = known.get(name);
    if (!type) return [{ loc, ...problem("event_type_unknown", { name }) }];
    if (type.archived) return [{ loc, ...problem("event_type_archived", { name }) }];
    return type.extensions.status === "planned" ? [{ loc, ...problem("event_type_planned", { name }) }] : [];
  });
  if (problems.length > 0) throw new InvalidInput(...problems);
}

/**
 * @param given those that the request sets, or takes away with null
 * @param all those that the endpoint then has
 * @param extensions of the endpoint then
 */
export function checkHeaders(
  given: Record<string, string | null>,
  all: Record<string, string>,
  extensions: Extensions,
): void {
  const together = headersProblem(all);
  if (together !== null) throw invalid(["body", "headers"], together);
  const problems = Object.entries(given).flatMap(([name, value]): Located[] => {
    const found = value === null ? null : problemWith(name, value, extensions);
    return found === null ? [] : [{ loc: ["body", "headers", name], ...found }];
  });
  if (problems.length > 0) throw new InvalidInput(...problems);
}

function problemWith(name: string, value: string, extensions: Extensions): Problem | null {
  if (!isContentType(name)) return headerProblem(name, value);
  return headerValueProblem(value) ?? contentTypeProblem(value, configuredType(extensions));
}

/** Does a content type that the endpoint has already fit its requests still? */
export function checkContentType(all: Record<string, string>, extensions: Extensions): void {
  const own = Object.entries(all).find(([name]) => isContentType(name));
  const found = own && contentTypeProblem(own[1], configuredType(extensions));
  if (found) throw invalid(["body", "headers", own[0]], found);
}

/** The secret that was given, checked, or a fresh one. */
export async function secretFrom(text: string | null | undefined, field: string): Promise<string> {
  if (text == null) return symmetricSecret(randomBytes(32));
  const secret = normalizeSecret(text);
  if (secret === null) throw invalid(["body", field], problem("secret_invalid"));
  if (!(await isConsistent(secret))) throw invalid(["body", field], problem("secret_inconsistent"));
  return secret;
}

/** A rate that an endpoint has already stays allowed in a smaller plan. */
export function checkThrottleRate(plan: Plan | null, input: EndpointPatch, before: Endpoint | null): void {
  const rate = throttled(input);
  if (rate === before?.throttleRate) return;
  const most = plan?.maxThrottleRate ?? null;
  if (most !== null && rate != null && rate > most)
    throw invalid(
      ["body", "throttleRate"],
      problem("throttle_rate_above_plan", { max: most, plan: plan!.name }),
    );
}
