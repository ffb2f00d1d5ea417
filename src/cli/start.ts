/** `npm start [-- --port N]`: Posthorn on this machine, with everything that it needs. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { defaultOrg, fail, givenToNpm, misused, readArguments } from "./arguments.ts";
import { root, whyNotWritable } from "./project.ts";
import { endsWithUs, leftOverEnds, noteRunning, running } from "./running.ts";
import { withoutNoise } from "./runtime-noise.ts";
import { checkSecrets, localSecrets, previousKey } from "./secrets.ts";

const usage = "npm start -- [--port 8787]";
const { port = givenToNpm("port") ?? "8787" } = readArguments(usage, ["port"]).flags;
if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535)
  misused(`--port must be 1 to 65535, not ${port}`, usage);
await leftOverEnds();
const other = running();
if (other !== null)
  fail(
    `Posthorn runs in this folder already, at ${other.address} (process ${other.pid}). Two can't share its state; stop that one first.`,
  );
await provesFree(Number(port));

const env = {
  ...process.env,
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  // Wrangler's own is one for all folders, so that a binding could reach another copy of Posthorn.
  WRANGLER_REGISTRY_PATH: process.env.WRANGLER_REGISTRY_PATH ?? join(root, ".wrangler/registry"),
};
const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");

localSecrets();
checkSecrets();
const notWritable = whyNotWritable();
if (notWritable !== null) fail(notWritable);
const migrated = spawnSync(process.execPath, [wrangler, "d1", "migrations", "apply", "DB", "--local"], {
  cwd: root,
  env: { ...env, CI: "true" },
  encoding: "utf8",
});
if (migrated.status !== 0) fail(`The database could not be migrated:\n${migrated.stdout}${migrated.stderr}`);

const address = `http://localhost:${port}`;
const server = spawn(
  process.execPath,
  [
    wrangler,
    "dev",
    "--port",
    port,
    "--ip",
    "127.0.0.1",
    "--inspector-port",
    "0",
    "--show-interactive-dev-session=false",
    // No table of bindings, no line for each request.
    ...["--log-level", "warn"],
    // Kept in a local mailbox, not sent.
    ...["--var", "EMAIL_FROM:webhooks@posthorn.example"],
    ...(previousKey() === undefined ? [] : ["--var", `ENCRYPTION_KEY_PREVIOUS:${previousKey()}`]),
  ],
  { cwd: root, env, stdio: ["ignore", "inherit", "pipe"], detached: true },
);
server.stderr!.pipe(withoutNoise()).pipe(process.stderr);
noteRunning({ pid: server.pid!, address });
endsWithUs(server.pid!);
server.on("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.kill(signal));

await untilHealthy();
console.log(`
📯 Posthorn is up: ${address}   (API reference: ${address}/docs, console: ${address}/console)

In a second terminal, get a token, create an application and send an event:

  TOKEN=$(npm run -s token -- --org ${defaultOrg})
  curl ${address}/api/v1/app/my-customer/msg -H "authorization: Bearer $TOKEN" -d '{
    "application": {"name": "My customer", "uid": "my-customer"},
    "eventType": "invoice.paid",
    "payload": {"invoice": 4711}
  }'

The token opens the console, too. Or watch the whole way, from the event to a verified webhook:

  npm run demo
`);

/** Whatever else has the port would answer in Posthorn's place, on either address that localhost stands for. */
async function provesFree(port: number): Promise<void> {
  for (const host of ["127.0.0.1", "::1"]) {
    const probe = createServer();
    const trouble = await once(probe.listen(port, host), "listening").then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (trouble === "EADDRINUSE") fail(`Port ${port} is in use; take another one.\nUsage: ${usage}`);
    if (trouble === "EACCES")
      fail(`Port ${port} takes more rights than you have; take another one.\nUsage: ${usage}`);
    probe.close();
  }
}

async function untilHealthy(): Promise<void> {
  for (;;) {
    const health = await fetch(`http://127.0.0.1:${port}/api/v1/health`).catch(() => null);
    if (health?.ok) return;
    const problems = health === null ? [] : await problemsOf(health);
    if (problems.length > 0) {
      server.kill();
      fail(problems.map((one) => `.dev.vars: ${one}`).join("\n"));
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** None of an answer that isn't of Posthorn itself. */
async function problemsOf(health: Response): Promise<string[]> {
  const { problems = [] } = (await health.json().catch(() => ({}))) as { problems?: string[] };
  return problems;
}
