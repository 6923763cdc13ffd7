/** Which limit stopped a handoff, and of which agent: facts for the reply to a person, and the sentence for the agent. */

import type { LimitCode, ReplyNote } from "@tinyagi/contracts";
import { noteText } from "@tinyagi/views";
import type { Limited } from "./handoff-decision.js";

/** One sentence for one stopped handoff of agent `from`; it names the limit, its value and both agents. */
export function explainLimit(limited: Limited, from: string): string {
  return noteText(toNote([limited], limited, from));
}

/** One note for each limit that one output of `from` reached, in order of first occurrence. */
export function listLimitNotes(limited: readonly Limited[], from: string): ReplyNote[] {
  const byCode = new Map<LimitCode, Limited[]>();
  for (const entry of limited) byCode.set(entry.code, [...(byCode.get(entry.code) ?? []), entry]);
  return [...byCode.values()].flatMap((entries) => {
    const [first] = entries;
    return first === undefined ? [] : [toNote(entries, first, from)];
  });
}

function toNote(entries: readonly Limited[], { code: limit, limit: most }: Limited, by: string): ReplyNote {
  const agents = entries.flatMap(({ to }) => (to === null ? [] : [to]));
  return { code: "handoff.limit", limit, most, by, agents };
}
