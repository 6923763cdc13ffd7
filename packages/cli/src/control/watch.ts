/** `--watch`: runs a command that only reads again and again, and prints what it shows whenever that changed. */
import { setTimeout as sleep } from "node:timers/promises";
import type { CliContext } from "../context/context.js";
import { usageError } from "../error/cli-error.js";
import type { Output } from "../output/output.js";

const EVERY_MS = 2_000;

/** Commands that read, by their first word, or by the second one of a noun. */
const READS: ReadonlySet<string> = new Set([
  ...["status", "runs", "approvals", "budgets", "spend", "trends", "trace", "graph", "why"],
  ...["list", "ls", "show", "get", "view", "inspect", "board", "agents", "processing", "lanes", "dead"],
  ...["history", "stops", "undelivered", "week", "pending", "approved"],
]);
/** Not about a noun: what follows is a text. */
const ACTS: ReadonlySet<string> = new Set(["run", "send", "steer", "answer", "approve", "deny", "fork"]);

/** @throws CliError usage for a command that acts: repeating it would act again */
export function assertWatchable(words: readonly string[]): void {
  const [first = "", second = ""] = words.filter((word) => !word.startsWith("-"));
  if (!ACTS.has(first) && (READS.has(first) || READS.has(second))) return;
  throw usageError(
    "--watch is only for commands that list or show something.",
    "For example: tinyagi status --watch",
  );
}

/** Until the person interrupts. @param once runs the command with the output it is given */
export async function watch(context: CliContext, once: (output: Output) => Promise<void>): Promise<void> {
  const { output, signal } = context;
  let shown: string | undefined;
  for (;;) {
    const frame: (() => void)[] = [];
    let text = "";
    const keep =
      <A extends readonly unknown[]>(print: (...values: A) => void) =>
      (...values: A): void => {
        text += `${JSON.stringify(values)}\n`;
        frame.push(() => print(...values));
      };
    await once({
      ...output,
      data: (value, lines) => {
        text += `${JSON.stringify(value)}\n`;
        frame.push(() => output.data(value, lines));
      },
      jsonLine: keep(output.jsonLine),
      line: keep(output.line),
      text: keep(output.text),
    });
    if (text !== shown) {
      if (shown !== undefined) output.nextFrame();
      for (const print of frame) print();
      shown = text;
    }
    await sleep(EVERY_MS, undefined, { signal });
  }
}
