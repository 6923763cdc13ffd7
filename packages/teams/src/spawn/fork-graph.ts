/**
 * Plans a fork of a graph: which results of it the new graph shares, and which of its calls are asked again. Only reads;
 * `insert-fork.ts` writes it together with the message that stands for the new root.
 */
import { AppError, ROOT_NODE } from "@tinyagi/contracts";
import {
  agentSpecSchema,
  createMemoryJournal,
  forkGraph,
  type Graph,
  type GraphJournalRecord,
  replayGraph,
} from "@tinyagi/graph";
import {
  createSqliteJournal,
  type GraphRow,
  type MessageRow,
  type SpawnCallRow,
  type Store,
} from "@tinyagi/kernel";
import type { ForkSource } from "./parts.js";
import { readPlan } from "./plan.js";
import { graphOfMessage } from "./read-graph.js";
import { messageOfNode } from "./shared-nodes.js";
import type { SpawnAnswer } from "./spawner.js";
import { storedPlan } from "./stored-plan.js";

export interface ForkWish {
  /** Row of the message of any node of the graph. */
  messageRowId: number;
  /** This node runs again as it is, with what failed below it. Its graph must have ended. */
  again?: string | undefined;
  /** This node runs again without what it had spawned. Default of `prompt`: its prompt. */
  edited?: { node: string; prompt: string | undefined } | undefined;
  /** Plans of later generations are dropped. */
  generation?: number | undefined;
}

export interface GraphFork extends ForkSource {
  /** Generation of the source that it starts from. */
  generation: number;
  records: readonly GraphJournalRecord[];
  graph: Graph;
  /** The message that the root of the source stands for. */
  root: MessageRow;
}

const FORK = "fork";

/**
 * @throws AppError `NOT_FOUND` (graph, agent or generation), `CONFLICT` when a graph that runs is to be retried,
 *   `INVALID_INPUT` when the edited agent joined after the generation
 */
export async function planFork(store: Store, wish: ForkWish): Promise<GraphFork> {
  const { source, root } = resolveSource(store, wish.messageRowId);
  if (wish.again !== undefined && source.status === "open")
    throw new AppError(
      "CONFLICT",
      "The graph has not ended, so no agent of it can be retried. Wait until it has ended, or fork it.",
    );
  const journal = createMemoryJournal();
  await journal.append(source.id, await createSqliteJournal({ store, newOwner: () => "" }).read(source.id));
  const known = await replayGraph(journal, { runId: source.id });
  const { edits, generation } = checkWish(wish, known.graph);
  await forkGraph(journal, {
    runId: source.id,
    newRunId: FORK,
    edits,
    generation,
    dropLaterSpawns: true,
    again: wish.edited === undefined ? [wish.again ?? ROOT_NODE] : [],
  });
  const { graph, result } = await replayGraph(journal, { runId: FORK });
  if (wish.edited !== undefined && !graph.nodes.has(wish.edited.node))
    throw new AppError("INVALID_INPUT", "The agent joined the graph after this generation.");
  const records = await journal.read(FORK);
  const shared = [...result.nodes].flatMap(([id, { status }]) => (status === "pending" ? [] : [id]));
  const calls = callsAgain(store, source, { records, shared });
  return { from: source.id, shared, calls, edits, generation, records, graph, root };
}

function resolveSource(store: Store, messageRowId: number): { source: GraphRow; root: MessageRow } {
  const source = graphOfMessage(store, messageRowId);
  const root = messageOfNode(store, source.id, ROOT_NODE);
  if (root === undefined) throw new AppError("NOT_FOUND", "The message of this graph was deleted.");
  return { source, root };
}

function checkWish(wish: ForkWish, graph: Graph): { edits: Record<string, string>; generation: number } {
  const { generation = graph.generation, edited, again } = wish;
  if (generation > graph.generation)
    throw new AppError(
      "NOT_FOUND",
      `The graph has no generation ${generation}. The newest is ${graph.generation}.`,
    );
  const named = again ?? edited?.node;
  const node = named === undefined ? undefined : graph.nodes.get(named);
  if (named !== undefined && node === undefined)
    throw new AppError("NOT_FOUND", "The graph has no agent with this id. `tinyagi graph` shows all ids.");
  const edits =
    edited === undefined || node === undefined ? {} : { [node.id]: edited.prompt ?? node.spec.prompt };
  return { edits, generation };
}

/** Calls of the nodes that run again, as far as all their agents are part of the fork. */
function callsAgain(
  store: Store,
  source: GraphRow,
  kept: { records: readonly GraphJournalRecord[]; shared: readonly string[] },
): string[] {
  const spawned = new Map<string, Set<string>>();
  for (const record of kept.records) {
    if (record.type !== "spawn.compiled") continue;
    const ids = spawned.get(record.parent) ?? new Set<string>();
    spawned.set(record.parent, ids);
    for (const spec of record.specs) ids.add(agentSpecSchema.parse(spec).id);
  }
  const shared = new Set(kept.shared);
  const calls: string[] = [];
  for (const [parent, ids] of spawned) {
    const message = shared.has(parent) ? undefined : messageOfNode(store, source.id, parent);
    if (message === undefined) continue;
    for (const call of store.graphs.calls(message.id))
      if (call.node_id === parent && asksOnlyFor(call, ids)) calls.push(call.id);
  }
  return calls;
}

function asksOnlyFor(call: SpawnCallRow, ids: ReadonlySet<string>): boolean {
  const outcome: SpawnAnswer | null = call.outcome === null ? null : JSON.parse(call.outcome);
  if (outcome?.refused !== undefined) return false;
  try {
    return readPlan(storedPlan(call).plan).agents.every(({ id }) => ids.has(id));
  } catch {
    // A plan that cannot be read started nothing.
    return false;
  }
}
