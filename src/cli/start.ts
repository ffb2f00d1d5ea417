/** `npm start [-- --port N]`: Posthorn on this machine, with everything that it needs. */
import { spawn, spawnSync } from "node:child_process";
import { defaultOrg, fail, flags, localSecrets, root } from "./local.ts";

const { port = "8787" } = flags(["port"], "npm start -- --port 8787");
if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535)
  fail(`--port must be 1 to 65535, not ${port}`);

const env = { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" };
const wrangler = `${root}node_modules/wrangler/bin/wrangler.js`;

localSecrets();
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
    // Kept in a local mailbox, not sent.
    ...["--var", "EMAIL_FROM:webhooks@posthorn.example"],
  ],
  { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] },
);
server.on("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.kill(signal));

await untilHealthy();
console.log(`
📯 Posthorn is up: ${address}   (API reference: ${address}/docs, console: ${address}/console)

In a second terminal, get a token, create an application and send an event:

  TOKEN=$(npm run token -- --org ${defaultOrg})
  curl ${address}/api/v1/app/my-customer/msg -H "authorization: Bearer $TOKEN" -d '{
    "application": {"name": "My customer", "uid": "my-customer"},
    "eventType": "invoice.paid",
    "payload": {"invoice": 4711}
  }'

The token opens the console, too. Or watch the whole way, from the event to a verified webhook:

  npm run demo${port === "8787" ? "" : ` -- --url ${address}`}
`);

async function untilHealthy(): Promise<void> {
  for (;;) {
    const healthy = await fetch(`http://127.0.0.1:${port}/api/v1/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
