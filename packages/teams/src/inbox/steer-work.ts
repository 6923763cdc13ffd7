/**
 * `/pause`, `/resume` and `/steer`: commands to the work of an agent. A member steers only the own work; an owner steers
 * all, and on a channel where strangers can write only the work of that channel.
 */
import { isAppError, type SteerCommand } from "@tinyagi/contracts";
import type { MessageRow, RunSteering, Store } from "@tinyagi/kernel";
import type { CommandCall, CommandResult } from "./command-call.js";
import { isOwnWork } from "./own-work.js";
import type { Command } from "./parse-command.js";

/** Most open messages that are searched for the one that is meant. */
const SEARCH_MAX = 1_000;
const DONE = {
  pause: (agent: string) => `Paused @${agent}. Send /resume @${agent} to continue.`,
  resume: (agent: string) => `@${agent} continues.`,
  inject: (agent: string) => `@${agent} continues with your text.`,
} as const;
const NOTHING = {
  pause: "There is no running work to pause.",
  resume: "Nothing is paused.",
  inject: "There is no running work to steer. Send your text as a message.",
} as const;

type Steer = Extract<Command, { name: "steer" }>;
interface Parts {
  store: Store;
  steering: Pick<RunSteering, "steerMessage" | "isPaused">;
}

export async function steerWork(parts: Parts, wanted: Steer, call: CommandCall): Promise<CommandResult> {
  const { command, text } = wanted;
  if (command === "inject" && text === "") return say("Usage: /steer [@agent] TEXT");
  const row = findWork(parts, wanted, call);
  if (row === undefined) return say(NOTHING[command]);
  try {
    const steered = await parts.steering.steerMessage(row.id, { command, text, by: call.by });
    if (steered === "taken") return say(`@${row.agent_id} has your text in its running turn.`);
  } catch (error) {
    // It changed in the meantime.
    if (isAppError(error, "CONFLICT")) return say(error.message);
    throw error;
  }
  return say(DONE[command](row.agent_id));
}

/** The newest work that is meant and that the sender may steer. */
function findWork(
  { store, steering }: Parts,
  { command, agent }: Steer,
  call: CommandCall,
): MessageRow | undefined {
  const isResume: boolean = command === ("resume" satisfies SteerCommand);
  return store.messages
    .withStatus(isResume ? "pending" : "processing", SEARCH_MAX)
    .reverse()
    .filter((row) => agent === null || row.agent_id === agent)
    .filter((row) => !isResume || steering.isPaused(row.id))
    .find((row) => isOwnWork(store, row, call));
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
