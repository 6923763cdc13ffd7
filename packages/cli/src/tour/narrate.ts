/** Tells the demo to a person: captions with pauses to read, at a terminal with colours. */
import { paint, styled } from "@tinyagi/visualizer/text";
import type { CliContext } from "../context/context.js";
import { linesOfText } from "../output/output.js";
import { wait } from "./demo-home.js";
import type { Teller } from "./scene.js";

/** To read a title, and to read what to notice. */
const TITLE_MS = 700;
const POINT_MS = 2_500;
/** Lines of an answer that are shown. */
const ANSWER_LINES = 8;

export interface Narrator extends Teller {
  title(line: string): Promise<void>;
  /** Time to read. */
  pause(): Promise<void>;
}

export function createNarrator({ output, signal }: CliContext, isFast: boolean): Narrator {
  const read = (ms: number) => (isFast || output.json ? Promise.resolve() : wait(ms, signal));
  return {
    signal,
    async title(line) {
      output.talk("");
      output.talk(styled`${paint("bold", line)}`);
      await read(TITLE_MS);
    },
    command: (line) => output.talk(styled`${paint("dim", "$")} ${paint("cyan", line)}`),
    event: (line) => output.talk(styled`  ${paint("dim", "·")} ${line}`),
    answer(text) {
      const lines = linesOfText(text).filter((line) => line.trim() !== "");
      for (const line of lines.slice(0, ANSWER_LINES)) output.talk(`  ${line}`);
      if (lines.length > ANSWER_LINES) output.talk(styled`  ${paint("dim", "…")}`);
    },
    point: (line) => output.talk(styled`${paint("green", "→")} ${line}`),
    pause: () => read(POINT_MS),
  };
}
