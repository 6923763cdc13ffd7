/** Writes a planned fork: its graph, checkpoints, root node and events, inside the write that queues its message. */
import { type EventScope, ROOT_NODE } from "@tinyagi/contracts";
import type { GraphRow, MessageRow } from "@tinyagi/kernel";
import type { GraphFork } from "./fork-graph.js";
import { createNodeEvents } from "./node-events.js";
import { type GraphRules, ROOT_SETTINGS, type SpawnParts } from "./parts.js";
import { messageOfNode } from "./shared-nodes.js";
import { takeOverCalls } from "./take-over.js";

/** @param rules what holds for a graph that begins now */
export function insertFork(
  parts: SpawnParts,
  fork: GraphFork,
  { message, rules }: { message: MessageRow; rules: GraphRules },
): GraphRow {
  const { store, clock } = parts;
  const id = parts.newId("graph");
  const { from, shared, calls, edits } = fork;
  store.graphs.insert({
    id,
    conversation_id: message.conversation_id,
    rules: JSON.stringify({ ...rules, fork: { from, shared, calls, edits } } satisfies GraphRules),
    created_at: clock.now(),
  });
  store.graphs.insertNode({
    graph_id: id,
    node_id: ROOT_NODE,
    message_row_id: message.id,
    settings: JSON.stringify(ROOT_SETTINGS),
  });
  for (const record of fork.records) store.graphs.append(id, record.seq, JSON.stringify(record));
  recordForked(parts, fork, { id, message });
  takeOverCalls(parts, { graphId: id, node: ROOT_NODE, message });
  const graph = store.graphs.get(id);
  if (graph === undefined) throw new Error(`graph ${id} vanished inside its own transaction`);
  return graph;
}

/** The events from which readers of the journal know the graph: its plans, and the results that it shares. */
function recordForked(
  parts: SpawnParts,
  { from, generation, shared, edits, records, root }: GraphFork,
  { id, message }: { id: string; message: MessageRow },
): void {
  const { store, journal } = parts;
  const { conversation_id: conversationId, agent_id: agent } = message;
  const scope: EventScope = { conversationId, messageRowId: message.id, agentId: agent };
  const base = { from, fromConversation: root.conversation_id, generation };
  journal.append(
    "graph.forked",
    { graphId: id, agent, ...base, edited: Object.keys(edits), shared: shared.length },
    scope,
  );
  const events = createNodeEvents(parts, { id, conversationId, askedBy: () => undefined });
  for (const record of records) if (record.type === "spawn.compiled") events.recorded(record);
  const runs = new Map(store.graphs.latestRuns(from).map(({ node, run }) => [node, run]));
  const states = new Map(records.flatMap((record) => ("node" in record ? [[record.node, record.type]] : [])));
  for (const node of shared)
    journal.append(
      "node.reused",
      {
        graphId: id,
        node,
        agent: messageOfNode(store, from, node)?.agent_id ?? "",
        state: stateOf(states.get(node)),
        runId: runs.get(node) ?? null,
      },
      { conversationId },
    );
}

function stateOf(type: string | undefined): "completed" | "failed" | "skipped" {
  if (type === "node.failed") return "failed";
  return type === "node.skipped" ? "skipped" : "completed";
}
