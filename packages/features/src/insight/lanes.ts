/** The queue lane by lane: what runs, what waits, and for what. Only reads; the cost does not grow with the backlog of a lane. */
import { toWaitFact, type WaitFact } from "@tinyagi/contracts";
import type { LaneRow, MessageRow, Store } from "@tinyagi/kernel";
import { type HoldReads, ownHold, storedHold } from "./holds.js";
import type { Load } from "./load.js";

/** Most lanes in one answer. */
export const LANES_MAX = 200;

export type LaneEntry = LaneRow & { wait: WaitFact | null };
export interface OpenLane {
  lane: string;
  agent: string;
  total: number;
  messages: LaneEntry[];
}

interface Around extends Load {
  /** Messages of each lane. */
  limit: number;
}

export function openLanes(store: Store, around: Around): { lanes: OpenLane[]; truncated: boolean } {
  const names = store.lanes.names(LANES_MAX + 1);
  const lanes = names.slice(0, LANES_MAX).flatMap((lane): OpenLane[] => {
    const rows = store.lanes.head(lane, around);
    const first = rows[0];
    if (first === undefined) return [];
    const messages = rows.map((row) => ({ ...row, wait: getWait(store, { row, head: first }, around) }));
    return [{ lane, agent: first.agent_id, total: store.lanes.count(lane), messages }];
  });
  return { lanes, truncated: names.length > LANES_MAX };
}

type OpenRow = Pick<
  MessageRow,
  "id" | "agent_id" | "status" | "not_before" | "failure" | "attempts" | "last_error" | "batched_into"
>;

/** What an open message waits for. @param at.head the first message of its lane */
export function getWait(
  store: HoldReads,
  { row, head }: { row: OpenRow; head: OpenRow | undefined },
  around: Load,
): WaitFact | null {
  const isBehind = head !== undefined && head.id !== row.id && row.status === "pending";
  if (!isBehind) return waitAtHead(store, row, around);
  // It is in the run of that one.
  if (row.batched_into === head.id) return null;
  const held = storedHold(store, row, { of: null });
  if (held !== undefined) return toWaitFact(held.hold, row.attempts);
  return { for: "turn", until: null, behind: { id: head.id, wait: waitAtHead(store, head, around) } };
}

/** What an open message waits for, wherever it is in its lane; null for one that runs or has ended. */
export function waitOfMessage(store: Store, message: MessageRow, around: Load): WaitFact | null {
  if (message.status !== "pending" && message.status !== "processing") return null;
  return getWait(store, { row: message, head: store.why.headOf(message.lane, around.now) }, around);
}

function waitAtHead(store: HoldReads, row: OpenRow, { placeWait, ...around }: Load): WaitFact | null {
  const held = storedHold(store, row, { of: null });
  if (held === undefined && row.status === "processing") return null;
  const { hold } = held ?? ownHold(row, { ...around, away: placeWait?.(row.agent_id) });
  const wait = toWaitFact(hold, row.attempts);
  // The wait for a provider always ends: if no time is known, with the next attempt.
  return hold.code === "waits.provider" ? { ...wait, until: wait.until ?? row.not_before } : wait;
}
