/** Agents whose next session waits for the start of a program, although one should be open for it. */
import type { AheadState } from "@tinyagi/contracts";
import { nextSessionText } from "@tinyagi/views";
import type { Finding } from "./finding.js";

/** Why none is open, and what a person can do. */
const HINTS: Partial<Record<AheadState, string>> = {
  enough: "Let more programs wait: tinyagi config set execution.live.spares 2",
  too_many: "Let more programs stay open: tinyagi config set execution.live.maxIdle 10",
  memory: "Give open programs more memory: tinyagi config set execution.live.maxIdleMemoryMB 3000",
  not_opened: "See why: tinyagi logs",
};

/** One finding for each agent. A state in which nothing is missing has none. */
export function checkAhead(states: ReadonlyMap<string, AheadState>): Finding[] {
  return [...states].sort().flatMap(([agent, state]) => {
    const hint = HINTS[state];
    if (hint === undefined) return [];
    return [
      {
        id: "agent.not-ahead",
        level: "info",
        message: `next session of @${agent}: ${nextSessionText(state)}`,
        hint,
      },
    ];
  });
}
