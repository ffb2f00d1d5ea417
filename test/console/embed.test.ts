import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, it } from "vitest";
import { provesQuiet, scene } from "./scene.ts";

const { server, open, client } = await scene();

/** A page of an operator's product that shows the portal in a frame. */
async function product(link: string) {
  const page = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><title>Product</title><iframe src="${link}" width="900" height="700"></iframe>`,
    );
  });
  await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
  afterAll(() => page.close());
  // Another site than the server's, which is reached by its number.
  return `http://localhost:${(page.address() as AddressInfo).port}`;
}

it("shows the portal in a frame of an origin that the operator allows, and works there", async () => {
  const api = client();
  const app = await api.createApplication();
  const id = await api.createEndpoint(app, "https://receiver.example/hook", { name: "ERP" });
  const origin = await product((await api.call("POST", `/auth/app-portal-access/${app}`, {})).url);
  await api.call("PATCH", "/settings", { portalOrigins: [origin] });
  const page = await open();
  await page.goto(origin);
  const frame = page.frameLocator("iframe");
  await frame.getByRole("switch", { name: "ERP: senden" }).click();
  await frame.getByText("Pausiert").waitFor();
  expect((await api.call("GET", `/app/${app}/endpoint/${id}`)).disabled).toBe(true);
  await frame.getByRole("button", { name: "EN", exact: true }).click();
  await frame.getByRole("button", { name: "Actions for ERP" }).click();
  await frame.getByRole("button", { name: "Resume" }).click();
  await frame.getByText("Paused", { exact: true }).waitFor({ state: "detached" });
  await frame.getByRole("link", { name: "ERP", exact: true }).click();
  await frame.getByRole("heading", { name: "ERP", level: 1 }).waitFor();
  provesQuiet(page);
});

it("does not show it in a frame of anybody else", async () => {
  const api = client();
  const app = await api.createApplication();
  const { url } = await api.call("POST", `/auth/app-portal-access/${app}`, {});
  await api.call("PATCH", "/settings", { portalOrigins: ["https://product.example"] });
  const page = await open();
  const refused = page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
  await page.goto(await product(url));
  await refused;
  const answer = await fetch(`${server.url}/portal/${app}/webhooks`, {
    headers: { cookie: `posthorn_session=${url.split("#token=")[1]}` },
  });
  expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors https://product.example");
});

it("wears the operator's colours, as far as they can be read", async () => {
  const api = client();
  const app = await api.createApplication();
  await api.call("PATCH", "/settings", { brand: { name: "Calenso", color: "#f59e0b" }, language: "de" });
  const page = await open({ language: "en" });
  await page.goto((await api.call("POST", `/auth/app-portal-access/${app}`, {})).url);
  await page.waitForURL(/webhooks$/);
  expect(await page.title()).toBe("Webhooks · Calenso");
  expect(await page.locator("html").getAttribute("lang")).toBe("de");
  await page.getByRole("link", { name: "Webhook hinzufügen" }).waitFor();
  const style = (name: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector("main .button"))["${name}"]`);
  expect(await style("background-color")).toBe("rgb(245, 158, 11)");
  expect(await style("color")).toBe("rgb(0, 0, 0)");
  provesQuiet(page);
});
