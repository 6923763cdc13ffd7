/** The queue lane by lane: what runs, what waits, and for what. Only reads; the cost does not grow with the backlog of a lane. */
import type { WaitFact } from "@tinyagi/contracts";
import type { LaneRow, MessageRow, Store } from "@tinyagi/kernel";
import { awaitedProvider, readHold, toFailureFact } from "@tinyagi/kernel";
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
type Reads = Pick<Store, "holds" | "approvals" | "graphs">;

/** What an open message waits for. @param at.head the first message of its lane */
export function getWait(
  store: Reads,
  { row, head }: { row: OpenRow; head: OpenRow | undefined },
  around: Load,
): WaitFact | null {
  const ofRow = (one: OpenRow): WaitFact | null => heldBy(store, one.id) ?? ownWait(one, around);
  const isBehind = head !== undefined && head.id !== row.id && row.status === "pending";
  if (!isBehind) return ofRow(row);
  // It is in the run of that one.
  if (row.batched_into === head.id) return null;
  return heldBy(store, row.id) ?? { for: "turn", until: null, behind: { id: head.id, wait: ofRow(head) } };
}

/** What an open message waits for, wherever it is in its lane; null for one that runs or has ended. */
export function waitOfMessage(store: Store, message: MessageRow, around: Load): WaitFact | null {
  if (message.status !== "pending" && message.status !== "processing") return null;
  return getWait(store, { row: message, head: store.why.headOf(message.lane, around.now) }, around);
}

/** The first hold decides. Of an approval or a plan that is gone, only the hold is left. */
function heldBy(store: Reads, id: number): WaitFact | undefined {
  const [first] = store.holds.of(id);
  if (first === undefined) return undefined;
  const hold = readHold(first);
  const approval = hold.kind === "approval" ? store.approvals.get(hold.id) : undefined;
  if (approval !== undefined) return { for: "person", until: approval.expires_at, asks: approval.kind };
  if (hold.kind === "pause") return { for: "paused", until: null };
  const isPlan = hold.kind === "spawn" && store.graphs.call(hold.id) !== undefined;
  return { for: isPlan ? "sub_agents" : "held", until: null };
}

/** Pure. What the first message of a lane waits for. */
function ownWait(row: OpenRow, { live, maxLive, now, placeWait }: Load): WaitFact | null {
  if (row.status === "processing") return null;
  const until = row.not_before;
  if (until !== null && until > now) {
    const provider = awaitedProvider(row);
    if (provider !== undefined)
      return { for: "provider", until: toFailureFact(row)?.waitsUntil ?? until, provider };
    // Without an attempt and a failure, it waits a moment for more of its sender; with an error, for what this one names.
    if (row.attempts > 0) return { for: "retry", until, attempt: row.attempts + 1 };
    return { for: row.last_error === null ? "start" : "held", until };
  }
  const place = placeWait?.(row.agent_id);
  if (place !== undefined) return { for: "place", until: null, place };
  return { for: live >= maxLive ? "slot" : "start", until: null };
}
