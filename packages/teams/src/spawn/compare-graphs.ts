/** Compares the graphs of two runs, one sub-agent after the other. Only reads; linear in the nodes and checkpoints. */
import { type ComparedNode, isAppError, type RunComparison } from "@tinyagi/contracts";
import type { GraphJournalRecord } from "@tinyagi/graph";
import { answerText, createSqliteJournal, type Store } from "@tinyagi/kernel";
import { cutChars } from "../routing/carried-output.js";
import { toUsage } from "./outcome.js";
import { readRunGraph } from "./read-graph.js";
import { messageOfNode } from "./shared-nodes.js";

const OUTPUT_MAX_CHARS = 20_000;

export interface CompareQuery {
  /** Rows of the messages of both runs. */
  a: number;
  b: number;
  /** Takes credentials out of a text. */
  redact: (text: string) => string;
}

/** A run without a graph has no nodes. */
export async function compareGraphs(
  store: Store,
  { a, b, redact }: CompareQuery,
): Promise<RunComparison["nodes"]> {
  const [ofA, ofB] = [await nodesOf(store, a, redact), await nodesOf(store, b, redact)];
  return [...new Set([...ofA.keys(), ...ofB.keys()])].map((node) => {
    const [left, right] = [ofA.get(node), ofB.get(node)];
    return {
      node,
      sameOutput: left?.text === right?.text,
      a: left?.shown ?? null,
      b: right?.shown ?? null,
    };
  });
}

interface Found {
  /** The whole result. */
  text: string | null;
  shown: ComparedNode;
}

async function nodesOf(
  store: Store,
  messageRowId: number,
  redact: CompareQuery["redact"],
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  const graph = await readRunGraph(store, { messageRowId, redact }).catch((error: unknown) => {
    if (isAppError(error, "NOT_FOUND")) return undefined;
    throw error;
  });
  if (graph === undefined) return found;
  const records = await createSqliteJournal({ store, newOwner: () => "" }).read(graph.graphId);
  const times = toTimes(records);
  for (const [id, { state, runId, isShared }] of Object.entries(graph.nodes)) {
    const message = messageOfNode(store, graph.graphId, id);
    const text = message === undefined || message.result_text === null ? null : answerText(message);
    const output = text === null ? null : cutChars(redact(text), OUTPUT_MAX_CHARS);
    const usage = message === undefined ? {} : toUsage(store.graphs.usageOfMessage(message.id));
    found.set(id, {
      text,
      shown: { state, runId, isShared, durationMs: times.get(id) ?? null, usage, output },
    });
  }
  return found;
}

/** From the first start to the last end. A fork keeps ends without their starts, and earlier releases stored no times. */
function toTimes(records: readonly GraphJournalRecord[]): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  const times = new Map<string, number>();
  for (const record of records) {
    if (!("node" in record) || record.at === undefined) continue;
    const { node, at, type } = record;
    if (type === "node.started") {
      if (!starts.has(node)) starts.set(node, at);
    } else if (type === "node.completed" || type === "node.failed" || type === "node.cancelled") {
      const start = starts.get(node);
      if (start !== undefined) times.set(node, at - start);
    }
  }
  return times;
}
