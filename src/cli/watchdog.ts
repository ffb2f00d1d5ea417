/** `watchdog.ts PID`: ends the process group of PID once nobody holds the other end of stdin. */
const group = -Number(process.argv[2]);

process.stdin.resume();
process.stdin.on("end", async () => {
  signal("SIGTERM");
  for (let tries = 0; tries < 50 && signal(0); tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  signal("SIGKILL");
});

/** @returns whether anybody of the group was there */
function signal(name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(group, name);
  } catch {
    return false;
  }
}
