/** How full the context of an agent is. */
import type { RunView, ShownContext } from "@tinyagi/contracts";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";
import { share, tokens } from "./count.js";
import { formatUsed } from "./usage.js";

/** The part of a run that says it. */
type ContextRun = Pick<RunView, "agent" | "createdAt" | "context">;

/**
 * Of the newest run of an agent whose session it goes on in.
 *
 * @param runs in any order, also of other agents
 */
export function currentContext(runs: readonly ContextRun[], agent: string): ShownContext | undefined {
  let newest: ContextRun | undefined;
  for (const run of runs) {
    if (run.agent !== agent || run.context?.isCurrent !== true) continue;
    if (newest === undefined || run.createdAt >= newest.createdAt) newest = run;
  }
  return newest?.context ?? undefined;
}

/** `53.2k of 200k tokens (26%)`, or `53.2k tokens` where nobody says how many the model takes. */
export function contextText({ tokens: used, window }: ShownContext, words: ViewWords = en): string {
  if (window === undefined) return tokens(used, words);
  return `${formatUsed("tokens", { used, limit: window }, words)} (${share(used / window)})`;
}
