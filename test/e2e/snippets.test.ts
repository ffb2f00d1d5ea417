/**
 * The programs that a webhook's page shows to its receiver, run where their language and its packages are: Python 3 with
 * venv and PyPI, Go with its module proxy, PHP (`apt-get install php-cli composer`) with Packagist, Ruby (`apt-get install
 * ruby-sinatra puma`) with the gem of Standard Webhooks. Of PHP and Ruby, the syntax is checked in any case.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, expect, it } from "vitest";
import { kindOf, type RequestKind, snippetsFor } from "../../src/console/model/snippets.ts";
import { freePort } from "../docs/installation.ts";
import { Client, sharedServer, until } from "./harness.ts";

const run = promisify(execFile);
const server = sharedServer();

/** Until node_modules are made anew. */
const cache = resolve("node_modules/.cache/posthorn/snippets");

interface Program {
  command: string;
  args: string[];
}

const programs: ChildProcess[] = [];
const stop = () => Promise.all(programs.splice(0).map((one) => one.kill("SIGKILL") && once(one, "exit")));
afterEach(stop);
afterAll(stop);

function file(name: string, code: string): string {
  const path = join(cache, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, code);
  return path;
}

async function python(): Promise<string> {
  const [folder, wanted] = [join(cache, "python"), "import flask, standardwebhooks"];
  const own = join(folder, "bin/python");
  try {
    await run(own, ["-c", wanted]);
  } catch {
    await run("python3", ["-m", "venv", "--clear", folder]);
    await run(own, [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--retries=1",
      "--timeout=10",
      "flask",
      "standardwebhooks",
    ]);
  }
  return own;
}

/** How to run a program of each language, or why it can't be. */
const languages: Record<string, (code: string, name: string) => Promise<Program>> = {
  js: async (code, name) => ({ command: process.execPath, args: [file(`js/${name}.mjs`, code)] }),
  python: async (code, name) => ({
    command: await python(),
    args: [file(`python-programs/${name}.py`, code)],
  }),
  go: async (code, name) => {
    const path = file(`go/${name}/main.go`, code);
    const cwd = join(path, "..");
    writeFileSync(join(cwd, "go.mod"), "module receiver\n\ngo 1.19\n");
    const program = join(cwd, "receiver");
    await run("go", ["mod", "tidy"], { cwd });
    await run("go", ["build", "-o", program, "."], { cwd });
    return { command: program, args: [] };
  },
  php: async (code, name) => {
    const path = file(`php/${name}.php`, code);
    const cwd = join(path, "..");
    if (!existsSync(join(cwd, "vendor/autoload.php")))
      await run("composer", ["require", "--quiet", "standard-webhooks/standard-webhooks"], { cwd });
    return { command: "sh", args: ["-c", 'exec php -S "127.0.0.1:$PORT" "$0"', path] };
  },
  ruby: async (code, name) => {
    await run("ruby", ["-e", 'require "sinatra/base"; require "standardwebhooks"']);
    return { command: "ruby", args: [file(`ruby/${name}.rb`, code)] };
  },
};

/** A program that has begun to listen. */
async function started({ command, args }: Program, secret: string) {
  const port = await freePort();
  const child = spawn(command, args, {
    env: { ...process.env, PORT: String(port), WEBHOOK_SECRET: secret, PYTHONUNBUFFERED: "1" },
  });
  programs.push(child);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (printed += data));
  const url = `http://127.0.0.1:${port}/webhooks`;
  await until("program", async () => {
    if (child.exitCode !== null) throw new Error(printed);
    return fetch(url).then(
      () => true,
      () => false,
    );
  });
  return { url, printed: () => printed };
}

type Request = RequestKind["method"];
const cases: [string, { method: Request; contentType: "json" | "form" }, object, string][] = [
  ["JSON", { method: "POST", contentType: "json" }, { payload: { city: "Köln" } }, "Köln"],
  [
    "XML",
    { method: "PUT", contentType: "json" },
    {
      payload: {},
      transformationsParams: {
        rawPayload: "<city>Köln</city>",
        headers: { "content-type": "application/xml" },
      },
    },
    "<city>Köln</city>",
  ],
  ["a form", { method: "POST", contentType: "form" }, { payload: { city: "Köln" } }, "Köln"],
  ["a query", { method: "GET", contentType: "json" }, { payload: { city: "Köln" } }, "Köln"],
];

it.for(Object.keys(languages).flatMap((language) => cases.map((one) => [language, ...one] as const)))(
  "%s verifies %s",
  // Go compiles its own library first.
  { timeout: 300_000 },
  async ([language, _name, request, event, shown], { skip }) => {
    const client = new Client(server);
    const app = await client.createApplication();
    const id = await client.createEndpoint(app, "https://receiver.example/", { request });
    const { key } = await client.call("GET", `/app/${app}/endpoint/${id}/secret`);
    const kind = kindOf({ request, batching: null });
    const { code } = snippetsFor(kind).find((one) => one.id === language)!;
    const program = await languages[language]!(code, `${request.method}-${kind.content}`).catch(
      (error: Error) => skip(`${language} or its packages are not here: ${error.message}`),
    );
    const receiver = await started(program, key);
    await client.call("PATCH", `/app/${app}/endpoint/${id}`, { url: receiver.url });

    const [attempt] = await client.attempts(app, await client.send(app, event));
    expect({ code: attempt.responseStatusCode, printed: receiver.printed() }).toMatchObject({ code: 204 });
    await until("event", async () => receiver.printed().includes(shown));

    const forged = { "webhook-id": "msg_1", "webhook-timestamp": String(Math.floor(Date.now() / 1_000)) };
    const { status } = await fetch(receiver.url, {
      method: request.method,
      headers: { ...forged, "webhook-signature": "v1,YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=" },
      ...(request.method === "GET" ? {} : { body: '{"city":"Bonn"}' }),
    });
    expect(status).toBe(400);
  },
);

const checkers = { php: ["php", "-l"], ruby: ["ruby", "-c"] } as const;

it.for(["php", "ruby"] as const)("%s can be read by its language", async (language, { skip }) => {
  const [command, flag] = checkers[language];
  await run(command, ["--version"]).catch(() =>
    skip(`apt-get install ${language === "php" ? "php-cli" : "ruby"}`),
  );
  for (const content of ["body", "form", "query"] as const) {
    const method = content === "query" ? "GET" : "POST";
    const { code } = snippetsFor({ method, content }).find(({ id }) => id === language)!;
    await run(command, [flag, file(`${language}-syntax/${content}`, code)]);
  }
});
