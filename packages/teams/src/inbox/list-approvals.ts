/** `/approvals`: what waits for a decision, each with what is asked and how to decide. */
import { partsAsText, noticeParts } from "@tinyagi/contracts";
import type { CommandParts, CommandResult } from "./command-call.js";

/** Each may be some screens long. */
const SHOWN_MAX = 3;
const LISTED_MAX = 20;

/** The texts are literal, as in the notice itself: the reply is sent with the marks of no format in them. */
export function listApprovals({ store, approvals }: Pick<CommandParts, "store" | "approvals">): CommandResult {
  const open = store.approvals.list({ status: "open", limit: LISTED_MAX + 1 });
  if (open.length === 0) return say("Nothing waits for your decision.");
  const shown = open.slice(0, SHOWN_MAX).map(({ id }) => partsAsText(noticeParts(approvals.notice(id))));
  const others = open.slice(SHOWN_MAX, LISTED_MAX).map(({ id, agent_id: agent, kind }) => `${id}: ${kind} of @${agent}`);
  const more = open.length > LISTED_MAX ? ["More wait. See all: TinyOffice, or tinyagi approvals"] : [];
  return say([...shown, ...(others.length === 0 ? [] : [others.join("\n")]), ...more].join("\n\n"));
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
