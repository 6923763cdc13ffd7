/** Sentences that explain to a person which limit stopped a handoff, and of which agent. */

import type { LimitCode } from "@tinyagi/contracts";
import { duration } from "@tinyagi/views";
import type { Limited } from "./handoff-decision.js";

/** One sentence for one stopped handoff of agent `from`; it names the limit, its value and both agents. */
export function explainLimit(limited: Limited, from: string): string {
  const who = limited.to === null ? `@${from}'s handoffs` : `@${from}'s handoff to @${limited.to}`;
  return `Stopped by ${limited.code}: ${who} did not happen, because ${because(limited, from)}.`;
}

/** One sentence for each limit that one output of `from` reached, in order of first occurrence. */
export function explainLimits(limited: readonly Limited[], from: string): string[] {
  const byCode = new Map<LimitCode, Limited[]>();
  for (const entry of limited) byCode.set(entry.code, [...(byCode.get(entry.code) ?? []), entry]);
  return [...byCode.values()].flatMap((entries) => {
    const [first, ...others] = entries;
    if (first === undefined) return [];
    if (others.length === 0) return [explainLimit(first, from)];
    const names = entries.flatMap((entry) => (entry.to === null ? [] : [`@${entry.to}`])).join(", ");
    const why = because({ ...first, to: null }, from);
    return [`Stopped by ${first.code}: @${from}'s handoffs to ${names} did not happen, because ${why}.`];
  });
}

function because({ code, to, limit }: Limited, from: string): string {
  switch (code) {
    case "LIMIT_HOPS":
      return `the work had already been handed on ${times(limit)} in a row`;
    case "LIMIT_MESSAGES":
      return `the conversation has reached ${limit} messages`;
    case "LIMIT_FAN_OUT":
      return `one answer hands over to at most ${limit} agents`;
    case "LIMIT_DURATION":
      return `the conversation is older than ${duration(limit)}`;
    case "LIMIT_PAIR_REPEATS":
      return `@${from} had already handed over to ${to === null ? "each of them" : `@${to}`} ${times(limit)} in this conversation`;
  }
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
