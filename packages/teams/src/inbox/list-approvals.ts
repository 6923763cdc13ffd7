/**
 * `/approvals`: what waits for a decision. In a chat of a platform each request comes as a notice of its own, as it came at
 * first: exact, with its buttons. Elsewhere they are one text, in which nothing that an agent wrote is read as a format.
 */

import { partsAsMarkdown } from "@tinyagi/contracts";
import type { ApprovalRow } from "@tinyagi/kernel";
import { noticeParts, wordsIn } from "@tinyagi/views";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";

type Parts = Pick<CommandParts, "store" | "approvals" | "outbox" | "settings">;

/** Each may be some screens long. */
const SHOWN_MAX = 5;
const LISTED_MAX = 20;

export function listApprovals(parts: Parts, call: CommandCall): CommandResult {
  const open = parts.store.approvals.list({ status: "open", limit: LISTED_MAX + 1 });
  if (open.length === 0) return say("Nothing waits for your decision.");
  const shown = open.slice(0, SHOWN_MAX);
  const others = open.slice(SHOWN_MAX, LISTED_MAX).map((row) => `${row.id}: ${row.kind} of @${row.agent_id}`);
  const more = open.length > LISTED_MAX ? ["More wait: see TinyOffice, or tinyagi approvals"] : [];
  const rest = [...others, ...more].join("\n");
  const count = open.length === 1 ? "1 request waits" : `${shown.length + others.length} requests wait`;
  const head = `${count} for your decision.${rest === "" ? "" : `\n${rest}`}`;
  if (!call.open) return say([head, ...shown.map((row) => toText(parts, row))].join("\n\n"));
  return {
    reply() {
      for (const row of shown) sendAgain(parts, row, call);
      return head;
    },
  };
}

function toText({ approvals, settings }: Parts, { id }: ApprovalRow): string {
  return partsAsMarkdown(noticeParts(approvals.notice(id), wordsIn(settings().language)));
}

function sendAgain(parts: Parts, row: ApprovalRow, { channel, asked }: CommandCall): void {
  parts.outbox.add({
    conversationId: null,
    // Clients find the answer to a message by the id of the message. This is none.
    messageId: `asked_${row.id}`,
    channel,
    sender: asked.sender,
    senderId: asked.sender_id,
    message: toText(parts, row),
    originalMessage: "",
    agent: row.agent_id,
    files: [],
    metadata: asked.metadata,
    approvalId: row.id,
  });
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
