/**
 * The one way in which commands take a text: words are the task, a pipe is its context, and both are sent. `-` means "read
 * stdin" wherever it is, and is never part of the text. A pipe without words is the text itself.
 */
import type { CliContext } from "../context/context.js";
import { usageError } from "../error/cli-error.js";
import { readOffered, readStdin } from "./stdin-text.js";

const STDIN = "-";
const FENCE_MIN = 3;

export interface GivenText {
  /** The words of the command line, without `-`. */
  words: string;
  /** What stdin brought, exactly; undefined for nothing. */
  piped: string | undefined;
}

/** For a text that is the point of the command. @throws CliError when stdin cannot be used */
export async function readTextInput(context: CliContext, words: readonly string[]): Promise<GivenText> {
  const asked = words.includes(STDIN);
  const piped = asked ? await readStdin(context) : await readOffered(context);
  return { words: words.filter((word) => word !== STDIN).join(" "), piped };
}

/** For a text that may be left out: stdin is read only when `-` asks for it, so that a loop keeps its own. */
export async function optionalText(context: CliContext, words: readonly string[]): Promise<string> {
  return words.includes(STDIN) ? oneText(await readTextInput(context, words)) : words.join(" ");
}

/** Both as one text. @throws CliError usage, with this command as an example, when there is none */
export function requiredText(given: GivenText, example: string): string {
  const text = oneText(given);
  if (text.trim() === "") throw usageError("A text is missing.", `For example: ${example}`);
  return text;
}

/** Both as one text. */
export function oneText({ words, piped }: GivenText): string {
  if (piped === undefined || piped.trim() === "") return words;
  return words.trim() === "" ? piped : `${words}\n\n${contextBlock(piped)}`;
}

/**
 * Text from outside as a block of code: what looks like a name or a tag in it addresses nobody. The fence is longer than
 * any in the text, so that the text cannot close it.
 */
export function contextBlock(text: string): string {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = "`".repeat(Math.max(FENCE_MIN, longest + 1));
  return `From stdin:\n${fence}\n${text}${text.endsWith("\n") ? "" : "\n"}${fence}`;
}
