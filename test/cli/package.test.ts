/** The package for Workers that send events, installed in a project that has nothing else. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "posthorn-package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = `
import { eventJob, type EventJob } from "posthorn/jobs";
import type { BatchItem, Producer } from "posthorn/rpc";

const job: EventJob = {
  v: 1,
  kind: "event",
  org: "org_live",
  application: "shop-17",
  message: { eventType: "invoice.paid", payload: { invoice: 4711 } },
};

export async function send(posthorn: Producer): Promise<BatchItem[]> {
  const { id } = await posthorn.send({ application: "shop-17" }, job.message, { idempotencyKey: "a" });
  return posthorn.sendBatch({ org: "org_live", application: id }, [job.message]);
}

// @ts-expect-error A job without a message is none.
const none: EventJob = { v: 1, kind: "event", org: "org_live", application: "shop-17" };
const wrong = eventJob.safeParse(none);
console.log(eventJob.parse(job).application, wrong.success ? "" : wrong.error.issues[0]?.path.join("."));
`;

it("is installed, checked by tsc and run", () => {
  const tarball = execFileSync(process.execPath, [join(root, "src/cli/package.ts"), "--into", folder], {
    encoding: "utf8",
  }).trim();
  const project = join(folder, "a project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "producer", type: "module" }));
  writeFileSync(join(project, "program.ts"), program);
  const options = {
    strict: true,
    target: "es2022",
    module: "nodenext",
    outDir: "out",
    skipLibCheck: false,
    types: [],
  };
  writeFileSync(
    join(project, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...options, lib: ["es2022", "dom"] }, files: ["program.ts"] }),
  );
  const run = (command: string, args: string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: "utf8" });
    expect(status, `${command} ${args}\n${stdout}${stderr}`).toBe(0);
    return stdout;
  };
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball]);
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."]);
  expect(run(process.execPath, ["out/program.js"])).toBe("shop-17 message\n");
});
