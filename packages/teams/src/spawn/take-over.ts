/**
 * A node of a forked graph makes the calls again that it made in the source of the fork. Its message is held until they
 * have ended; then it runs with the results, as the message of any node does after its calls.
 */
import { type MessageRow, type RunRow, type SpawnCallRow, spawnHold } from "@tinyagi/kernel";
import type { SpawnParts } from "./parts.js";
import { readPlan, type SpawnPlan } from "./plan.js";
import { findForkSource } from "./shared-nodes.js";
import { recordRequested, storedPlan } from "./stored-plan.js";

interface ForkedNode {
  graphId: string;
  node: string;
  /** The message of the node in the fork. */
  message: MessageRow;
}

/** Inside the write that queues the message of a node of a fork, before anything may claim it. */
export function takeOverCalls(parts: SpawnParts, at: ForkedNode): void {
  const { store, journal, clock, newId } = parts;
  const source = findForkSource(store, at.graphId);
  if (source === undefined) return;
  const runs = new Map<string, string>();
  for (const callId of source.calls) {
    const call = store.graphs.call(callId);
    if (call === undefined || call.node_id !== at.node) continue;
    const runId = runs.get(call.run_id) ?? continueRun(parts, at, { earlier: call.run_id, runs });
    runs.set(call.run_id, runId);
    const plan = editedPlan(call, source.edits);
    const row = {
      id: newId("call"),
      graph_id: at.graphId,
      node_id: at.node,
      message_row_id: at.message.id,
      run_id: runId,
      via: call.via,
      created_at: clock.now(),
      plan: JSON.stringify({ ...storedPlan(call), plan, isTakenOver: true }),
    };
    store.graphs.insertCall(row);
    store.holds.put(at.message.id, spawnHold(row.id), clock.now());
    recordRequested(journal, at.message, row);
  }
}

/**
 * The run that asked, as a run of the fork: what comes of its calls belongs to the tree of the fork. It has used nothing
 * and answered nothing there; `attempt` 0 says so.
 */
function continueRun(
  { store, journal, clock, newId }: SpawnParts,
  { message }: ForkedNode,
  { earlier, runs }: { earlier: string; runs: ReadonlyMap<string, string> },
): string {
  const before = store.runs.get(earlier);
  const id = newId("run");
  const parentRunId = runs.get(before?.parent_run_id ?? "") ?? message.parent_run_id;
  const parent = parentRunId === null ? undefined : store.runs.get(parentRunId);
  const rootRunId = parent?.root_run_id ?? id;
  const depth =
    parent === undefined ? 0 : parent.message_row_id === message.id ? parent.depth : parent.depth + 1;
  store.runs.insert({
    id,
    message_row_id: message.id,
    conversation_id: message.conversation_id,
    parent_run_id: parentRunId,
    root_run_id: rootRunId,
    depth,
    agent_id: message.agent_id,
    ...resolvePlace(before),
    attempt: 0,
    boot_id: "",
    created_at: clock.now(),
  });
  store.runs.end(id, { status: "completed", now: clock.now() });
  journal.append(
    "run.continued",
    { agent: message.agent_id, from: earlier, parentRunId, rootRunId, depth },
    {
      conversationId: message.conversation_id,
      runId: id,
      messageRowId: message.id,
      agentId: message.agent_id,
    },
  );
  return id;
}

function resolvePlace(
  run: RunRow | undefined,
): Pick<RunRow, "harness" | "provider" | "model" | "permissions" | "harness_version"> {
  return {
    harness: run?.harness ?? "",
    provider: run?.provider ?? "",
    model: run?.model ?? null,
    permissions: run?.permissions ?? null,
    harness_version: run?.harness_version ?? null,
  };
}

/** @throws nothing: only calls whose plan could be read are taken over */
function editedPlan(call: SpawnCallRow, edits: Readonly<Record<string, string>>): SpawnPlan & { version: 1 } {
  const plan = readPlan(storedPlan(call).plan);
  const agents = plan.agents.map((spec) => {
    const prompt = Object.hasOwn(edits, `${call.node_id}/${spec.id}`)
      ? edits[`${call.node_id}/${spec.id}`]
      : undefined;
    return prompt === undefined ? spec : { ...spec, prompt };
  });
  return { version: 1, ...plan, agents };
}
