/** How a run came to its program: one answer for every screen. */
import type { RunView } from "@tinyagi/contracts";
import { duration } from "../figures/duration.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** Whether the program was open, why not, and how long it took. @returns undefined while nobody knows, and for old runs */
export function programStart(
  { start, startMs }: Pick<RunView, "start" | "startMs">,
  words: ViewWords = en,
): string | undefined {
  if (start === undefined) return undefined;
  const how = words.agents.starts[start];
  return startMs === undefined ? how : words.agents.started(how, duration(startMs, words));
}
