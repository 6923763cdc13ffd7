/** Puts sub-agents into the queue and reads what became of their messages. */
import { nodeParent, ROOT_NODE } from "@tinyagi/contracts";
import { CancelledError, type ExecuteResult, type GraphNode } from "@tinyagi/graph";
import { answerText, type MessageRow, toFailureFact } from "@tinyagi/kernel";
import { childSettings } from "./bounds.js";
import { nodeContent } from "./node-text.js";
import { toOutput, toUsage } from "./outcome.js";
import { agentConfig, isOpen, type NodeSettings, type SpawnParts, settingsOfNode } from "./parts.js";
import { reopenCalls } from "./reopen.js";
import { isShared, messageOfNode } from "./shared-nodes.js";
import { takeOverCalls } from "./take-over.js";

/** A sub-agent whose message failed permanently. The queue has retried it, so nobody else does. */
class SubAgentFailedError extends Error {
  override readonly name = "SubAgentFailedError";
  readonly retryable = false;
}

export interface QueuedNode {
  graphId: string;
  node: GraphNode;
  results: ReadonlyMap<string, unknown>;
  /** The run that asked for it. */
  runId: string | undefined;
  session: string | undefined;
  /** Provider and model of the harness that the plan names. */
  harness: { provider: string; model: string } | undefined;
}

/**
 * Inside a write: the message of a node. The same node gets the same message, however often this is called.
 *
 * @throws CancelledError when its parent has ended
 */
export function queueNode(parts: SpawnParts, { graphId, node, ...asked }: QueuedNode): MessageRow {
  const { store, queue } = parts;
  const known = store.graphs.node(graphId, node.id);
  const row = known === undefined ? undefined : store.messages.get(known.message_row_id);
  const isAgain = known !== undefined && settingsOfNode(known).again === true;
  if (row !== undefined && !isAgain) return row;
  if (isShared(store, graphId, node.id)) return sharedMessage(parts, graphId, node.id);
  const parent = parentOf(parts, graphId, node.id);
  if (!isOpen(parent.message)) throw new CancelledError({ code: "node.asker_ended" });
  if (row !== undefined) return runAgain(parts, { graphId, node, row, parent, results: asked.results });
  const agentId = node.spec.agent ?? parent.message.agent_id;
  const settings = boundChild(parts, { node, parent, ...asked });
  const conversation = store.conversations.get(parent.message.conversation_id);
  const message = queue.enqueue(
    {
      message_id: parts.newId("node"),
      conversation_id: parent.message.conversation_id,
      lane: asked.session === undefined ? `node:${graphId}/${node.id}` : `session:${asked.session}`,
      agent_id: agentId,
      team_id: parent.message.team_id,
      kind: "node",
      from_agent: parent.message.agent_id,
      parent_run_id: asked.runId ?? null,
      hop: parent.message.hop,
      chain_step: null,
      ...nodeContent(node.spec, asked.results),
    },
    {
      channel: conversation?.channel ?? "api",
      sender: parent.message.agent_id,
      replyToId: conversation?.reply_to_id ?? parent.message.message_id,
    },
  );
  store.graphs.insertNode({
    graph_id: graphId,
    node_id: node.id,
    message_row_id: message.id,
    settings: JSON.stringify(settings),
  });
  takeOverCalls(parts, { graphId, node: node.id, message });
  return started(parts, { graphId, node: node.id, message });
}

/** The message of a node that ended without a result waits again, with the results that there are now. */
function runAgain(
  parts: SpawnParts,
  again: Pick<QueuedNode, "graphId" | "node" | "results"> & { row: MessageRow; parent: Parent },
): MessageRow {
  const { store, queue } = parts;
  const { graphId, node, results, row, parent } = again;
  const message = queue.revive(row.id, {
    conversationId: parent.message.conversation_id,
    ...nodeContent(node.spec, results),
  });
  const known = store.graphs.node(graphId, node.id);
  if (known !== undefined) {
    const { again: _done, ...settings } = settingsOfNode(known);
    store.graphs.setNodeSettings(graphId, node.id, JSON.stringify(settings));
  }
  reopenCalls(parts, message);
  return started(parts, { graphId, node: node.id, message });
}

function started(
  { journal, offer }: SpawnParts,
  { graphId, node, message }: { graphId: string; node: string; message: MessageRow },
): MessageRow {
  const { agent_id: agent, conversation_id: conversationId } = message;
  journal.append(
    "node.started",
    { graphId, node, agent },
    { conversationId, messageRowId: message.id, agentId: agent },
  );
  offer(message.lane);
  return message;
}

/** A fork does not run again what it shares, whatever became of it. */
function sharedMessage({ store }: SpawnParts, graphId: string, node: string): MessageRow {
  const message = messageOfNode(store, graphId, node);
  if (message === undefined) throw new CancelledError({ code: "node.message_gone" });
  return message;
}

interface Parent {
  message: MessageRow;
  settings: NodeSettings;
}

function parentOf({ store }: SpawnParts, graphId: string, nodeId: string): Parent {
  const row = store.graphs.node(graphId, nodeParent(nodeId) ?? ROOT_NODE);
  const message = row === undefined ? undefined : store.messages.get(row.message_row_id);
  if (row === undefined || message === undefined) throw new CancelledError({ code: "node.parent_gone" });
  return { message, settings: settingsOfNode(row) };
}

function boundChild(
  parts: SpawnParts,
  { node, parent, harness, session }: Pick<QueuedNode, "node" | "harness" | "session"> & { parent: Parent },
): NodeSettings {
  const { agent_id: agentId, id: messageRowId } = parent.message;
  const above = {
    messageRowId,
    agentId,
    settings: parent.settings,
    agent: agentConfig(parts.settings(), agentId),
    general: parts.settings().container,
  };
  return {
    ...childSettings(node.spec, above, harness),
    ...(session === undefined ? {} : { session }),
  };
}

/**
 * What a node came to, from its message.
 *
 * @throws CancelledError, SubAgentFailedError
 */
export function resultOfNode({ store }: SpawnParts, message: MessageRow): ExecuteResult {
  const reason = message.last_error ?? "no reason was recorded";
  if (message.status === "cancelled") {
    const by = toFailureFact(message)?.cancelled;
    throw new CancelledError({ code: "node.cancelled", said: reason, ...(by === undefined ? {} : { by }) });
  }
  if (message.status !== "completed") throw new SubAgentFailedError(reason);
  return {
    output: toOutput(answerText(message)),
    usage: toUsage(store.graphs.usageOfMessage(message.id)),
  };
}
