import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { differences, lastAnswer } from "./answer.ts";
import type { Block } from "./markdown.ts";
import { Shell } from "./shell.ts";

/** Where the blocks run. */
export interface Place {
  folder: string;
  env: NodeJS.ProcessEnv;
  /** What a document says → what it is in this place. */
  names: Record<string, string>;
}

/** Does what a reader does with the blocks of a document, one after the other. @throws where one doesn't work */
export async function follow(blocks: readonly Block[], { folder, env, names }: Place): Promise<void> {
  const here = (code: string) =>
    Object.entries(names).reduce((text, [name, own]) => text.replaceAll(name, own), code);
  const shell = new Shell(folder, env);
  let ran: { block: Block; printed: string } | null = null;
  try {
    for (const block of blocks) {
      const { language, file, notRun, code, at } = block;
      if (notRun !== null) ran = null;
      else if (file !== null) await writeFile(join(folder, file), here(code));
      else if (language === "sh") ran = { block, printed: await shell.run(here(code), at) };
      else if (language === "json") {
        if (ran === null) throw new Error(`${at}: there is no request before this answer`);
        const { block: question } = ran;
        const again = () => shell.run(here(question.code), question.at);
        await expectAnswer(block, here(code), ran.printed, isQuestion(question) ? again : null);
      }
    }
  } finally {
    await shell.close();
  }
}

/** A request that only asks, so that it may be asked again until the answer is there. */
const isQuestion = ({ code }: Block) => /\bcurl\b/.test(code) && !/ (-d|-X)\b|\bnp[mx]\b/.test(code);

const patience = 20_000;

async function expectAnswer(
  { at }: Block,
  code: string,
  first: string,
  again: (() => Promise<string>) | null,
): Promise<void> {
  const deadline = Date.now() + patience;
  for (let printed = first; ; printed = await again!()) {
    const different = differences(JSON.parse(code), lastAnswer(printed));
    if (different.length === 0) return;
    if (again === null || Date.now() > deadline)
      throw new Error(`${at} is not what came:\n${different.join("\n")}\n\n${printed}`);
  }
}
