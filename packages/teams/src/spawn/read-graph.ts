/** The graph that a run belongs to, as people see it: rebuilt from its checkpoints. Only reads, and shows no credential. */
import { AppError, type GraphNodeView, ROOT_NODE, type RunGraph, redactSecrets } from "@tinyagi/contracts";
import { type Graph, type GraphDiff, type NodeResult, replayGraph, toJSON } from "@tinyagi/graph";
import { createSqliteJournal, type GraphRow, type Store } from "@tinyagi/kernel";
import type { GraphRules } from "./parts.js";
import { findForkSource, messageOfNode } from "./shared-nodes.js";

export interface GraphQuery {
  /** Row of the run's message. */
  messageRowId: number;
  /** Default: the newest. */
  generation?: number | undefined;
  /** Takes credentials out of a text. */
  redact: (text: string) => string;
}

/** What the graph itself knows of it. */
type CompiledGraph = Omit<RunGraph, "graphId" | "status" | "forkedFrom" | "generations" | "limits">;

/** @throws AppError `NOT_FOUND` when the run has no graph, or the graph has no such generation */
export async function readRunGraph(store: Store, query: GraphQuery): Promise<RunGraph> {
  const graph = graphOfMessage(store, query.messageRowId);
  const journal = createSqliteJournal({ store, newOwner: () => "" });
  const records = journal.read(graph.id);
  const once = { ...journal, read: () => records };
  const newest = await replayGraph(once, { runId: graph.id });
  const last = newest.graph.generation;
  const wanted = query.generation ?? last;
  if (wanted > last)
    throw new AppError("NOT_FOUND", `The graph has no generation ${wanted}. The newest is ${last}.`);
  const at = wanted === last ? newest : await replayGraph(once, { runId: graph.id, generation: wanted });
  const { nodes, ...data }: CompiledGraph = JSON.parse(toJSON(at.graph));
  const { limits }: GraphRules = JSON.parse(graph.rules);
  const { forkedFrom } = newest;
  return {
    graphId: graph.id,
    status: graph.status,
    forkedFrom:
      forkedFrom === undefined ? null : { graphId: forkedFrom.graph, generation: forkedFrom.generation },
    ...data,
    limits,
    nodes: nodeViews(nodes, {
      results: at.result.nodes,
      redact: query.redact,
      ...runsOfNodes(store, graph.id),
    }),
    generations: listGenerations(store, graph, newest),
  };
}

/** @throws AppError `NOT_FOUND` when the run has no graph */
export function graphOfMessage(store: Store, messageRowId: number): GraphRow {
  const node = store.graphs.nodeOf(messageRowId);
  const graph = node === undefined ? undefined : store.graphs.get(node.graph_id);
  // A graph that was just created has no checkpoint yet.
  if (graph === undefined || store.graphs.lastSeq(graph.id) === 0)
    throw new AppError(
      "NOT_FOUND",
      "This run has no graph: it started no sub-agents and is not a sub-agent. Its trace shows what it did.",
    );
  return graph;
}

interface NodeRuns {
  /** The latest run of each node. */
  runs: ReadonlyMap<string, string>;
  /** Nodes whose result a fork took over. */
  shared: ReadonlySet<string>;
}

/** Shared nodes ran in the graph that a fork comes from, or in one before. */
function runsOfNodes(store: Store, graphId: string): NodeRuns {
  const shared = new Set(findForkSource(store, graphId)?.shared);
  const runs = new Map<string, string>();
  const seen = new Set<string>();
  let missing = shared;
  for (let id: string | undefined = graphId; id !== undefined && !seen.has(id); ) {
    seen.add(id);
    for (const { node, run } of store.graphs.latestRuns(id))
      if (id === graphId || missing.has(node)) runs.set(node, run);
    missing = new Set([...missing].filter((node) => !runs.has(node)));
    id = missing.size === 0 ? undefined : findForkSource(store, id)?.from;
  }
  return { runs, shared };
}

function nodeViews(
  nodes: RunGraph["nodes"],
  known: { results: ReadonlyMap<string, NodeResult>; redact: GraphQuery["redact"] } & NodeRuns,
): RunGraph["nodes"] {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, node]): [string, GraphNodeView] => {
      const runId = known.runs.get(id) ?? null;
      const spec = redactSecrets(node.spec, known.redact) as GraphNodeView["spec"];
      return [
        id,
        {
          ...node,
          spec,
          state: stateOf(known.results.get(id), runId),
          runId,
          isShared: known.shared.has(id),
        },
      ];
    }),
  );
}

/** A node that the engine has started and that has no run yet waits in the queue. */
function stateOf(result: NodeResult | undefined, runId: string | null): GraphNodeView["state"] {
  if (result === undefined) return "pending";
  return result.status === "pending" && result.attempts > 0 && runId !== null ? "running" : result.status;
}

function listGenerations(
  store: Store,
  row: GraphRow,
  { graph, generations }: { graph: Graph; generations: readonly GraphDiff[] },
): RunGraph["generations"] {
  // A message that was retried may go on in a follow-up.
  const now = messageOfNode(store, row.id, ROOT_NODE)?.conversation_id ?? row.conversation_id;
  const times = new Map(
    [...new Set([row.conversation_id, now])]
      .flatMap((conversation) => store.graphs.compiledAt(conversation, row.id))
      .map(({ generation, time }): [number, number] => [generation, time]),
  );
  const later = new Set(generations.flatMap(({ added }) => added));
  const first = [...graph.nodes.keys()].filter((id) => !later.has(id));
  return [
    { n: 0, at: row.created_at, added: first, changed: [] },
    ...generations.map(({ toGeneration: n, added, changed }) => ({
      n,
      at: times.get(n) ?? null,
      added: [...added],
      changed: changed.map(({ id }) => id),
    })),
  ];
}
