import { expect, it } from "vitest";
import { Client, startServer, until } from "./harness.ts";

const server = await startServer({ ALLOWED_PRIVATE_SUBNETS: "" });
const client = new Client(server);

it("shows what a browser or a tool sends, and what Posthorn delivers to it", async () => {
  const app = await client.createApplication();
  const { url } = await client.call("GET", `/app/${app}/receiver`);
  expect(url).toMatch(`${server.url}/in/`);
  const received = async () => (await client.call("GET", `/app/${app}/receiver`)).data;

  const answer = await fetch(`${url}/by/hand?a=1`, { method: "PATCH", body: "{}" });
  expect(await answer.json()).toEqual({ status: "OK" });
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  expect(await received()).toMatchObject([{ method: "PATCH", path: "/by/hand", query: "a=1", body: "{}" }]);

  await client.createEndpoint(app, `${url}/erp`);
  const message = await client.send(app, { payload: { n: 1 } });
  const [request] = await until("delivery", async () => (await received()).length > 1 && received());
  expect(request).toMatchObject({
    method: "POST",
    path: "/erp",
    body: '{"n":1}',
    headers: expect.objectContaining({ "webhook-id": message }),
  });
  const [attempt] = await client.attempts(app, message);
  expect(attempt).toMatchObject({ status: 0, responseStatusCode: 200 });
});

it("is not found without the token that Posthorn gave out, and not a way to Posthorn itself", async () => {
  const app = await client.createApplication();
  const { url } = await client.call("GET", `/app/${app}/receiver`);
  expect((await fetch(`${url.slice(0, -2)}xx`, { method: "POST" })).status).toBe(404);
  const refused = await client.request("POST", `/app/${app}/endpoint`, { url: `${server.url}/api/v1/app` });
  expect(refused.status).toBe(422);
});
