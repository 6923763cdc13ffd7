/** What the files of a live graph share: its row, and what is known only while it runs. */
import { nodeName, ROOT_NODE } from "@tinyagi/contracts";
import type { ExecuteContext } from "@tinyagi/graph";
import type { GraphRow, Reservation, SpawnCallRow } from "@tinyagi/kernel";
import type { Admit } from "./admission.js";
import type { Harnesses } from "./call-checks.js";
import type { Ends } from "./ends.js";
import { type GraphRules, isOpen, type SpawnParts } from "./parts.js";
import type { SpawnAnswer } from "./spawner.js";

export interface LiveGraphParts extends SpawnParts {
  ends: Ends;
  harnesses: Harnesses;
  /** Writes what a call came to. Called once for each call. */
  settle: (call: SpawnCallRow, outcome: SpawnAnswer) => Promise<void>;
  admit: Admit;
}

export interface GraphState extends LiveGraphParts {
  graph: GraphRow;
  rules: GraphRules;
  /** Of nodes that run. */
  contexts: Map<string, { ctx: ExecuteContext; signal: AbortSignal }>;
  /** Calls that their node has seen. */
  given: Set<string>;
  /** By child: the call that asked for it. */
  askers: Map<string, SpawnCallRow>;
  /** By call: what its agents may use. */
  reserved: Map<string, Reservation>;
}

/** A graph that has just begun to run. */
export function newState(parts: LiveGraphParts, graph: GraphRow): GraphState {
  return {
    ...parts,
    graph,
    rules: JSON.parse(graph.rules),
    contexts: new Map(),
    given: new Set(),
    askers: new Map(),
    reserved: new Map(),
  };
}

/** Whether the message that the graph stands for still waits or is processed. */
export function isRootOpen({ store, graph }: GraphState): boolean {
  const row = store.graphs.node(graph.id, ROOT_NODE);
  const message = row === undefined ? undefined : store.messages.get(row.message_row_id);
  return message !== undefined && isOpen(message);
}

/** What a node asked for last. */
export function lastCall({ store, graph }: GraphState, node: string): SpawnCallRow | undefined {
  const row = store.graphs.node(graph.id, node);
  return row === undefined ? undefined : store.graphs.calls(row.message_row_id).at(-1);
}

/** The part of a reservation that a node may use. */
export function toPart({ reserved, askers }: GraphState, node: string) {
  const reservation = reserved.get(askers.get(node)?.id ?? "");
  const name = nodeName(node);
  return (
    reservation && { bind: (id: number) => reservation.bind(name, id), end: () => reservation.end(name) }
  );
}
