/**
 * Words of an agent as this output shows them: drawn at a terminal, else as they were written. The parser is loaded only
 * where it is used, so that no other command pays for it.
 */
import { cleanText } from "@tinyagi/contracts/clean-text";
import { type Marks, PLAIN_MARKS, pickMarks, type Text } from "@tinyagi/visualizer/text";
import type { CliContext } from "../context/context.js";

/** The lines of a text for a width. */
export type DrawAnswer = (text: string, columns: number) => Text[];

/** The signs that the terminal can draw; with `--plain` none. */
export function replyMarks({ env, output }: Pick<CliContext, "env" | "output">): Marks {
  return output.plain ? PLAIN_MARKS : pickMarks(env);
}

/** @returns undefined where answers stay as they were written: in a pipe, with `--plain`, `--raw` and `--json` */
export async function answerDrawer(
  context: Pick<CliContext, "env" | "output">,
): Promise<DrawAnswer | undefined> {
  const { answers } = context.output;
  if (answers === undefined) return undefined;
  const { markdownLines } = await import("@tinyagi/visualizer/markdown");
  const marks = replyMarks(context);
  return (text, columns) => markdownLines(text, { columns, marks, ...answers });
}

/** For a text that stands alone. */
export async function answerLines(
  context: Pick<CliContext, "env" | "output">,
): Promise<(text: string, columns: number) => Text[]> {
  return (await answerDrawer(context)) ?? ((text) => cleanText(text).split("\n"));
}
