/** `npm start` and the tools that talk to it, as a newcomer runs them. */
import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { copyProject, ended } from "./project.ts";

const project = copyProject();
const untouched = copyProject();
let posthorn: ChildProcess;
let port: number;
let url: string;
let printed = "";

async function listen(port: number, host?: string) {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

const killAll = () => {
  try {
    process.kill(-posthorn.pid!, "SIGKILL");
  } catch {}
};

beforeAll(async () => {
  const free = await listen(0, "127.0.0.1");
  await free.close();
  port = free.port;
  url = `http://localhost:${port}`;
  posthorn = project.npm("start", "--", "--port", String(port));
  process.once("exit", killAll);
  afterAll(killAll);
  const end = ended(posthorn);
  await new Promise<void>((resolve, reject) => {
    for (const stream of [posthorn.stdout!, posthorn.stderr!])
      stream.on("data", (chunk) => {
        printed += chunk;
        if (printed.includes("Posthorn is up")) resolve();
      });
    end.then(() => reject(new Error(`It ended:\n${printed}`)));
  });
});

async function get(path: string) {
  const token = (await project.run("token")).out.trim();
  const response = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  return response.json() as Promise<{ data: Record<string, unknown>[] }>;
}

it("says where Posthorn is once it is there, and what to do next", async () => {
  expect(printed).toContain(`Posthorn is up: ${url} `);
  expect(printed).toContain("npm run demo");
  expect(printed).not.toMatch(/binding|wrangler|Ready on|GET \//i);
  expect((await fetch(`${url}/api/v1/health`)).status).toBe(200);
  expect((await fetch(`${url}/console/login`)).status).toBe(200);
});

it.each(["127.0.0.1", "0.0.0.0"])("ends at once when the port is in use at %s", async (host) => {
  const { port, close } = await listen(0, host);
  expect(await untouched.run("start", ["--port", String(port)])).toEqual({
    code: 1,
    out: "",
    error: `Port ${port} is in use; take another one.\nUsage: npm start -- [--port 8787]\n`,
  });
  expect(existsSync(join(untouched.folder, ".wrangler"))).toBe(false);
  await close();
});

it("doesn't take the first Posthorn for the second", async () => {
  const second = await ended(project.npm("-s", "start", "--", "--port", String(port)));
  expect(second).toMatchObject({ code: 1, out: "" });
  expect((await fetch(`${url}/api/v1/health`)).status).toBe(200);
});

it("is the only one that uses its folder's state, on whatever port", async () => {
  const { port: free, close } = await listen(0, "127.0.0.1");
  await close();
  const { code, error } = await project.run("start", ["--port", String(free)]);
  expect(code).toBe(1);
  expect(error).toMatch(`Posthorn runs in this folder already, at ${url} (process `);
});

it("is known to the bindings of its own folder only", () => {
  expect(readdirSync(join(project.folder, ".wrangler/registry"))).not.toEqual([]);
});

it("lets the demo's event go all the way", async () => {
  // It finds the port by itself.
  const { code, out, error } = await project.run("demo");
  expect({ code, error }).toEqual({ code: 0, error: "" });
  expect(out).toMatch(
    /^message +msg_\w{26} accepted\nreceived +\{"invoice":4711,"amount":"129.00"\}\nsignature +v1,\S+ is valid$/m,
  );
  expect(out).toContain('"responseStatusCode": 200');
});

it("takes its address from POSTHORN_URL, too", async () => {
  expect(await project.run("demo", [], { POSTHORN_URL: url })).toMatchObject({ code: 0, error: "" });
});

it("installs presets, again without changing anything, and knows which there are", async () => {
  const install = () => project.run("preset", ["--org", "org_shop", "stamply", "--url", url]);
  const first = await install();
  expect({ ...first, out: first.out.split("\n")[0] }).toEqual({
    code: 0,
    out: "stamply is installed for org_shop",
    error: "",
  });
  expect(first.out).toMatch(/^event types +10 created, 0 updated, 0 as they were$/m);
  expect((await install()).out).toMatch(/^event types +0 created, 0 updated, 10 as they were$/m);

  const { code, error } = await project.run("preset", ["shopify", "--url", url]);
  const [, known] = /^There is no preset shopify; there are (.*)\.\n$/.exec(error) ?? [];
  expect(code).toBe(1);
  expect((await project.run("preset", ["--help"])).out).toContain(known!.replaceAll(", ", "|"));
});

it("is filled with customers to look at, who stay the same when it is filled again", async () => {
  const seed = () => project.run("seed", ["--url", url]);
  const customers = async () => (await get("/app?limit=250")).data.filter(({ uid }) => uid !== null);
  const first = await seed();
  expect({ code: first.code, error: first.error }).toEqual({ code: 0, error: "" });
  const before = await customers();
  expect(first.out).toContain(`org_local has ${before.length} customers with 10 webhooks\n`);
  expect(first.out).toMatch(new RegExp(`^portal +${url}/portal#token=\\S+`, "m"));

  expect((await seed()).code).toBe(0);
  expect((await customers()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));

  const counts = async (path: string) => {
    const { hold, counts } = (await get(`/app/${path}/series`)) as unknown as {
      hold: string | null;
      counts: { "24h": { accepted: number; failed: number } };
    };
    return { hold, accepted: counts["24h"].accepted > 0, failed: counts["24h"].failed > 0 };
  };
  const healthy = { hold: null, accepted: true, failed: false };
  expect(await counts("physio-keller/endpoint/calendar")).toEqual(healthy);
  expect(await counts("yoga-loft/endpoint/attendance")).toEqual(healthy);
  expect(await counts("yoga-loft/endpoint/warehouse")).toEqual(healthy);
  expect(await counts("salon-mira/endpoint/shop")).toEqual({
    hold: "failing",
    accepted: false,
    failed: true,
  });
});

it("ends when it is told to, and lets go of the port", async () => {
  const end = new Promise((resolve) => posthorn.once("close", resolve));
  process.kill(-posthorn.pid!, "SIGTERM");
  await end;
  const again = await listen(port, "127.0.0.1");
  await again.close();
});

it("leaves nothing on the port when it is killed", async () => {
  const again = project.npm("start", "--", "--port", String(port));
  let seen = "";
  const end = new Promise((resolve) => again.once("close", resolve));
  await new Promise<void>((resolve) =>
    again.stdout!.on("data", (chunk) => {
      seen += chunk;
      if (seen.includes("Posthorn is up")) resolve();
    }),
  );
  process.kill(-again.pid!, "SIGKILL");
  await end;
  await expect
    .poll(
      () =>
        fetch(`${url}/api/v1/health`).then(
          () => "served",
          () => "gone",
        ),
      { timeout: 60_000 },
    )
    .toBe("gone");
});
