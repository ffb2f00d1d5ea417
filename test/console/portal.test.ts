import { describe, expect, it } from "vitest";
import { provesQuiet, scene } from "./scene.ts";

const { server, portal, open, client } = await scene();
const elsewhere = "https://receiver.example/hook";

describe("opening the portal", () => {
  it("logs in by the link, and the token leaves the address", async () => {
    const api = client();
    const app = await api.createApplication();
    const page = await portal(api, app);
    expect(page.url()).toBe(`${server.url}/portal/${app}/webhooks`);
    expect(await page.title()).toBe("Webhooks");
    const [cookie] = (await page.context().cookies()).filter(({ name }) => name === "posthorn_session");
    expect(cookie).toMatchObject({ path: `/portal/${app}`, httpOnly: true, sameSite: "Lax" });
    provesQuiet(page);
  });

  it("takes the link as text where there is no JavaScript", async () => {
    const api = client();
    const app = await api.createApplication();
    const page = await portal(api, app, { javaScriptEnabled: false });
    await page.getByRole("heading", { name: "Richten Sie Ihren ersten Webhook ein" }).waitFor();
  });

  it("says in plain words that a link is no longer valid", async () => {
    const page = await open({ language: "en" });
    await page.goto(`${server.url}/portal#token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhcHBfMSJ9.x`);
    await page.getByText("isn't valid any more").first().waitFor();
    provesQuiet(page);
  });

  it("does not let one application's session into another's pages", async () => {
    const api = client();
    const [own, other] = [await api.createApplication(), await api.createApplication()];
    const page = await portal(api, own);
    const answer = await page.goto(`${server.url}/portal/${other}/webhooks`);
    expect(answer!.status()).toBe(401);
    const [cookie] = (await page.context().cookies()).filter(({ name }) => name === "posthorn_session");
    const forced = await fetch(`${server.url}/portal/${other}/webhooks`, {
      headers: { cookie: `posthorn_session=${cookie!.value}` },
    });
    expect(forced.status).toBe(404);
  });
});

describe("the list of webhooks", () => {
  it("pauses and resumes a webhook with a switch", async () => {
    const api = client();
    const app = await api.createApplication();
    const id = await api.createEndpoint(app, elsewhere, { name: "ERP" });
    const page = await portal(api, app);
    const toggle = page.getByRole("switch", { name: "ERP: senden" });
    expect(await toggle.getAttribute("aria-checked")).toBe("true");
    await toggle.click();
    await page.getByText("Pausiert").waitFor();
    expect((await api.call("GET", `/app/${app}/endpoint/${id}`)).disabled).toBe(true);
    await toggle.click();
    await page.getByText("Pausiert").waitFor({ state: "detached" });
    expect((await api.call("GET", `/app/${app}/endpoint/${id}`)).disabled).toBe(false);
    provesQuiet(page);
  });

  it.each([true, false])(
    "deletes a webhook only after asking (JavaScript: %s)",
    async (javaScriptEnabled) => {
      const api = client();
      const app = await api.createApplication();
      await api.createEndpoint(app, elsewhere, { name: "Alter Shop" });
      const page = await portal(api, app, { javaScriptEnabled });
      await page.getByRole("button", { name: "Aktionen für Alter Shop" }).click();
      await page.getByRole("link", { name: "Löschen" }).click();
      const dialog = page.getByRole("dialog", { name: "„Alter Shop“ löschen?" });
      await dialog.getByRole("button", { name: "Webhook löschen" }).click();
      await page.getByText("„Alter Shop“ wurde gelöscht.").waitFor();
      expect((await api.call("GET", `/app/${app}/endpoint`)).data).toEqual([]);
      provesQuiet(page);
    },
  );

  it("finds webhooks while somebody types", async () => {
    const api = client();
    const app = await api.createApplication();
    for (let n = 1; n <= 8; n++) await api.createEndpoint(app, `${elsewhere}/${n}`, { name: `Filiale ${n}` });
    const page = await portal(api, app);
    await page.getByRole("searchbox", { name: "Webhooks suchen" }).fill("filiale 7");
    await page.getByText("1 gefunden").waitFor();
    expect(await page.getByRole("heading", { level: 2 }).allTextContents()).toEqual(["Filiale 7"]);
    provesQuiet(page);
  });

  it("says so in place when what was to change is gone", async () => {
    const api = client();
    const app = await api.createApplication();
    const id = await api.createEndpoint(app, elsewhere, { name: "ERP" });
    const page = await portal(api, app);
    await api.call("DELETE", `/app/${app}/endpoint/${id}`);
    await page.getByRole("switch", { name: "ERP: senden" }).click();
    await page.getByRole("heading", { name: "Das gibt es nicht" }).waitFor();
    await page.getByRole("link", { name: "Zu den Webhooks" }).click();
    await page.getByRole("heading", { name: "Richten Sie Ihren ersten Webhook ein" }).waitFor();
    provesQuiet(page);
  });

  it("says why no more can be added", async () => {
    const api = client();
    await api.call("PUT", "/plan/small", { maxEndpoints: 1 });
    const app: string = (await api.call("POST", "/app", { name: "Kunde", plan: "small" })).id;
    await api.createEndpoint(app, elsewhere);
    const page = await portal(api, app);
    await page.getByText("1 von 1 Webhook genutzt").waitFor();
    const add = page.getByRole("button", { name: "Webhook hinzufügen" });
    expect(await add.isDisabled()).toBe(true);
    await page.getByText("Ihr Tarif enthält 1 Webhook, und er ist vergeben.").waitFor();
  });

  it("switches all webhooks off and on", async () => {
    const api = client();
    const app = await api.createApplication();
    await api.createEndpoint(app, elsewhere);
    const page = await portal(api, app);
    await page.getByRole("switch", { name: "Webhooks aktivieren" }).click();
    await page.getByText("Es wird nichts gesendet").waitFor();
    expect((await api.call("GET", `/app/${app}`)).webhooksEnabled).toBe(false);
    await page.getByRole("switch", { name: "Webhooks aktivieren" }).press("Enter");
    await page.getByText("Es wird nichts gesendet").waitFor({ state: "detached" });
    expect((await api.call("GET", `/app/${app}`)).webhooksEnabled).toBe(true);
  });

  it("speaks the language that was chosen, and keeps it", async () => {
    const api = client();
    const app = await api.createApplication();
    const page = await portal(api, app);
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Set up your first webhook" }).waitFor();
    await page.reload();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
  });
});

describe("what may not be done", () => {
  it("refuses forms of a session that don't carry its secret, or come from elsewhere", async () => {
    const api = client();
    const app = await api.createApplication();
    const id = await api.createEndpoint(app, elsewhere);
    const { token } = await api.call("POST", `/auth/app-portal-access/${app}`, {});
    const post = (csrf: string, origin: string) =>
      fetch(`${server.url}/portal/${app}/webhooks/${id}/delete`, {
        method: "POST",
        redirect: "manual",
        headers: { cookie: `posthorn_session=${token}`, origin },
        body: new URLSearchParams({ csrf }),
      });
    const page = await fetch(`${server.url}/portal/${app}/webhooks`, {
      headers: { cookie: `posthorn_session=${token}` },
    });
    const secret = /name="csrf" value="([^"]+)"/.exec(await page.text())![1]!;
    expect((await post("guessed", server.url)).status).toBe(403);
    expect((await post(secret, "https://evil.example")).status).toBe(403);
    expect((await api.request("GET", `/app/${app}/endpoint/${id}`)).status).toBe(200);
    expect((await post(secret, server.url)).status).toBe(303);
    expect((await api.request("GET", `/app/${app}/endpoint/${id}`)).status).toBe(404);
  });

  it("changes nothing for somebody who may only look", async () => {
    const api = client();
    const app = await api.createApplication();
    const id = await api.createEndpoint(app, elsewhere, { name: "ERP" });
    const page = await portal(api, app, {}, { readOnly: true });
    expect(await page.getByRole("switch", { name: "ERP: senden" }).isDisabled()).toBe(true);
    const csrf = await page.locator("[name=csrf]").first().inputValue();
    const answer = await page.request.post(`${server.url}/portal/${app}/webhooks/${id}/state`, {
      form: { csrf, active: "false" },
      headers: { origin: server.url },
    });
    expect(answer.status()).toBe(403);
    expect((await api.call("GET", `/app/${app}/endpoint/${id}`)).disabled).toBe(false);
  });

  it("keeps markup in names and addresses inert", async () => {
    const api = client();
    const app = await api.createApplication();
    const name = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    await api.createEndpoint(app, `${elsewhere}?<b>`, { name });
    const page = await portal(api, app);
    expect(await page.getByRole("heading", { level: 2 }).textContent()).toBe(name);
    expect(await page.title()).toBe("Webhooks");
    provesQuiet(page);
  });
});
