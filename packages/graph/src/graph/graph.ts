/**
 * The compiled graph: immutable data, one value per generation. Nodes a spawn does not touch are the same objects in
 * the next generation. It never holds a function: handlers are bound when it runs.
 */

import { nodeParent, type PruneReason } from "@tinyagi/contracts";
import type { AgentSpec, Effects, Plan } from "../plan/schema.js";
import type { ClaimIndex } from "./claim-index.js";
import { taskHash } from "./hash.js";
import type { PersistentMap } from "./persistent-map.js";

/** Version of the JSON form. */
export const IR_VERSION = 1;

/** `settled` states are written by whoever stores a run's state in a graph; the compiler knows only `pending`. */
export const NODE_STATUSES = ["pending", "running", "completed", "failed", "cancelled", "skipped"] as const;
/** State of a node as stored in a graph; the compiler only writes `pending`. */
export type NodeStatus = (typeof NODE_STATUSES)[number];

/** One agent of the graph. Ids are global: `<parent>/<local id>`. */
export interface GraphNode {
  readonly id: string;
  readonly kind: "agent";
  readonly spec: AgentSpec;
  /** Nodes that must be settled before this one starts: `dependsOn`, guard references and serialised writers. */
  readonly deps: readonly string[];
  readonly dependents: readonly string[];
  /** Longest chain of nodes that start before it: above every dependency and above its parent. */
  readonly rank: number;
  /** Parallel group: `<parent>#<rank>`. Nodes of one group have nothing between them. */
  readonly group: string;
  /** Level in the tree of spawns; the plan's own agents are at 0. */
  readonly depth: number;
  readonly effects: Effects;
  /** Normalised relative paths; `""` is the whole workspace. */
  readonly claims: readonly string[];
  readonly specHash: string;
  readonly status: NodeStatus;
}

/** A compiled plan, with everything that was spawned into it. Immutable data; handlers are bound when it runs. */
export interface Graph {
  readonly irVersion: number;
  /** 0 after `compile`, one more for every applied spawn. */
  readonly generation: number;
  readonly goal: string;
  readonly onFailure: Plan["onFailure"];
  /** In plan order, children after everything that existed before them. */
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Nodes whose outputs are the result, as named by the plan (a merged one answers through `merged`). */
  readonly output: readonly string[];
  readonly pruned: readonly { readonly id: string; readonly reason: PruneReason }[];
  readonly merged: readonly { readonly from: string; readonly into: string }[];
}

/** The graph with the indexes that make a spawn cheap. Not part of the public shape. */
export interface IndexedGraph extends Graph {
  readonly nodes: PersistentMap<GraphNode>;
  readonly claimIndex: ClaimIndex;
  /** Children by parent, newest spawn first. */
  readonly children: PersistentMap<ChildList>;
}

/** The ids inserted by one spawn call, linked to those of earlier calls. */
export interface ChildList {
  readonly ids: readonly string[];
  readonly older: ChildList | null;
  /** The parent and those above it; `null` until it spawns in this process. */
  readonly line: Line | null;
}

/** A node that spawns, what its task hashes to, and the node above it. */
export interface Line {
  readonly id: string;
  readonly spec: AgentSpec;
  readonly task: number;
  readonly up: Line | null;
}

/** The line of `parent`: one look-up when it has spawned before, two when its own parent's line is known. */
export function toLine(graph: IndexedGraph, parent: GraphNode): Line {
  const line = graph.children.get(parent.id)?.line;
  if (line) return line;
  const upId = getParentId(parent.id);
  const up = upId === null ? undefined : graph.nodes.get(upId);
  const { id, spec } = parent;
  return { id, spec, task: taskHash(spec), up: up === undefined ? null : toLine(graph, up) };
}

/** Every child of `id`. */
export function listChildren(graph: IndexedGraph, id: string): string[] {
  const out: string[] = [];
  for (let list = graph.children.get(id) ?? null; list !== null; list = list.older) out.push(...list.ids);
  return out;
}

/** What one generation changed. */
export interface GraphDiff {
  readonly fromGeneration: number;
  readonly toGeneration: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Existing nodes with another value in one of the named fields. */
  readonly changed: readonly { readonly id: string; readonly fields: readonly string[] }[];
}

/** The parent's id, or `null` for an agent of the plan itself. */
export function getParentId(id: string): string | null {
  return nodeParent(id) ?? null;
}
