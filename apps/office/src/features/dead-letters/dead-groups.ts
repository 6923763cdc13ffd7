/** Dead letters by agent and reason, and what a replay of them will do. Pure. */

import type { DeadGroup } from "@tinyagi/contracts";
import { findHelp } from "../../lib/format/why";
import type { DeadLetter } from "../../lib/queries";
import { words } from "../../locale/words";

/** What a replay means, before anyone presses a button. */
export interface Preview {
  /** How many are replayed. */
  total: number;
  text: string;
  /** Those of sub-agents, which a replay leaves to their graph. */
  leftOut: number;
  /** Those that will fail again, by what to do first. */
  advice: readonly { text: string; count: number; reasons: readonly DeadGroup["errorClass"][] }[];
}

export function toPreview(all: readonly DeadGroup[], nameOf: (id: string) => string): Preview {
  const groups = all.flatMap((group) => {
    const count = group.count - group.inGraph;
    return count === 0 ? [] : [{ ...group, count }];
  });
  const total = sumAll(groups);
  const agents = [...new Set(groups.map(({ agent }) => agent))];
  const to = agents.length === 1 ? nameOf(agents[0] ?? "") : words.queue.dead.agents(agents.length);
  const byAdvice = new Map<string, DeadGroup[]>();
  for (const group of groups) {
    const help = findHelp(group.errorClass, group.advice);
    if (help !== undefined) byAdvice.set(help, [...(byAdvice.get(help) ?? []), group]);
  }
  return {
    total,
    text: total === 0 ? words.queue.dead.nothingToReplay : words.queue.dead.preview(total, to),
    leftOut: sumAll(all) - total,
    advice: [...byAdvice].map(([text, same]) => ({
      text,
      count: sumAll(same),
      reasons: [...new Set(same.map(({ errorClass }) => errorClass))],
    })),
  };
}

export function sumAll(groups: readonly Pick<DeadGroup, "count">[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

/** Chosen letters, counted as the daemon counts all of them. */
export function groupsOf(letters: readonly DeadLetter[]): DeadGroup[] {
  const groups = new Map<string, DeadGroup>();
  for (const { data, errorClass, advice, inGraph } of letters) {
    const key = `${data.agent} ${errorClass}`;
    const before = groups.get(key) ?? { agent: data.agent, errorClass, advice, count: 0, inGraph: 0 };
    groups.set(key, {
      ...before,
      count: before.count + 1,
      inGraph: before.inGraph + (inGraph ? 1 : 0),
    });
  }
  return [...groups.values()];
}
