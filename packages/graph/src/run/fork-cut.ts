/** Decides which part of a finished run a fork keeps. Pure; linear in the records and nodes. */
import type { GraphJournalRecord } from "@tinyagi/contracts";
import { getParentId, type IndexedGraph } from "../graph/graph.js";
import { isFreeSkip } from "./node-run.js";
import type { Replayed } from "./replay.js";

/** What a fork changes. */
export interface ForkWish {
  /** Ids of nodes with a new prompt: what they had spawned is dropped. */
  edited: readonly string[];
  /** Ids of nodes that run again as they are: what completed below them is kept. */
  again: readonly string[];
  /** Spawns of later generations are dropped. */
  generation: number;
  dropLaterSpawns: boolean;
}

/** @returns the records that the fork starts with, in order, as they were */
export function cutRecords(state: Replayed, wish: ForkWish): GraphJournalRecord[] {
  const { records, graph } = state;
  const edited = new Set(wish.edited);
  const seeds = [...wish.edited, ...withFailuresBelow(state, wish.again)];
  const first = records.filter(
    (r) => r.type === "spawn.compiled" && (r.generation > wish.generation || isBelow(r.parent, edited)),
  );
  const parents = first.flatMap((r) => (r.type === "spawn.compiled" ? [r.parent] : []));
  const again = affectedNodes(graph, [...seeds, ...parents]);
  const dropped = new Set(first);
  if (wish.dropLaterSpawns) dropLater(state, again, dropped);
  const gone = new Set([...dropped].flatMap((r) => (r.type === "spawn.compiled" ? [r.generation] : [])));
  return records.filter((record) => {
    if (record.type === "graph.opened") return true;
    if (record.type === "spawn.compiled") return !dropped.has(record);
    if (record.type !== "node.completed" && record.type !== "node.skipped" && record.type !== "node.failed")
      return false;
    return !again.has(record.node) && !gone.has(state.generations.get(record.node) ?? 0);
  });
}

/**
 * Drops what a parent spawned after a child that runs again had ended, and everything below it: the parent knew a result
 * that is no longer valid. Such a parent runs again anyway, and so does what depends on it.
 */
function dropLater(
  { records, generations }: Replayed,
  again: ReadonlySet<string>,
  dropped: Set<GraphJournalRecord>,
): void {
  const knewResult = new Set<string>();
  const gone = new Set<number>();
  for (const record of records) {
    if (record.type === "spawn.compiled") {
      const isGone = gone.has(generations.get(record.parent) ?? 0);
      if (isGone || dropped.has(record) || knewResult.has(record.parent)) {
        dropped.add(record);
        gone.add(record.generation);
      }
    } else if (isEnd(record) && again.has(record.node)) {
      const parent = getParentId(record.node);
      if (parent !== null) knewResult.add(parent);
    }
  }
}

function isEnd(
  record: GraphJournalRecord,
): record is Extract<
  GraphJournalRecord,
  { type: "node.completed" | "node.failed" | "node.cancelled" | "node.skipped" }
> {
  const { type } = record;
  return (
    type === "node.completed" ||
    type === "node.failed" ||
    type === "node.cancelled" ||
    type === "node.skipped"
  );
}

/** The nodes, and those below them without a result. A child that completed has dealt with the failures below it. */
function withFailuresBelow({ nodes, graph }: Replayed, ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const children = new Map<string, string[]>();
  for (const id of graph.nodes.keys()) {
    const parent = getParentId(id);
    if (parent === null) continue;
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [id]);
    else known.push(id);
  }
  const found = new Set<string>();
  const stack = [...ids];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const child of children.get(id) ?? []) {
      const node = nodes.get(child);
      const hasResult = node !== undefined && (node.state === "completed" || isFreeSkip(node));
      if (!hasResult) stack.push(child);
    }
  }
  return [...found];
}

function isBelow(parent: string, edited: ReadonlySet<string>): boolean {
  for (let id: string | null = parent; id !== null; id = getParentId(id)) if (edited.has(id)) return true;
  return false;
}

/** The seeds, what depends on them, and their ancestors with what depends on those. */
function affectedNodes(graph: IndexedGraph, seeds: readonly string[]): Set<string> {
  const out = new Set<string>();
  const stack = [...seeds];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (out.has(id)) continue;
    out.add(id);
    stack.push(...(graph.nodes.get(id)?.dependents ?? []));
    const parent = getParentId(id);
    if (parent !== null) stack.push(parent);
  }
  return out;
}
