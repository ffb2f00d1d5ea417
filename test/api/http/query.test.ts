import { describe, expect, it } from "vitest";
import { plainNames } from "../../../src/api/http/query.ts";
import { tenant } from "../client.ts";

const at = (query: string) => `https://posthorn.example/api/v1/app${query}`;

it.each([
  ["?event_types[]=a&event_types[]=b", "?event_types=a&event_types=b"],
  ["?event_types[0]=a&event_types[1]=b", "?event_types=a&event_types=b"],
  ["?event_types%5B%5D=a%20b", "?event_types=a+b"],
  ["?tag=[x]", "?tag=%5Bx%5D"],
  ["?tag=x&event_types=a", "?tag=x&event_types=a"],
  ["", ""],
])("reads %s as %s", (written, plain) => {
  expect(plainNames(at(written))).toBe(at(plain));
});

describe("a list of values", () => {
  it("may be written in every way that clients write one", async () => {
    const { api, path, send, fannedOut } = await tenant();
    const [a, b] = [await send({ eventType: "a" }), await send({ eventType: "b" })];
    await send({ eventType: "c" });
    await fannedOut(b);
    for (const query of [
      "event_types=a,b",
      "event_types=a&event_types=b",
      "event_types[]=a&event_types[]=b",
      "event_types[0]=a&event_types[1]=b",
      "event_types%5B%5D=a&event_types%5B%5D=b",
    ]) {
      const { data } = await api.ok("GET", `${path}/msg?${query}`);
      expect(data.map(({ id }: { id: string }) => id).sort(), query).toEqual([a, b].sort());
    }
  });
});
