import { expect, it } from "vitest";
import { configure } from "./first-week/configure.ts";
import { operate } from "./first-week/operate.ts";
import { pythonWith, walk } from "./first-week/python.ts";
import { repair } from "./first-week/repair.ts";
import { sdks } from "./first-week/sdks.ts";
import { send } from "./first-week/send.ts";
import type { Week } from "./first-week/week.ts";
import { Client, sharedServer, startReceiver, tokenFor } from "./harness.ts";

const { url } = sharedServer();

/** A receiver that refuses everything until it works. */
async function startBroken(): Promise<Week["broken"]> {
  const broken = {
    works: false,
    ...(await startReceiver((response) => response.writeHead(broken.works ? 200 : 500).end("no"))),
  };
  return broken;
}

it.each(sdks)("a first week with version $version of the JavaScript SDK", async (sdk) => {
  const client = new Client({ url });
  const svix = sdk.connect(await tokenFor(client.org), url);
  const [receiver, broken] = [await startReceiver(), await startBroken()];
  const week: Week = { sdk, svix, client, url, receiver, broken, sent: [] };
  for (const [what, step] of [...configure, ...send, ...repair, ...operate])
    await step(week).catch((reason: Error) => {
      reason.message = `${what}: ${reason.message}`;
      throw reason;
    });
});

it.for([1, 2])("a first week with version %i of the Python SDK", async (major, { skip }) => {
  const python = await pythonWith(major).catch((reason: Error) => skip(reason.message));
  await expect(walk(python, url, await tokenFor(new Client({ url }).org))).resolves.toBeUndefined();
});
