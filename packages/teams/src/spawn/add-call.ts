/** Stores the calls of messages. A stored call runs after the commit, and holds its message until it has an outcome. */

import { AppError, ROOT_NODE } from "@tinyagi/contracts";
import type { GraphNodeRow, GraphRow, MessageRow, SpawnCallRow } from "@tinyagi/kernel";
import { spawnHold } from "@tinyagi/kernel";
import { recordRefusal } from "./end-calls.js";
import { refusedOutcome } from "./outcome.js";
import { ROOT_SETTINGS, type SpawnParts } from "./parts.js";
import { reopenGraph } from "./reopen.js";
import { rulesFor, spawnRefusal } from "./rights.js";
import type { SpawnAnswer } from "./spawner.js";
import type { SpawnerParts } from "./spawner-parts.js";
import { recordRequested, type StoredPlan } from "./stored-plan.js";

interface AskedPlan extends StoredPlan {
  runId: string;
  via: "tool" | "block";
}

/** @throws AppError `STALE_RUN` */
export function liveMessage({ store }: SpawnParts, runId: string): MessageRow {
  const found = store.runs.get(runId);
  const message = found === undefined ? undefined : store.messages.get(found.message_row_id);
  if (message === undefined || message.run_id !== runId)
    throw new AppError("STALE_RUN", "This run has ended, so it cannot start sub-agents.");
  return message;
}

/** A run asks by a tool, and waits. @throws AppError `STALE_RUN`, `CANCELLED` by `signal` */
export async function ask(
  parts: SpawnerParts,
  asked: StoredPlan & { runId: string },
  signal: AbortSignal | undefined,
): Promise<SpawnAnswer> {
  const { store, callers } = parts;
  const { runId } = asked;
  const message = liveMessage(parts, runId);
  const refused = spawnRefusal(parts, message);
  if (refused !== undefined)
    return store.write(() => {
      recordRefusal(parts, { message, runId }, refused);
      return refusedOutcome(refused);
    });
  let call: SpawnCallRow | undefined;
  return new Promise<SpawnAnswer>((resolve, reject) => {
    const stop = () => reject(new AppError("CANCELLED", "The caller no longer waits for the sub-agents."));
    if (signal?.aborted) return stop();
    signal?.addEventListener("abort", stop, { once: true });
    store
      .write(() => {
        const current = liveMessage(parts, runId);
        call = addCall(parts, current, { ...asked, via: "tool" });
        callers.set(call.id, (outcome) => {
          signal?.removeEventListener("abort", stop);
          resolve(outcome);
        });
      })
      .catch(reject);
  }).finally(() => {
    if (call !== undefined) callers.delete(call.id);
  });
}

/** Inside a write: stores a call and holds its message. */
export function addCall(parts: SpawnerParts, message: MessageRow, asked: AskedPlan): SpawnCallRow {
  const { store, journal, clock } = parts;
  const { graph, node } = toGraph(parts, message);
  const { via, runId, ...plan } = asked;
  const id = parts.newId("call");
  const row = {
    id,
    graph_id: graph.id,
    node_id: node.node_id,
    message_row_id: message.id,
    run_id: runId,
    via,
    plan: JSON.stringify(plan),
    created_at: clock.now(),
  };
  store.graphs.insertCall(row);
  store.holds.put(message.id, spawnHold(id), clock.now());
  recordRequested(journal, message, row);
  const call = { ...row, status: "open" as const, outcome: null, ended_at: null };
  store.afterCommit(() => parts.running.run(graph).provide(call));
  return call;
}

/** Inside a write: the graph of a message, opened if this is its first call. */
function toGraph(parts: SpawnParts, message: MessageRow): { graph: GraphRow; node: GraphNodeRow } {
  const { store, clock } = parts;
  const known = store.graphs.nodeOf(message.id);
  const graph = known === undefined ? undefined : store.graphs.get(known.graph_id);
  if (known !== undefined && graph !== undefined) {
    if (graph.status !== "open") reopenGraph(parts, graph.id);
    return { graph, node: known };
  }
  const id = parts.newId("graph");
  store.graphs.insert({
    id,
    conversation_id: message.conversation_id,
    rules: JSON.stringify(rulesFor(parts, message)),
    created_at: clock.now(),
  });
  const node = {
    graph_id: id,
    node_id: ROOT_NODE,
    message_row_id: message.id,
    settings: JSON.stringify(ROOT_SETTINGS),
  };
  store.graphs.insertNode(node);
  const created = store.graphs.get(id);
  if (created === undefined) throw new Error(`graph ${id} vanished inside its own transaction`);
  return { graph: created, node };
}
