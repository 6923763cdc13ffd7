/** What holds a message, as facts. Only reads. */
import type { ApprovalKind, JournalEvent } from "@tinyagi/contracts";
import { type MessageRow, readHold, type Store } from "@tinyagi/kernel";

/** Most sub-agents that are named. */
const NODES_MAX = 5;

export type Hold =
  | { kind: "pause"; by: string | null; at: number | null; runId: string | null }
  | { kind: "approval"; id: string; asks: ApprovalKind; expiresAt: number }
  | { kind: "sub_agents"; runId: string; open: number; names: readonly string[] }
  | { kind: "other"; reason: string };

/** @param events of the message's conversation, oldest first */
export function listHolds(store: Store, message: MessageRow, events: readonly JournalEvent[]): Hold[] {
  return store.holds.of(message.id).map((reason): Hold => {
    const hold = readHold(reason);
    if (hold.kind === "pause") return getPause(store, message, events);
    const approval = hold.kind === "approval" ? store.approvals.get(hold.id) : undefined;
    if (approval !== undefined)
      return { kind: "approval", id: approval.id, asks: approval.kind, expiresAt: approval.expires_at };
    const call = hold.kind === "spawn" ? store.graphs.call(hold.id) : undefined;
    return call === undefined ? { kind: "other", reason } : listSubAgents(store, call);
  });
}

function getPause(store: Store, { id }: MessageRow, events: readonly JournalEvent[]): Hold {
  const paused = events.findLast((event) => event.type === "steering.paused" && event.messageRowId === id);
  const by = paused?.type === "steering.paused" ? paused.data.by : null;
  return { kind: "pause", by, at: paused?.time ?? null, runId: store.why.runsOf(id).at(-1)?.id ?? null };
}

function listSubAgents(store: Store, call: { graph_id: string; node_id: string; run_id: string }): Hold {
  const open = store.graphs.openBelow(call.graph_id, call.node_id);
  const names = open.slice(0, NODES_MAX).flatMap((row) => store.graphs.nodeOf(row.id)?.node_id ?? []);
  return { kind: "sub_agents", runId: call.run_id, open: open.length, names };
}
