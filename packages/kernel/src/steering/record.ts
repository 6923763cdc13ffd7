/** The message that a command is for, and the event of the command. */
import type { EventData, EventType } from "@tinyagi/contracts";
import { messageScope } from "../journal/event-scope.js";
import type { MessageRow } from "../store/schema.js";
import { refused } from "./refusal.js";
import type { SteeringOptions } from "./steering-contract.js";

type SteerEvent = Extract<EventType, `steering.${string}`>;

/** @throws what `refused` makes, when the message has ended */
export function openMessage({ store }: SteeringOptions, id: number): MessageRow {
  const row = store.messages.get(id);
  if (row === undefined || (row.status !== "pending" && row.status !== "processing")) throw refused("ended");
  return row;
}

/** Inside a write. */
export function record<T extends SteerEvent>(
  { journal }: Pick<SteeringOptions, "journal">,
  row: MessageRow,
  { type, data }: { type: T; data: Omit<EventData<T>, "agent"> },
): void {
  const scope = { ...messageScope(row), ...(row.run_id === null ? {} : { runId: row.run_id }) };
  journal.append(type, { agent: row.agent_id, ...data } as EventData<T>, scope);
}
