import fc from "fast-check";
import { expect, it } from "vitest";
import { messagesIn, payloadsIn } from "../../src/core/job-contents.ts";

it("of a fan-out are its messages", () => {
  const job = {
    kind: "fan_out",
    messages: [
      { id: "msg_1", payload: "{}" },
      { id: "msg_2", payload: null },
    ],
  };
  expect([messagesIn(job), payloadsIn(job)]).toEqual([["msg_1", "msg_2"], ["{}"]]);
});

it("of deliveries are their messages, those of batches, and what they carry", () => {
  const job = {
    deliveries: [
      { message: "msg_1", members: null, content: { payload: "{}" } },
      { message: "batch_1", members: [{ message: "msg_2" }], content: null },
    ],
  };
  expect([messagesIn(job), payloadsIn(job)]).toEqual([["msg_1", "batch_1", "msg_2"], ["{}"]]);
});

it("of another Worker's event is its payload, as text or not", () => {
  expect(payloadsIn({ message: { payload: '{"n": 1}' } })).toEqual(['{"n": 1}']);
  expect(payloadsIn({ message: { payload: { n: 1 } } })).toEqual(['{"n":1}']);
});

it("are looked for in anything", () => {
  fc.assert(
    fc.property(fc.anything(), (job) => {
      for (const found of [...messagesIn(job), ...payloadsIn(job)]) expect(found).toBeTypeOf("string");
    }),
  );
});
