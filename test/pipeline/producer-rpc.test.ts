import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { Producer, type ProducerProps } from "../../src/pipeline/producer-rpc.ts";
import { tenant, unique } from "../api/client.ts";

const producer = (props: ProducerProps = {}) =>
  new Producer({ ...createExecutionContext(), props } as ExecutionContext<ProducerProps>, env);

const message = { eventType: "a.b", payload: { n: 1 } };

it("answers each message of a batch on its own, also those that don't fit", async () => {
  const { org, api, app, path } = await tenant();
  const target = { org, application: app };
  const eventId = unique();
  await producer().send(target, { ...message, eventId });
  const items = await producer().sendBatch(target, [
    { ...message, eventType: "not a name" },
    message,
    { ...message, payload: "[1]" },
    { ...message, payload: `{"a":"${"x".repeat(1_048_576)}"}` },
    { ...message, deliverAt: "2020-01-01T00:00:00Z" },
    { ...message, eventId },
    { ...message, eventType: "a.c" },
  ]);
  const refused = (status: number, code: string, detail: RegExp) => ({
    status,
    error: { code, detail: expect.stringMatching(detail) },
  });
  expect(items).toEqual([
    refused(422, "generic_error", /^messages\.0\.eventType: must be /),
    { status: 202, message: expect.objectContaining({ eventType: "a.b" }) },
    refused(422, "generic_error", /^messages\.2\.payload: must be /),
    refused(413, "payload_too_large", /1048584 bytes/),
    refused(422, "generic_error", /^messages\.4\.deliverAt: must be /),
    refused(409, "conflict", /eventId/),
    { status: 202, message: expect.objectContaining({ eventType: "a.c" }) },
  ]);
  expect((await api.ok("GET", `${path}/msg`)).data).toHaveLength(3);
});

it("keys of a batch belong to places in it, whatever else doesn't fit", async () => {
  const { org, app } = await tenant();
  const target = { org, application: app };
  const options = { idempotencyKey: unique() };
  const bad = { ...message, eventType: "not a name" };
  const first = await producer().sendBatch(target, [bad, message], options);
  const second = await producer().sendBatch(target, [message, message], options);
  expect(second[1]).toEqual(first[1]);
  expect(second[0]).toMatchObject({ status: 202 });
  expect(second[0]).not.toEqual(first[1]);
});

it("a batch for nobody is refused as a whole", async () => {
  const { org } = await tenant();
  const bad = { ...message, eventType: "not a name" };
  for (const messages of [[message], [bad]])
    await expect(producer().sendBatch({ org, application: "nobody" }, messages)).rejects.toThrow(
      "not_found: There is no such application.",
    );
  await expect(producer().sendBatch({ org: "nonsense", application: "x" }, [message])).rejects.toThrow(
    /^generic_error: org: /,
  );
});

it("an organisation that the binding fixes can't be replaced by another", async () => {
  const { org, app: application } = await tenant();
  const other = await tenant();
  const bound = producer({ org });
  expect(await bound.send({ application }, message)).toMatchObject({ eventType: "a.b" });
  expect(await bound.send({ org, application }, message)).toMatchObject({ eventType: "a.b" });
  for (const target of [
    { org: other.org, application },
    { org: other.org, application: other.app },
  ])
    await expect(bound.send(target, message)).rejects.toThrow(
      "generic_error: org: must be the organisation that the binding names, or be left out",
    );
  await expect(bound.send({ application: other.app }, message)).rejects.toThrow("not_found:");
});
