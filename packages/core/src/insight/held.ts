/** What holds a message, and what ends it, in words. Pure. */
import type { ApprovalKind } from "@tinyagi/contracts";
import { timeMark } from "@tinyagi/contracts/shown-text";
import type { Hold } from "./holds.js";

export interface HeldWords {
  /** Continues "It …" or "message 5, which …". */
  clause: string;
  next: string;
}

const ASKS: Readonly<Record<ApprovalKind, string>> = {
  question: "the answer of a person",
  permission: "a person's permission to use a tool",
  spawn: "a person's approval of its plan for sub-agents",
  budget: "a person's decision about a budget",
};

/** The first hold decides: the others are shown when it has ended. @param agent who works on the message */
export function heldWords(holds: readonly Hold[], agent: string): HeldWords | undefined {
  const [hold] = holds;
  if (hold === undefined) return undefined;
  const words = wordsOf(hold, agent);
  const more = holds.length - 1;
  if (more === 0) return words;
  return {
    ...words,
    clause: `${words.clause} (${more} more ${more === 1 ? "reason" : "reasons"} after that)`,
  };
}

function wordsOf(hold: Hold, agent: string): HeldWords {
  switch (hold.kind) {
    case "pause": {
      const by = hold.by === null ? "a person" : hold.by;
      const at = hold.at === null ? "" : ` at ${timeMark(hold.at)}`;
      return {
        clause: `was paused by ${by}${at}`,
        next: `It waits until a person resumes it: \`tinyagi resume ${hold.runId ?? `@${agent}`}\`.`,
      };
    }
    case "approval":
      return {
        clause: `waits for ${ASKS[hold.asks]} (${hold.id}, until ${timeMark(hold.expiresAt)})`,
        next: `Read what is asked with \`tinyagi approvals ${hold.id}\`. ${decide(hold)}`,
      };
    case "sub_agents": {
      const names = hold.names.length < hold.open ? [...hold.names, "…"] : hold.names;
      const which = names.length === 0 ? "" : `: ${names.join(", ")}`;
      return {
        clause: `waits for its sub-agents (${hold.open} not ended${which})`,
        next: `It continues when they have ended. See them with \`tinyagi graph ${hold.runId}\`.`,
      };
    }
    case "other":
      return { clause: `is held (${hold.reason})`, next: "It continues when that has ended." };
  }
}

function decide({ id, asks }: Hold & { kind: "approval" }): string {
  return asks === "question"
    ? `Then answer: \`tinyagi answer ${id} "your text"\`.`
    : `Then decide: \`tinyagi approve ${id}\` or \`tinyagi deny ${id}\`.`;
}
