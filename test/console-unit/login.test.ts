import fc from "fast-check";
import { expect, it } from "vitest";
import { login, tokenIn } from "../../src/console/app/login.tsx";

async function backAfter(face: "portal" | "console", back: string) {
  const body = new FormData();
  body.set("language", "de");
  body.set("back", back);
  const answer = await login.request(`/${face}/language`, { method: "POST", body });
  expect(answer.status, JSON.stringify(back)).toBe(303);
  return answer.headers.get("location")!;
}

it.each([
  ["/portal/app_1/messages?q=a%20b", "/portal/app_1/messages?q=a%20b"],
  ["/portal", "/portal"],
  ["/portal?x", "/portal?x"],
  ["/portal/\r\nx", "/portal/x"],
  ["/portal/\r\nset-cookie: a=b", "/portal/set-cookie:%20a=b"],
  ["/portal/ü?q=日", "/portal/%C3%BC?q=%E6%97%A5"],
  ["/portal/\0\ud800", "/portal/%00%EF%BF%BD"],
  ["/portal/..//evil.example", "/portal"],
  ["/portal/../console", "/portal"],
  ["/portals", "/portal"],
  ["//portal/x", "/portal"],
  ["https://evil.example/portal", "/portal"],
  ["\t//evil.example/portal", "/portal"],
  ["/\\evil.example/portal", "/portal"],
  ["", "/portal"],
])("whoever chose a language in the portal comes back from %j to %s", async (back, location) => {
  expect(await backAfter("portal", back)).toBe(location);
});

it("nobody is led out of their pages by it", async () => {
  const part = fc.oneof(
    fc.constantFrom("/", "\\", "..", "//", "portal", "console", "@", ":", "?", "#", "\r\n", "\t"),
    fc.string({ unit: "binary", maxLength: 3 }),
  );
  const path = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("portal", "console"),
      fc.constantFrom("", "/portal/"),
      path,
      async (face, start, rest) => {
        const base = "https://hooks.example.com";
        const { origin, pathname } = new URL(await backAfter(face, start + rest), base);
        expect(origin).toBe(base);
        expect(pathname).toMatch(new RegExp(`^/${face}(/|$)`));
      },
    ),
  );
});

it.each([
  "eyJ.a.b",
  "  eyJ.a.b\n",
  "Bearer eyJ.a.b",
  "bearer   eyJ.a.b ",
  "authorization: Bearer eyJ.a.b",
  '"Authorization: Bearer eyJ.a.b"',
  "'eyJ.a.b'",
  'Bearer "eyJ.a.b"',
  "https://posthorn.example/portal#token=eyJ.a.b",
])("finds the token in %j", (pasted) => {
  expect(tokenIn(pasted)).toBe("eyJ.a.b");
});
