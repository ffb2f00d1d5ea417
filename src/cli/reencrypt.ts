/** `npm run reencrypt`: encrypts with the current key what an earlier one has encrypted. */
import { address, fail, organisation, readArguments } from "./arguments.ts";
import { client } from "./client.ts";

const usage = "npm run reencrypt -- [--org org_x] [--url http://localhost:8787]";
const { flags } = readArguments(usage, ["url", "org"]);
const api = await client(address(usage, flags.url), organisation(usage, flags.org));

interface Step {
  renewed: number;
  unreadable: number;
  iterator: string | null;
  done: boolean;
}
let [renewed, unreadable] = [0, 0];
for (let iterator: string | null = null, done = false; !done; ) {
  const step: Step = await api<Step>("POST", "/encryption/renew", { iterator });
  renewed += step.renewed;
  unreadable += step.unreadable;
  ({ iterator, done } = step);
}
console.log(`Endpoints encrypted anew with ENCRYPTION_KEY: ${renewed}`);
if (unreadable > 0)
  fail(
    `${unreadable} endpoints have something that neither ENCRYPTION_KEY nor ENCRYPTION_KEY_PREVIOUS can read; the Worker's log names them (secret_unreadable). Add the key that is missing, or set their secret, headers and login anew.`,
  );
