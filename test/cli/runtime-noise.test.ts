import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { withoutNoise } from "../../src/cli/runtime-noise.ts";

const red = `\u001b[31m✘ \u001b[41;31m[\u001b[41;97mERROR\u001b[41;31m]\u001b[0m `;
const lookup = `${red}e = rust/worker/ffi.rs:110: failed: failed to lookup address information: Name or service not known

  stack: /a/workerd@383c3f9 /a/workerd@28a3c60; sentryErrorContext = jsgInternalError; wdErrId = 88u9

`;

const handshake = `${red}e = rust/worker/ffi.rs:110: failed: TLS handshake failed: invalid peer certificate: Expired

`;

const heard = (...chunks: string[]) => text(Readable.from(chunks).pipe(withoutNoise()));

it("what the runtime says of a host that can't be reached is not repeated", async () => {
  expect(await heard(lookup, handshake)).toBe("");
  expect(await heard("before\n", lookup, "after\n")).toBe("before\nafter\n");
});

it("all else is, in whatever pieces it comes", async () => {
  const own =
    '{"event":"request_failed","error":"Error: internal error; reference = x\\n    at x (src/index.ts:1:1)"}\n\nReloading\nno end';
  expect(await heard(own)).toBe(own);
  expect(await heard(...`a\n${lookup}${own}`.split(""))).toBe(`a\n${own}`);
});
