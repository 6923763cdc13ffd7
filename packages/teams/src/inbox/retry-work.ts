/** `/retry` and `/cancel`: try a message again, or stop waiting for it. What is over already is only described. */
import { isAppError } from "@tinyagi/contracts";
import { awaitedProvider, type MessageRow, mayTryNow } from "@tinyagi/kernel";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import { newestTrouble, ownMessage } from "./own-work.js";
import type { Command } from "./parse-command.js";

type Parts = Pick<CommandParts, "store" | "conversations" | "desk">;

export async function retryWork(
  parts: Parts,
  { words: [first, more] }: Extract<Command, { name: "retry" }>,
  call: CommandCall,
): Promise<CommandResult> {
  if (more !== undefined) return say("Usage: /retry [NUMBER]");
  if (first?.toLowerCase() === "all") return say(await resume(parts, undefined));
  const row = first === undefined ? newestTrouble(parts.store, call) : ownMessage(parts.store, first, call);
  if (row === undefined) return say(nothing(first));
  return shown(async () => {
    const provider = awaitedProvider(row);
    if (provider !== undefined) return retryAwaited(parts, { row, provider }, call);
    if (mayTryNow(row, call.role)) await parts.conversations.tryNow(row.id);
    else if (row.status === "dead") await parts.conversations.replayDead(row.id);
    else return pastText(row);
    return `Message ${row.id} for @${row.agent_id} runs again.`;
  });
}

export async function cancelWork(
  { store, conversations }: Parts,
  { words: [first, more] }: Extract<Command, { name: "cancel" }>,
  call: CommandCall,
): Promise<CommandResult> {
  if (first === undefined || more !== undefined)
    return say("Usage: /cancel NUMBER. To cancel all your open requests: /stop");
  const row = ownMessage(store, first, call);
  if (row === undefined) return say(nothing(first));
  if (row.status !== "pending" && row.status !== "processing") return say(pastText(row));
  return shown(async () => {
    await conversations.cancelMessage(row.id, { code: "cancel" });
    return `Stopped waiting for message ${row.id} (@${row.agent_id}).`;
  });
}

/** Other people's messages may wait for the same provider, so only an owner ends its pause. */
async function retryAwaited(
  parts: Parts,
  { row, provider }: { row: MessageRow; provider: string },
  { role }: CommandCall,
): Promise<string> {
  if (role === "owner") return resume(parts, provider);
  return `Message ${row.id} waits for the provider ${provider} and goes on by itself. An owner can try at once. To stop waiting: /cancel ${row.id}`;
}

async function resume({ store, desk }: Parts, provider: string | undefined): Promise<string> {
  const resumed = await store.write(() => desk.circuits.resume(provider));
  if (resumed.length === 0) return "No message waits for a provider.";
  return resumed
    .map(
      (one) =>
        `Trying ${one.provider} now (${one.messages === 1 ? "1 message" : `${one.messages} messages`} waited).`,
    )
    .join("\n");
}

/** What a button of an old notice gets. */
function pastText({ id, status, agent_id: agent }: MessageRow): string {
  switch (status) {
    case "completed":
      return `That is past: @${agent} answered message ${id}.`;
    case "cancelled":
      return `That is past: message ${id} was cancelled. Send it again if you still want it.`;
    case "dead":
      return `That is past: message ${id} failed permanently. To try again: /retry ${id}`;
    case "processing":
      return `@${agent} works on message ${id} now.`;
    case "pending":
      return `Message ${id} is in the queue of @${agent} and runs by itself. To see why it waits: /why ${id}`;
  }
}

function nothing(written: string | undefined): string {
  if (written === undefined) return "None of your messages has failed or waits for another attempt.";
  return "You have no message with this number.";
}

async function shown(act: () => Promise<string>): Promise<CommandResult> {
  try {
    return say(await act());
  } catch (error) {
    // It changed in the meantime, or only its graph runs it again.
    if (isAppError(error, "CONFLICT") || isAppError(error, "NOT_FOUND")) return say(error.message);
    throw error;
  }
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
