/** `/why`: what became of a message, and what to do, with the commands of a chat. */
import type { SenderRole } from "@tinyagi/contracts";
import { type Story, whyMessage } from "@tinyagi/features";
import { type MessageRow, mayTryNow } from "@tinyagi/kernel";
import { adviceText, reasonText } from "@tinyagi/views";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import { newestMessage, ownMessage } from "./own-work.js";
import type { Command } from "./parse-command.js";

export function whyWork(
  { store, clock, desk }: Pick<CommandParts, "store" | "clock" | "desk">,
  { words: [first, more] }: Extract<Command, { name: "why" }>,
  call: CommandCall,
): CommandResult {
  if (more !== undefined) return say("Usage: /why [NUMBER]");
  const row = first === undefined ? newestMessage(store, call) : ownMessage(store, first, call);
  if (row === undefined)
    return say(
      first === undefined
        ? "You have sent no message to an agent yet."
        : "You have no message with this number.",
    );
  const story = whyMessage(store, String(row.id), { ...desk.load(), now: clock.now() });
  return say(toLines(story, call).join("\n"));
}

function toLines({ message, reasons, advice }: Story, { role }: CommandCall): string[] {
  const here = nextHere(message, role);
  return [
    `Message ${message.id} for @${message.agent_id}: ${reasonText(reasons)}`,
    ...(here === undefined ? [] : [here]),
    // What the terminal offers more is for who has one.
    ...(advice === null || role !== "owner" ? [] : [`In a terminal: ${adviceText(advice)}`]),
  ];
}

function nextHere(row: MessageRow, role: SenderRole): string | undefined {
  const { id, status } = row;
  if (status === "dead") return `To try again: /retry ${id}`;
  if (status === "pending")
    return `${mayTryNow(row, role) ? `To try at once: /retry ${id}. ` : ""}To stop waiting: /cancel ${id}`;
  return status === "processing" ? `To stop it: /cancel ${id}` : undefined;
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
