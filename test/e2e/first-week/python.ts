import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Of Python: kept until node_modules are made anew. */
const cache = "node_modules/.cache/posthorn";

const advice = `The weeks with the Python SDK need Python 3 with venv, and PyPI. Install it, in one of these ways:
  apt-get install python3-venv
  brew install python`;

/**
 * A Python that has this major version of the SDK, installed unless it was before. Throws with what to install where
 * there is no Python, or nowhere to get the SDK from.
 */
export async function pythonWith(major: number): Promise<string> {
  const folder = join(cache, `svix-${major}`);
  const python = join(folder, "bin/python");
  try {
    await run(python, ["-c", "import svix"]);
  } catch {
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries=1"];
    try {
      await run("python3", ["-m", "venv", "--clear", folder]);
      await run(python, [...pip, "--timeout=10", `svix==${major}.*`]);
    } catch (error) {
      throw new Error(`${advice}\n${(error as Error).message}`);
    }
  }
  return python;
}

/** Walks the week of week.py. Throws with what Python says of the step that failed. */
export async function walk(python: string, url: string, token: string): Promise<void> {
  await run(python, ["-B", "test/e2e/first-week/week.py", url, token]);
}
