/** The queue lane by lane: what runs, what waits, and for what. Only reads; the cost does not grow with the backlog of a lane. */
import type { LaneMessage } from "@tinyagi/contracts";
import { awaitedProvider } from "../queue/failure-fact.js";
import type { LaneRow } from "../store/statement/lane-statements.js";
import type { Store } from "../store/store.js";

/** Most lanes in one answer. */
export const LANES_MAX = 200;

export type LaneEntry = LaneRow & { waitsFor: LaneMessage["waitsFor"] };
export interface OpenLane {
  lane: string;
  agent: string;
  total: number;
  messages: LaneEntry[];
}

interface Around {
  live: number;
  maxLive: number;
  now: number;
  /** Messages of each lane. */
  limit: number;
}

export function openLanes(store: Store, around: Around): { lanes: OpenLane[]; truncated: boolean } {
  const names = store.lanes.names(LANES_MAX + 1);
  const lanes = names.slice(0, LANES_MAX).flatMap((lane): OpenLane[] => {
    const rows = store.lanes.head(lane, around);
    const first = rows[0];
    if (first === undefined) return [];
    const messages = rows.map((row, place) => ({
      ...row,
      waitsFor: waitOf(row, { ...around, place, holds: store.holds.of(row.id) }),
    }));
    return [{ lane, agent: first.agent_id, total: store.lanes.count(lane), messages }];
  });
  return { lanes, truncated: names.length > LANES_MAX };
}

const HOLDS: Readonly<Record<string, LaneMessage["waitsFor"]>> = {
  pause: "paused",
  approval: "person",
  spawn: "sub_agents",
};

/** Pure. @param facts.place in its lane, from 0 @param facts.holds reasons, oldest first */
export function waitOf(
  row: Pick<LaneRow, "status" | "not_before" | "failure" | "attempts">,
  facts: Omit<Around, "limit"> & { place: number; holds: readonly string[] },
): LaneMessage["waitsFor"] {
  const hold = facts.holds[0];
  if (hold !== undefined) return HOLDS[hold.split(":", 1)[0] ?? ""] ?? "held";
  if (row.status === "processing") return null;
  if (facts.place > 0) return "turn";
  // A message that was not tried waits a moment for more of its sender.
  if (row.attempts === 0 && row.failure === null && row.not_before !== null) return "start";
  if (row.not_before !== null && row.not_before > facts.now)
    return awaitedProvider(row) === undefined ? "retry" : "provider";
  return facts.live >= facts.maxLive ? "slot" : "start";
}
