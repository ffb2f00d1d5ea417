import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ReplayJob } from "../../src/core/jobs.ts";
import { replayStep } from "../../src/pipeline/replay.ts";
import { newId } from "../../src/store/ids.ts";
import { at, loseJobs, type Received, receive, scene, soon } from "./scene.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const hour = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const ago = (ms = hour) => iso(Date.now() - ms);
const idsOf = (received: Received[]) => received.map(({ headers }) => headers.get("webhook-id")!);

type Scene = Awaited<ReturnType<typeof scene>>;
type Attempt = { status: number; triggerType: number; replayCount: number };

const attempted = ({ attempts }: Scene, message: string, count: number): Promise<Attempt[]> =>
  vi.waitFor(async () => {
    const found = await attempts(message);
    expect(found).toHaveLength(count);
    return found;
  }, soon);

const repair = ({ good, app }: Scene, id: string, kind: string, body: object = {}) =>
  good("POST", `/app/${app}/endpoint/${id}/${kind}`, { since: ago(), ...body });

const isTask = (task: string, status: string) => ({
  id: expect.stringMatching(/^qtask_\w{26}$/),
  task,
  status,
  updatedAt: expect.any(String),
});

/** What a replay of an endpoint's missing messages asks for first. */
async function firstStep(one: Scene, id: string): Promise<ReplayJob> {
  const replay = {
    kind: "missing",
    id: newId("task"),
    since: Date.now() - hour,
    until: Date.now() + hour,
  } as const;
  const { job } = await one.outbox(id).replay(one.settings(id), replay);
  return job!;
}

describe("recover", () => {
  it("plans anew what failed for good, and nothing else", async () => {
    let status = 500;
    const received = receive(() => new Response(null, { status }));
    const one = await scene();
    const id = await one.endpoint({ retry: { waits: [] } });
    const failed = [await one.send(), await one.send()];
    for (const message of failed) await attempted(one, message, 1);
    status = 200;
    const delivered = await one.send();
    await attempted(one, delivered, 1);

    expect(await repair(one, id, "recover")).toEqual(isTask("endpoint.recover", "finished"));
    for (const message of failed)
      expect(await attempted(one, message, 2)).toMatchObject([
        { status: 0, triggerType: 1, replayCount: 1 },
        { status: 2, triggerType: 0, replayCount: 0 },
      ]);
    const { data } = await one.good("GET", `/app/${one.app}/endpoint/${id}/msg`);
    expect(data.map((row: { id: string; status: number }) => [row.id, row.status])).toEqual(
      [...failed, delivered].reverse().map((message) => [message, 0]),
    );
    await repair(one, id, "recover");
    expect(await attempted(one, delivered, 1)).toHaveLength(1);
    expect(received).toHaveLength(5);
  });

  it("gives what fails again all its retries", async () => {
    receive(() => new Response(null, { status: 500 }));
    const one = await scene();
    const id = await one.endpoint({ retry: { waits: [] } });
    const message = await one.send();
    await attempted(one, message, 1);
    await one.good("PATCH", `/app/${one.app}/endpoint/${id}`, { retry: { waits: [0, 600] } });
    const start = Date.now();
    await repair(one, id, "recover");
    expect(await attempted(one, message, 3)).toMatchObject([
      { triggerType: 1, replayCount: 2 },
      { triggerType: 1, replayCount: 1 },
      { triggerType: 0, replayCount: 0 },
    ]);
    const [standing] = await one.standing(message);
    expect(standing).toMatchObject({ status: 2, nextAttempt: expect.any(String) });
    const wait = Date.parse(standing.nextAttempt) - start;
    expect(wait).toBeGreaterThan(400_000);
    expect(wait).toBeLessThan(800_000);
  });

  it("keeps to the window", async () => {
    receive(() => new Response(null, { status: 500 }));
    const one = await scene();
    const id = await one.endpoint({ retry: { waits: [] } });
    const before = await one.send();
    await attempted(one, before, 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const between = iso(Date.now());
    const after = await one.send();
    await attempted(one, after, 1);
    await repair(one, id, "recover", { since: between });
    await attempted(one, after, 2);
    await repair(one, id, "recover", { until: between });
    await attempted(one, before, 2);
    expect(await one.attempts(after)).toHaveLength(2);
  });

  it("leaves alone what has no payload any more", async () => {
    const received = receive(() => new Response(null, { status: 500 }));
    const one = await scene();
    const id = await one.endpoint({ retry: { waits: [] } });
    const [gone, kept] = [await one.send(), await one.send()];
    for (const message of [gone, kept]) await attempted(one, message, 1);
    await one.good("DELETE", `/app/${one.app}/msg/${gone}/content`);
    await repair(one, id, "recover");
    await attempted(one, kept, 2);
    await vi.waitFor(async () => expect(await one.standing(gone)).toMatchObject([{ status: 2 }]), soon);
    expect(await one.attempts(gone)).toHaveLength(1);
    expect(received).toHaveLength(3);
  });
});

describe("replay-missing", () => {
  it("sends what came before the endpoint, as far as it matches it today", async () => {
    const received = receive();
    const one = await scene();
    await one.good("POST", "/event-type", { name: "a.b", description: "" });
    const wanted = [
      await one.send({ payload: { kind: "x" }, channels: ["red"] }),
      await one.send({ payload: { kind: "x" }, channels: ["red", "blue"] }),
    ];
    const unwanted = [
      await one.send({ payload: { kind: "y" }, channels: ["red"] }),
      await one.send({ payload: { kind: "x" }, channels: ["blue"] }),
      await one.send({ payload: { kind: "x" }, channels: ["red"], eventType: "other" }),
      await one.send({ payload: { kind: "x" }, channels: ["red"], origin: "import" }),
    ];
    const gone = await one.send({ payload: { kind: "x" }, channels: ["red"] });
    for (const message of [...wanted, ...unwanted, gone]) await one.verdicts(message);
    await one.good("DELETE", `/app/${one.app}/msg/${gone}/content`);
    const id = await one.endpoint({
      eventTypes: ["a.b"],
      channels: ["red"],
      filter: { kind: "x" },
      excludeOrigins: ["import"],
    });
    const seen = await one.send({ payload: { kind: "x" }, channels: ["red"] });
    await attempted(one, seen, 1);

    expect(await repair(one, id, "replay-missing")).toEqual(isTask("endpoint.replay", "running"));
    for (const message of wanted)
      expect(await attempted(one, message, 1)).toMatchObject([{ status: 0, triggerType: 1, replayCount: 1 }]);
    expect(idsOf(received).sort()).toEqual([...wanted, seen].sort());
    expect(await one.verdicts(wanted[0]!)).toEqual({ [id]: "manual" });
    for (const message of [...unwanted, gone]) expect(await one.attempts(message)).toEqual([]);
  });

  it("walks a window of many messages, each once", async () => {
    const received = receive();
    const one = await scene();
    const messages: string[] = [];
    for (let batch = 0; batch < 3; batch++) {
      const items = Array.from({ length: 80 }, (_, n) => ({ eventType: "a.b", payload: { batch, n } }));
      const { data } = await one.good("POST", `/app/${one.app}/msg/batch`, { messages: items });
      messages.push(...data.map(({ message }: { message: { id: string } }) => message.id));
    }
    await one.verdicts(messages.at(-1)!);
    await one.verdicts(messages[0]!);
    await one.verdicts(messages[100]!);
    const id = await one.endpoint();
    await repair(one, id, "replay-missing");
    await repair(one, id, "replay-missing");
    await vi.waitFor(() => expect(received.length).toBeGreaterThanOrEqual(messages.length), soon);
    await vi.waitFor(
      async () => expect(await one.outbox(id).status()).toMatchObject({ waiting: 0, sending: 0 }),
      soon,
    );
    expect(idsOf(received).sort()).toEqual([...messages].sort());
  });

  it("sends nothing twice when a step is repeated", async () => {
    const received = receive();
    const one = await scene();
    const message = await one.send();
    await one.verdicts(message);
    const id = await one.endpoint();
    const job = await firstStep(one, id);
    await replayStep(env, job);
    await attempted(one, message, 1);
    await replayStep(env, job);
    await replayStep(env, await firstStep(one, id));
    expect(await one.outbox(id).status()).toMatchObject({ waiting: 0, sending: 0 });
    expect(received).toHaveLength(1);
  });

  it("sends what came while the endpoint was disabled, not what its cooldown kept back", async () => {
    const received = receive();
    const one = await scene();
    const id = await one.endpoint({ cooldown: { key: "n", seconds: 600 } });
    const first = await one.send({ payload: { n: 1 } });
    await attempted(one, first, 1);
    const suppressed = await one.send({ payload: { n: 1 } });
    expect(await one.verdicts(suppressed)).toEqual({ [id]: "cooldown" });
    const path = `/app/${one.app}/endpoint/${id}`;
    await one.good("PATCH", path, { disabled: true });
    const missed = await one.send({ payload: { n: 2 } });
    expect(await one.verdicts(missed)).toEqual({ [id]: "disabled" });
    await one.good("PATCH", path, { disabled: false });
    await repair(one, id, "replay-missing");
    await attempted(one, missed, 1);
    expect(idsOf(received)).toEqual([first, missed]);
  });

  it("ends with its endpoint", async () => {
    const received = receive();
    const one = await scene();
    await one.verdicts(await one.send());
    const id = await one.endpoint();
    const job = await firstStep(one, id);
    await one.good("DELETE", `/app/${one.app}/endpoint/${id}`);
    await replayStep(env, job);
    await one.outbox(id).replayed(one.settings(id), job, [], null);
    expect(received).toEqual([]);
  });
});

describe("bulk-replay", () => {
  it("sends everything that was attempted once more, without retries", async () => {
    let status = 500;
    const received = receive(() => new Response(null, { status }));
    const one = await scene();
    const before = await one.send();
    await one.verdicts(before);
    const id = await one.endpoint({ retry: { waits: [] } });
    const failed = await one.send();
    await attempted(one, failed, 1);
    status = 200;
    const delivered = await one.send();
    await attempted(one, delivered, 1);
    status = 500;
    expect(await repair(one, id, "bulk-replay")).toEqual(isTask("endpoint.bulk-replay", "finished"));
    for (const message of [failed, delivered])
      expect(await attempted(one, message, 2)).toMatchObject([
        { status: 2, triggerType: 1, replayCount: 1 },
        { triggerType: 0, replayCount: 0 },
      ]);
    expect(await one.standing(delivered)).toMatchObject([{ status: 0, nextAttempt: null }]);
    expect(await one.standing(failed)).toMatchObject([{ status: 2, nextAttempt: null }]);
    expect(await one.outbox(id).status()).toMatchObject({ waiting: 0 });
    expect(idsOf(received).filter((message) => message === before)).toEqual([]);
  });

  it("takes only what fits the filters", async () => {
    const received = receive(({ body }) => new Response(null, { status: JSON.parse(body).status }));
    const one = await scene();
    const id = await one.endpoint({ retry: { waits: [] } });
    const send = async (status: number, fields: object = {}) => {
      const message = await one.send({ payload: { status }, ...fields });
      await attempted(one, message, 1);
      return message;
    };
    const a = await send(200, { channels: ["red"] });
    const b = await send(404, { tags: ["x"] });
    const c = await send(500, { eventType: "other" });
    const chosen = async (filter: object) => {
      received.length = 0;
      await repair(one, id, "bulk-replay", filter);
      await vi.waitFor(
        async () => expect(await one.outbox(id).status()).toMatchObject({ waiting: 0, sending: 0 }),
        soon,
      );
      return idsOf(received).sort();
    };
    expect(await chosen({ channel: "red" })).toEqual([a]);
    expect(await chosen({ tag: "x" })).toEqual([b]);
    expect(await chosen({ eventTypes: ["other", "none"] })).toEqual([c]);
    expect(await chosen({ status: 2 })).toEqual([b, c]);
    expect(await chosen({ status: 0, until: null })).toEqual([a]);
    expect(await chosen({ statusCodeClass: 400 })).toEqual([b]);
    expect(await chosen({ statusCodeClass: 0 })).toEqual([]);
    expect(await chosen({ channel: "red", status: 2 })).toEqual([]);
    expect(await chosen({ since: ago(2 * hour), until: ago(hour) })).toEqual([]);
    expect(await chosen({})).toEqual([a, b, c]);
  });
});

describe("an endpoint that batches", () => {
  const batching = { enabled: true, maxEvents: 2, maxWaitSeconds: 300 };
  const elements = ({ body }: Received): string[] => JSON.parse(body).map(({ id }: { id: string }) => id);

  it("gets a batch that failed again, under its own id", async () => {
    let status = 500;
    const received = receive(() => new Response(null, { status }));
    const one = await scene();
    const id = await one.endpoint({ batching, retry: { waits: [] } });
    const messages = [await one.send(), await one.send()];
    for (const message of messages) await attempted(one, message, 1);
    status = 200;
    await repair(one, id, "recover");
    for (const message of messages) {
      expect(await attempted(one, message, 2)).toMatchObject([
        { status: 0, triggerType: 1, replayCount: 1 },
        { status: 2, triggerType: 0, replayCount: 0 },
      ]);
      expect(await one.standing(message)).toMatchObject([{ status: 0 }]);
    }
    expect(received.map(elements)).toEqual([messages, messages]);
    expect(idsOf(received)[0]).toBe(idsOf(received)[1]);
    await repair(one, id, "recover");
    expect(await one.outbox(id).status()).toMatchObject({ waiting: 0, sending: 0 });
  });

  it("gets what it missed in batches, and once more one by one", async () => {
    const received = receive();
    const one = await scene();
    const messages = [await one.send(), await one.send()];
    for (const message of messages) await one.verdicts(message);
    const id = await one.endpoint({ batching });
    await repair(one, id, "replay-missing");
    for (const message of messages)
      expect(await attempted(one, message, 1)).toMatchObject([{ triggerType: 1, replayCount: 1 }]);
    expect(received.map(elements)).toEqual([messages]);

    await repair(one, id, "bulk-replay", { status: 0, statusCodeClass: 200 });
    for (const message of messages)
      expect(await attempted(one, message, 2)).toMatchObject([{ replayCount: 2 }, { replayCount: 1 }]);
    expect(received.slice(1).flatMap(elements).sort()).toEqual(messages);
    const none = await one.good("GET", `/app/${one.app}/endpoint/${id}/msg?status=2`);
    expect(none.data).toEqual([]);
  });
});

// The last one: ids that are made from then on are of a later time than they should be.
it("replay-missing goes on when the queue has lost a step", async () => {
  receive();
  const one = await scene();
  const message = await one.send();
  await one.verdicts(message);
  const id = await one.endpoint();
  const losing = loseJobs("EVENTS", "replay");
  await repair(one, id, "replay-missing");
  losing.mockRestore();
  expect(await one.attempts(message)).toEqual([]);
  at(Date.now() + 31_000);
  await runDurableObjectAlarm(one.outbox(id));
  await attempted(one, message, 1);
});

describe("a replay is a background task", () => {
  const taskOf = ({ good }: Scene, id: string) => good("GET", `/background-task/${id}`);

  const finishes = (one: Scene, endpoint: string, task: string) =>
    vi.waitFor(async () => {
      await runDurableObjectAlarm(one.outbox(endpoint));
      const found = await taskOf(one, task);
      expect(found.status).toBe("finished");
      return found;
    }, soon);

  it.each(["recover", "bulk-replay"])("that says how many messages %s sends", async (kind) => {
    receive(() => new Response(null, { status: 500 }));
    const one = await scene();
    const id = await one.endpoint({ retry: { waits: [] } });
    for (const message of [await one.send(), await one.send()]) await attempted(one, message, 1);
    const task = await repair(one, id, kind);
    expect(await taskOf(one, task.id)).toEqual({
      ...isTask(`endpoint.${kind}`, "finished"),
      id: task.id,
      data: { appId: one.app, endpointId: id, messagesSent: 2 },
    });
    expect((await one.good("GET", `/background-task?task=endpoint.${kind}`)).data).toHaveLength(1);
  });

  it("that says how many were missing", async () => {
    receive();
    const one = await scene();
    const messages = [await one.send(), await one.send(), await one.send()];
    for (const message of messages) await one.verdicts(message);
    const id = await one.endpoint();
    const { id: task } = await repair(one, id, "replay-missing");
    expect(await finishes(one, id, task)).toMatchObject({
      task: "endpoint.replay",
      data: { appId: one.app, endpointId: id, messagesSent: 3 },
    });
  });

  it("that counts all messages of a batch", async () => {
    receive(() => new Response(null, { status: 500 }));
    const one = await scene();
    const batching = { enabled: true, maxEvents: 2, maxWaitSeconds: 60 };
    const id = await one.endpoint({ retry: { waits: [] }, batching });
    for (const message of [await one.send(), await one.send()]) await attempted(one, message, 1);
    const { id: task } = await repair(one, id, "recover");
    expect((await taskOf(one, task)).data).toMatchObject({ messagesSent: 2 });
  });

  it("that is told of later when the organisation can't be reached", async () => {
    receive(() => new Response(null, { status: 500 }));
    const one = await scene();
    const id = await one.endpoint({ retry: { waits: [] } });
    await attempted(one, await one.send(), 1);
    const spy = vi.spyOn(env.ORGANISATION, "getByName").mockImplementation(() => {
      throw new Error("gone");
    });
    const replay = {
      kind: "failed",
      id: newId("task"),
      since: Date.now() - hour,
      until: Date.now(),
    } as const;
    await one.outbox(id).replay(one.settings(id), replay);
    await runDurableObjectAlarm(one.outbox(id));
    spy.mockRestore();
    expect((await one.call("GET", `/background-task/${replay.id}`)).status).toBe(404);
    expect((await finishes(one, id, replay.id)).data).toMatchObject({ messagesSent: 1 });
  });

  it("that has failed when its endpoint is deleted before the end", async () => {
    loseJobs("EVENTS", "replay");
    receive();
    const one = await scene();
    await one.verdicts(await one.send());
    const id = await one.endpoint();
    const { id: task } = await repair(one, id, "replay-missing");
    expect(await taskOf(one, task)).toMatchObject({ status: "running", data: { messagesSent: 0 } });
    await one.good("DELETE", `/app/${one.app}/endpoint/${id}`);
    expect(await taskOf(one, task)).toMatchObject({ status: "failed", data: { messagesSent: 0 } });
  });
});
