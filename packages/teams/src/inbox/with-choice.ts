/** `/with MODEL [effort=LEVEL] TEXT`: one message with another model or effort. Pure. */
import { EFFORTS, modelSchema, type RunChoice } from "@tinyagi/contracts";

const EFFORT = "effort=";

/** What a message says, and with what it is answered. */
export interface ChosenText {
  readonly text: string;
  readonly choice: RunChoice;
}

/** @param text what follows the command @returns undefined when it names no model and no effort, or has no text */
export function parseWith(text: string): ChosenText | undefined {
  const [first = "", afterFirst] = cutWord(text.trim());
  const level = toEffort(first);
  if (level !== undefined) return chosen(afterFirst, { effort: level });
  if (first.startsWith("@") || first.includes("=") || !modelSchema.safeParse(first).success) return undefined;
  const [second = "", afterSecond] = cutWord(afterFirst);
  const effort = toEffort(second);
  if (effort !== undefined) return chosen(afterSecond, { model: first, effort });
  return second.toLowerCase().startsWith(EFFORT) ? undefined : chosen(afterFirst, { model: first });
}

function chosen(text: string, choice: RunChoice): ChosenText | undefined {
  return text === "" ? undefined : { text, choice };
}

/** The first word, and what follows it as it was written. */
function cutWord(text: string): [string | undefined, string] {
  const end = text.search(/\s/);
  return end === -1 ? [text, ""] : [text.slice(0, end), text.slice(end).trim()];
}

function toEffort(word: string): RunChoice["effort"] {
  const lower = word.toLowerCase();
  return EFFORTS.find((one) => lower === `${EFFORT}${one}`);
}
