import { expect, expectTypeOf, it } from "vitest";
import type * as jobs from "../../src/core/jobs.ts";
import type * as packagedJobs from "../../src/package/jobs.d.ts";
import type * as packagedRpc from "../../src/package/rpc.d.ts";
import type * as rpc from "../../src/pipeline/producer-rpc.ts";

it("has the types of what the Worker takes and answers", () => {
  expectTypeOf<packagedJobs.EventJob>().toExtend<jobs.EventJob>();
  expectTypeOf<jobs.EventJob>().toExtend<packagedJobs.EventJob>();
  expectTypeOf<keyof packagedJobs.EventMessage>().toEqualTypeOf<keyof jobs.EventJob["message"]>();
  expectTypeOf<rpc.Target>().toEqualTypeOf<packagedRpc.Target>();
  expectTypeOf<rpc.SendOptions>().toEqualTypeOf<packagedRpc.SendOptions>();
  expectTypeOf<rpc.BatchItem>().toEqualTypeOf<packagedRpc.BatchItem>();
  expectTypeOf<Pick<rpc.Producer, "send" | "sendBatch">>().toExtend<packagedRpc.Producer>();
  expect.assertions(0);
});
