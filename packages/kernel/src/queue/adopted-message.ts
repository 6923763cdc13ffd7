/** The message of a run that goes on since before a restart. Inside a write of the store. */
import { renderPrompt } from "../message/render-prompt.js";
import type { MessageRow } from "../store/schema.js";
import { BATCH_SEPARATOR } from "./batch.js";
import { INTERRUPTIONS_MAX } from "./interrupted.js";
import type { Claim, TurnLeft } from "./queue-contract.js";
import type { QueueParts } from "./queue-parts.js";

/** As `Queue.adopt`. @param present what the agent reads of a message */
export function adoptMessage(
  { store, bootId, batches, mustGet }: QueueParts,
  of: { id: number; runId: string; turn: TurnLeft },
  present: (message: MessageRow) => string = renderPrompt,
): Claim | undefined {
  const { id, runId } = of;
  const { members, inputs, usage } = of.turn;
  const row = mustGet(id);
  // With this crash. What it says may be what ends the daemon.
  if (row.interruptions + 1 >= INTERRUPTIONS_MAX) return undefined;
  const all = batches.members(row);
  // A text that the turn does not have would be answered by nobody.
  if (all.length !== members || store.messages.adopt({ id, runId, bootId }) === 0) return undefined;
  const first = all.length - inputs;
  return {
    ...row,
    run_id: runId,
    boot_id: bootId,
    batch: all.map((one) => one.id),
    prompt: [row, ...all.slice(0, first)].map(present).join(BATCH_SEPARATOR),
    adopted: { inputs: all.slice(first).map(present), usage },
  };
}
