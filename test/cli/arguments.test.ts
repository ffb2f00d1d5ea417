import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { copyProject } from "./project.ts";

const project = copyProject();

const usages = {
  start: "npm start -- [--port 8787]",
  token: "npm run token -- --org org_x [--app app_…] [--days 365]",
  preset: "npm run preset -- calenso|getresponse|klicktipp|stamply --org org_x [--url http://localhost:8787]",
  demo: "npm run demo -- [--org org_x] [--url http://localhost:8787]",
  seed: "npm run seed -- [--org org_x] [--url http://localhost:8787]",
};

const app = "app_01JB2M3N4P5Q6R7S8T9V0W1X2Y";

it.each<[keyof typeof usages, string[], string]>([
  ["start", ["--port", "0"], "--port must be 1 to 65535, not 0"],
  ["start", ["--port", "65536"], "--port must be 1 to 65535, not 65536"],
  ["start", ["--port", "80a"], "--port must be 1 to 65535, not 80a"],
  ["start", ["--port"], "Option '--port <value>' argument missing"],
  ["start", ["9000"], "Unexpected argument '9000'. This command does not take positional arguments"],
  ["start", ["--prot", "9000"], "Unknown option '--prot'"],
  ["token", ["--org", "shop"], "--org must look like org_x, not shop"],
  ["token", ["--org", ""], "--org must look like org_x, not "],
  [
    "token",
    ["--app", "shop-17"],
    "--app must be the id of an application (app_ and 26 characters), not shop-17",
  ],
  [
    "token",
    ["--app", app.toLowerCase()],
    `--app must be the id of an application (app_ and 26 characters), not ${app.toLowerCase()}`,
  ],
  ["token", ["--days", "0"], "--days must be a number above 0, not 0"],
  ["token", ["--days", "soon"], "--days must be a number above 0, not soon"],
  ["token", ["--days", "Infinity"], "--days must be a number above 0, not Infinity"],
  ["token", ["org_x"], "Unexpected argument 'org_x'. This command does not take positional arguments"],
  ["preset", [], "Name one preset."],
  ["preset", ["calenso", "stamply"], "Name one preset."],
  ["preset", ["calenso", "--org", "shop"], "--org must look like org_x, not shop"],
  ["demo", ["--url", "here"], "--url must be an address such as http://localhost:8787, not here"],
  ["demo", ["--org", "x"], "--org must look like org_x, not x"],
  [
    "seed",
    ["--url", "ftp://localhost"],
    "--url must be an address such as http://localhost:8787, not ftp://localhost",
  ],
  ["seed", ["--org", "x"], "--org must look like org_x, not x"],
])("%s %j says what is wrong and how to call it", async (tool, args, problem) => {
  expect(await project.run(tool, args)).toEqual({
    code: 2,
    out: "",
    error: `${problem}\nUsage: ${usages[tool]}\n`,
  });
});

it.each(Object.entries(usages))("%s --help prints how to call it", async (tool, usage) => {
  expect(await project.run(tool, ["--help"])).toEqual({ code: 0, out: `Usage: ${usage}\n`, error: "" });
});

describe.each([
  ["preset", ["calenso"]],
  ["demo", []],
  ["seed", []],
])("%s, at an address", (tool, args) => {
  const run = (url: string) => project.run(tool, [...args, "--url", url]);

  it("where nothing is, says how to start Posthorn", async () => {
    const url = await serve((_, response) => response.end());
    await url.close();
    expect(await run(url.address)).toEqual({
      code: 1,
      out: "",
      error: `Nothing answers at ${url.address}. Start Posthorn first, in another terminal: npm start\n`,
    });
  });

  it("where something else is, says so", async () => {
    const { address } = await serve((_, response) => response.end("<h1>It works!</h1>"));
    const { code, error } = await run(`${address}/`);
    expect({ code, error }).toEqual({
      code: 1,
      error: expect.stringMatching(
        `^What answers at ${address} is no Posthorn: \\S+ /\\S+ is not answered with JSON.\n$`,
      ),
    });
  });

  it("where a Posthorn with another secret is, says which one to set", async () => {
    const { address } = await serve((_, response) => response.writeHead(401).end('{"code":"unauthorized"}'));
    const { code, error } = await run(address);
    expect({ code, error }).toEqual({
      code: 1,
      error: `${address} doesn't believe our token: set JWT_SECRET to the one that it has. It says: {"code":"unauthorized"}\n`,
    });
  });

  it("where a request fails, says which and how", async () => {
    const { address } = await serve((_, response) => response.writeHead(500).end("out of order"));
    const { code, error } = await run(address);
    expect({ code, error }).toEqual({
      code: 1,
      error: expect.stringMatching(/^(GET|POST) \/\S+ answered 500: out of order\n$/),
    });
  });
});

it.each(["", "/", "/api/v1", "/api/v1/"])(
  "takes an address without a scheme, and with %j at its end",
  async (end) => {
    const { address } = await serve((_, response) => response.writeHead(500).end("out of order"));
    const { error } = await project.run("demo", ["--url", `${address.replace("http://", "")}${end}`]);
    expect(error).toBe("POST /app answered 500: out of order\n");
  },
);

it("takes a port that npm has kept to itself", async () => {
  const { code, error } = await project.run("start", [], { npm_config_port: "80a" });
  expect({ code, error }).toEqual({
    code: 2,
    error: `--port must be 1 to 65535, not 80a\nUsage: ${usages.start}\n`,
  });
});

async function serve(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => new Promise((resolve) => server.close(resolve));
  onTestFinished(async () => void (await close()));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
