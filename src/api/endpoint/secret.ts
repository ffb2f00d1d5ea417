import {
  type Headers,
  headersIn,
  headersOut,
  headersPatch,
  type RotateIn,
  rotateIn,
  type Secret,
  secretOut,
} from "../../contract/endpoint-secret.ts";
import { PosthornError } from "../../core/errors.ts";
import { secrets as limit } from "../../core/limits.ts";
import { changeHeaders, isSensitive } from "../../core/request/headers.ts";
import { type SigningKey, verificationKey } from "../../core/request/signature.ts";
import type { Application, Endpoint } from "../../store/schema.ts";
import { open, seal, unseal } from "../../store/vault.ts";
import { type ApiContext, route, router } from "../http/router.ts";
import { checkHeaders, secretFrom } from "./checks.ts";
import { endpointParams, pathEndpoint } from "./path.ts";
import { changeEndpoint } from "./save.ts";

const tag = "Endpoint";

/** Seconds. */
const defaultGrace = 24 * 3600;

const shown = (all: Record<string, string>): Headers => ({
  headers: Object.fromEntries(Object.entries(all).filter(([name]) => !isSensitive(name))),
  sensitive: Object.keys(all).filter(isSensitive),
});

/** Its public half, if it has one. */
export async function currentSecret(c: ApiContext, endpoint: Endpoint): Promise<Secret> {
  const keys = await unseal<SigningKey[]>(c.env, endpoint.secrets);
  const current = keys.find(({ expiresAt }) => expiresAt === null)!;
  return { key: verificationKey(current.key) };
}

export async function rotateSecret(
  c: ApiContext,
  app: Application,
  endpoint: Endpoint,
  input: RotateIn,
): Promise<Secret> {
  const key = await secretFrom(input.key, "key");
  const now = Date.now();
  const endOfGrace = now + (input.gracePeriodSeconds ?? defaultGrace) * 1000;
  await changeEndpoint(c, app, endpoint, async ({ secrets }) => {
    // What can't be read can't sign either, and is no reason to keep it.
    const old = ((await open<SigningKey[]>(c.env, secrets))?.value ?? [])
      .map((known) => ({ ...known, expiresAt: Math.min(known.expiresAt ?? endOfGrace, endOfGrace) }))
      .filter((known) => known.expiresAt > now && known.key !== key);
    if (old.length >= limit.most) throw new PosthornError("secrets_too_many", { max: limit.most });
    return { secrets: await seal(c.env, [{ key, expiresAt: null }, ...old]) };
  });
  return { key: verificationKey(key) };
}

export const shownHeaders = async (env: Env, endpoint: Endpoint) =>
  shown(await unseal<Record<string, string>>(env, endpoint.headers));

export async function replaceHeaders(
  c: ApiContext,
  app: Application,
  endpoint: Endpoint,
  headers: Record<string, string>,
): Promise<void> {
  const sealed = await seal(c.env, changeHeaders({}, headers));
  await changeEndpoint(c, app, endpoint, async ({ extensions }) => {
    checkHeaders(headers, headers, extensions);
    return { headers: sealed };
  });
}

/** What an endpoint signs with and which headers it sends. */
export const endpointSecret = router()
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/endpoint/{endpoint_id}/secret",
      tag,
      summary: "Get the signing secret",
      description: "Of an asymmetric key the public half, whpk_….",
      params: endpointParams,
      answers: { 200: secretOut },
      scope: "admin",
    }),
    async (c) => c.json(await currentSecret(c, (await pathEndpoint(c)).endpoint), 200),
  )
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/endpoint/{endpoint_id}/secret/rotate",
      tag,
      summary: "Rotate the signing secret",
      description:
        "Old and new key both sign until the grace period ends. The answer has the new one; of an asymmetric key the public half.",
      params: endpointParams,
      body: rotateIn,
      answers: { 200: secretOut },
    }),
    async (c) => {
      const { app, endpoint } = await pathEndpoint(c);
      return c.json(await rotateSecret(c, app, endpoint, c.req.valid("json")), 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/endpoint/{endpoint_id}/headers",
      tag,
      summary: "Get the headers that are sent along",
      params: endpointParams,
      answers: { 200: headersOut },
    }),
    async (c) => c.json(await shownHeaders(c.env, (await pathEndpoint(c)).endpoint), 200),
  )
  .openapi(
    route({
      method: "put",
      path: "/app/{app_id}/endpoint/{endpoint_id}/headers",
      tag,
      summary: "Replace the headers",
      params: endpointParams,
      body: headersIn,
      answers: { 204: null },
    }),
    async (c) => {
      const { app, endpoint } = await pathEndpoint(c);
      await replaceHeaders(c, app, endpoint, c.req.valid("json").headers);
      return c.body(null, 204);
    },
  )
  .openapi(
    route({
      method: "patch",
      path: "/app/{app_id}/endpoint/{endpoint_id}/headers",
      tag,
      summary: "Change some of the headers",
      params: endpointParams,
      body: headersPatch,
      answers: { 204: null },
    }),
    async (c) => {
      const input = c.req.valid("json");
      const { app, endpoint } = await pathEndpoint(c);
      const removed = Object.fromEntries(input.deleteHeaders.map((name) => [name, null]));
      const changes = { ...removed, ...input.headers };
      await changeEndpoint(c, app, endpoint, async (before) => {
        const saved = await unseal<Record<string, string>>(c.env, before.headers);
        const all = changeHeaders(saved, changes);
        checkHeaders(changes, all, before.extensions);
        return { headers: await seal(c.env, all) };
      });
      return c.body(null, 204);
    },
  );
