/**
 * Turns checkpoints of a graph into events, inside the write of the checkpoint. The root node has none: it is a message
 * and its runs, which have events of their own.
 */

import {
  childNode,
  type ErrorCode,
  type EventScope,
  type GraphJournalRecord,
  type NodeWhy,
  nodeParent,
  nodeWhyBefore,
  ROOT_NODE,
} from "@tinyagi/contracts";
import { type AgentSpec, agentSpecSchema } from "@tinyagi/graph";
import { cutChars } from "../routing/carried-output.js";
import type { SpawnParts } from "./parts.js";
import { messageOfNode } from "./shared-nodes.js";

/** The code of the graph's `DeadlineError`. */
const TIMED_OUT: ErrorCode = "TIMED_OUT";
const PROMPT_MAX_CHARS = 300;
const RATIONALE_MAX_CHARS = 300;

/** Why a node did not run to its end: its text for clients of earlier releases, beside the fact. */
export function endingOf({ reason, why }: { reason: string; why?: NodeWhy | undefined }) {
  return { reason, why: why ?? nodeWhyBefore(reason) };
}

export interface NodeEvents {
  /** Inside a write. */
  recorded(record: GraphJournalRecord): void;
}

/**
 * @param graph.askedBy the run that asked for the children of a node
 */
export function createNodeEvents(
  parts: Pick<SpawnParts, "store" | "journal">,
  graph: { id: string; conversationId: string; askedBy: (node: string) => string | undefined },
): NodeEvents {
  const { store, journal } = parts;

  function resolvePlace(node: string): { agent: string; scope: EventScope } {
    const row = store.graphs.node(graph.id, node);
    const message = row === undefined ? undefined : store.messages.get(row.message_row_id);
    const agent = message?.agent_id ?? messageOfNode(store, graph.id, node)?.agent_id ?? agentAbove(node);
    // A message that runs again may have moved to another conversation.
    const scope: EventScope = { conversationId: message?.conversation_id ?? graph.conversationId };
    if (message !== undefined) Object.assign(scope, { messageRowId: message.id, agentId: agent });
    return { agent, scope };
  }

  /** The agent of the parent, for a node without a message. */
  function agentAbove(node: string): string {
    const above = nodeParent(node);
    return above === undefined ? "" : resolvePlace(above).agent;
  }

  function compiled(record: Extract<GraphJournalRecord, { type: "spawn.compiled" }>): void {
    const { parent, generation } = record;
    const { agent, scope } = resolvePlace(parent);
    const specs = record.specs.flatMap((spec): AgentSpec[] => {
      const { data } = agentSpecSchema.safeParse(spec);
      return data === undefined ? [] : [data];
    });
    const runId = graph.askedBy(parent);
    journal.append(
      "spawn.compiled",
      {
        graphId: graph.id,
        parent,
        generation,
        nodes: specs.map((spec) => ({
          id: childNode(parent, spec.id),
          agent: spec.agent ?? agent,
          prompt: cutChars(spec.prompt, PROMPT_MAX_CHARS),
          dependsOn: spec.dependsOn.map((id) => childNode(parent, id)),
          ...(spec.rationale === "" ? {} : { rationale: cutChars(spec.rationale, RATIONALE_MAX_CHARS) }),
        })),
      },
      runId === undefined ? scope : { ...scope, runId },
    );
  }

  function ofNode(record: Extract<GraphJournalRecord, { node: string }>): void {
    const { node } = record;
    const { agent, scope } = resolvePlace(node);
    const base = { graphId: graph.id, node, agent };
    switch (record.type) {
      // The start is told with the message, in the write that queues it; the queue tells of retries.
      case "node.started":
      case "node.retried":
        break;
      case "node.completed":
        journal.append("node.completed", { ...base, ...(record.usage && { usage: record.usage }) }, scope);
        break;
      case "node.failed": {
        const { name, code, message, why } = record.error;
        const timedOut = code === TIMED_OUT ? ({ timedOut: true } as const) : {};
        if (name === "CancelledError")
          journal.append("node.cancelled", { ...base, reason: message, ...(why && { why }) }, scope);
        else journal.append("node.failed", { ...base, error: message, ...timedOut }, scope);
        break;
      }
      case "node.cancelled":
      case "node.skipped":
        journal.append(record.type, { ...base, ...endingOf(record) }, scope);
        break;
    }
  }

  return {
    recorded(record) {
      if (record.type === "spawn.compiled") compiled(record);
      else if ("node" in record && record.node !== ROOT_NODE) ofNode(record);
    },
  };
}
