/** The open programs of an agent, in words. Pure. */
import type { AheadState, ClosedPrograms, OpenPrograms } from "@tinyagi/contracts";
import { size } from "../figures/count.js";
import { span } from "../figures/duration.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** How many are open, since when, and with how much memory. */
export function openProgramsText(
  { open, since, bytes }: Pick<OpenPrograms, "open" | "since" | "bytes">,
  now: number,
  words: ViewWords = en,
): string {
  const memory = bytes === null ? undefined : size(bytes);
  return words.agents.programs.open(open, span(now - since, words), memory);
}

/** Whether a program is open for the next session of an agent, and why not. */
export function nextSessionText(state: AheadState, words: ViewWords = en): string {
  return words.agents.programs.ahead[state];
}

/** What closing them came to. */
export function closedProgramsText({ closed, later }: ClosedPrograms, words: ViewWords = en): string {
  const say = words.agents.programs;
  const parts = [...(closed === 0 ? [] : [say.closed(closed)]), ...(later === 0 ? [] : [say.later(later)])];
  return parts.length === 0 ? say.none : parts.join(" ");
}
