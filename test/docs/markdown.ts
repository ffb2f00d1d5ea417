import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** A fenced block: ```` ```ts file=receive.ts ```` or ```` ```sh not-run="why" ````. */
export interface Block {
  /** `README.md:29`, the line of its opening fence. */
  at: string;
  language: string;
  /** Under which name a reader saves it. */
  file: string | null;
  /** Why no test runs it. */
  notRun: string | null;
  code: string;
}

export interface Document {
  /** From the root of the project. */
  path: string;
  text: string;
  blocks: Block[];
  /** The document whose blocks a reader has run before: `<!-- continues ../get-started.md -->`. */
  continues: string | null;
}

/** Every Markdown document of the project. */
export async function documents(): Promise<Document[]> {
  const paths = await Array.fromAsync(glob(["*.md", "docs/**/*.md"], { cwd: root }));
  return Promise.all(
    paths.sort().map(async (path) => {
      const text = await readFile(join(root, path), "utf8");
      const continues = /<!-- continues (\S+) -->/.exec(text)?.[1];
      return {
        path,
        text,
        blocks: blocksOf(path, text),
        continues: continues === undefined ? null : join(path, "..", continues),
      };
    }),
  );
}

const fence = /^```([a-z]*)(?: ([^\n]*))?\n(.*?)^```$/gms;

function blocksOf(path: string, text: string): Block[] {
  return Array.from(text.matchAll(fence), ({ index, 1: language = "", 2: info = "", 3: code = "" }) => ({
    at: `${path}:${text.slice(0, index).split("\n").length}`,
    language,
    file: /\bfile=(\S+)/.exec(info)?.[1] ?? null,
    notRun: /\bnot-run="([^"]+)"/.exec(info)?.[1] ?? null,
    code,
  }));
}

/** What stands around the blocks. */
export const prose = ({ text }: Document) => text.replace(fence, "");
