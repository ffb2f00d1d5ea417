import fc from "fast-check";
import { expect, it } from "vitest";
import type { EndpointSettings, HandOut } from "../../../src/objects/outbox/dispatch.ts";
import { attempted, outbox } from "./scene.ts";

const report = (handOut: HandOut) => handOut.deliveries.map((one) => attempted(handOut, one, true));

it("an endpoint that was resumed is not paused by a report of who read it while it was paused", async () => {
  const { stub, settings, offer, offered } = outbox();
  const handOut = (await offer(1))!;
  const paused = { ...settings, version: 1, disabled: true };
  await stub.configure(paused);
  await stub.configure({ ...settings, version: 2 });
  await stub.settle(paused, report(handOut));
  const { handOut: next } = await stub.offer(paused, [offered()]);
  expect(next?.deliveries).toHaveLength(1);
  expect(await stub.status()).toMatchObject({ waiting: 0, sending: 1, hold: null });
});

it("a report of earlier settings plans retries, and limits the rate, by the later ones", async () => {
  const { stub, settings, offer, offered } = outbox();
  const handOut = (await offer(1))!;
  await stub.configure({ ...settings, version: 1, throttleRate: 1, waits: [] });
  await stub.settle(
    settings,
    handOut.deliveries.map((one) => attempted(handOut, one, false)),
  );
  expect(await stub.findDestinations([handOut.deliveries[0]!.message])).toMatchObject([
    { nextAttempt: null },
  ]);
  await stub.offer(settings, [offered(), offered()]);
  expect(await stub.status()).toMatchObject({ hold: "rate_limit" });
});

it("what is offered by earlier settings is collected by the later ones", async () => {
  const { stub, settings, offered } = outbox();
  await stub.configure({ ...settings, version: 1, batching: { maxEvents: 2, maxWaitSeconds: 60 } });
  expect((await stub.offer(settings, [offered()])).handOut).toBeNull();
  expect((await stub.offer(settings, [offered()])).handOut?.deliveries).toMatchObject([
    { members: [{}, {}] },
  ]);
});

it("other settings of the same version hold: later code may make more of what is stored", async () => {
  const { stub, settings, offer } = outbox({ disabled: true });
  expect(await offer(1)).toBeNull();
  expect(await stub.configure({ ...settings, disabled: false })).not.toBeNull();
});

it("the latest version holds, whatever comes after it, in whatever order", async () => {
  const brought = fc.uniqueArray(fc.record({ version: fc.nat(20), disabled: fc.boolean() }), {
    selector: ({ version }) => version,
    minLength: 1,
  });
  await fc.assert(
    fc.asyncProperty(brought, async (brought) => {
      const { stub, settings, offered } = outbox();
      for (const fields of brought) await stub.configure({ ...settings, ...fields } as EndpointSettings);
      const { disabled } = brought.reduce((one, other) => (one.version > other.version ? one : other));
      const { handOut } = await stub.offer({ ...settings, version: -1 }, [offered()]);
      expect(handOut === null).toBe(disabled);
    }),
    { numRuns: 30 },
  );
});
