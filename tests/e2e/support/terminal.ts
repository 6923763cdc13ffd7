/** The built `tinyagi` command at a real terminal: a pseudo-terminal of `script`, with keys typed while it runs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { waitFor } from "@tinyagi/testkit";
import { CLI, type CliResult, type Stage } from "./stage.js";

/** A whole run of an agent, on a busy machine. */
const RUN_MS = 180_000;
const SCREEN = "stty cols 160 rows 50";

export interface Terminal {
  /** What the terminal has shown so far, without control sequences. */
  screen(): string;
  /** Types once `question` is on the screen. */
  answer(question: RegExp, keys: string): Promise<void>;
  /** The end of the command. */
  readonly ended: Promise<CliResult>;
}

let opened = 0;

/** @param words - of `tinyagi`; they may not contain a single quote */
export function openTerminal(stage: Stage, words: readonly string[]): Terminal {
  opened += 1;
  const record = join(stage.place.root, `terminal-${opened}`);
  const quoted = [process.execPath, CLI, ...words].map((word) => `'${word}'`).join(" ");
  const keyboard = new PassThrough();
  const ended = stage
    .run("script", ["-qfec", `${SCREEN}; exec ${quoted}`, record], {
      input: keyboard,
      timeoutMs: RUN_MS,
      env: { TERM: "xterm", SHELL: "/bin/sh" },
    })
    .finally(() => keyboard.destroy());
  const screen = () => stripVTControlCharacters(readFileSync(record, "utf8"));
  return {
    screen,
    async answer(question, keys) {
      await waitFor(() => question.test(screen()), { timeoutMs: RUN_MS, what: `the question ${question}` });
      keyboard.write(keys);
    },
    ended,
  };
}
