/**
 * The working set of one compilation: the agents of a plan, or of one spawn call on top of an existing graph.
 * Passes read and write drafts; the graph below is never written.
 */
import { childNode, type PruneReason } from "@tinyagi/contracts";
import type { GraphNode, IndexedGraph, Line } from "../graph/graph.js";
import { guardRefs } from "../plan/guard.js";
import type { Problems } from "../plan/problems.js";
import type { AgentSpec } from "../plan/schema.js";

/** What may be used: an allow-list. An absent list allows any name, an empty one none. */
export interface Capabilities {
  tools: readonly string[];
  agents?: readonly string[];
  models?: readonly string[];
  harnesses?: readonly string[];
}

/** One pass over the batch. `visited` counts nodes looked at, `changed` those it altered. */
export interface PassReport {
  readonly pass: string;
  readonly visited: number;
  readonly changed: number;
  readonly ms: number;
}

export interface Draft {
  readonly spec: AgentSpec;
  /** Global id. */
  readonly id: string;
  /** Where it is in the input: `agents[3]` or `[3]`. */
  readonly path: string;
  /** Global ids; grows by serialised writers. */
  deps: string[];
  claims: string[];
  rank: number;
  /** Set when a pass took it out of the graph. */
  gone: boolean;
}

export interface Batch {
  readonly base: IndexedGraph;
  readonly parent: GraphNode | null;
  /** The parent and its ancestors. */
  readonly line: Line | null;
  /** Plan order. */
  readonly drafts: Draft[];
  /** By global id; a merged draft is found under its own id until it is gone. */
  readonly byId: Map<string, Draft>;
  /** Global ids of the plan's outputs; `null` for a spawn, where every result is used. */
  readonly output: string[] | null;
  readonly problems: Problems;
  readonly merged: { from: string; into: string }[];
  readonly pruned: { id: string; reason: PruneReason }[];
  /** Existing nodes the passes looked at. */
  readonly touched: Set<string>;
  /** Topological order of the living drafts, plan order among equals. */
  order: Draft[];
}

export interface BatchInput {
  base: IndexedGraph;
  parent: GraphNode | null;
  line: Line | null;
  specs: readonly AgentSpec[];
  /** `agents` for a plan, empty for a spawn. */
  pathBase: string;
  output: readonly string[] | null;
  problems: Problems;
}

/** Drafts with global ids and resolved references; unknown and repeated names become problems. */
export function createBatch(input: BatchInput): Batch {
  const { base, parent, specs, problems } = input;
  const globalId = (name: string) => (parent === null ? name : childNode(parent.id, name));
  const byId = new Map<string, Draft>();
  const drafts: Draft[] = [];
  specs.forEach((spec, i) => {
    const id = globalId(spec.id);
    const path = `${input.pathBase}[${i}]`;
    const draft: Draft = { spec, id, path, deps: [], claims: [], rank: 0, gone: false };
    if (byId.has(id) || base.nodes.has(id)) {
      problems.add({ path: `${path}.id`, code: "duplicate_id", message: `the id ${spec.id} is used twice` });
      return;
    }
    byId.set(id, draft);
    drafts.push(draft);
  });
  const batch: Batch = {
    base,
    parent,
    line: input.line,
    drafts,
    byId,
    output: input.output === null ? null : input.output.map(globalId),
    problems,
    merged: [],
    pruned: [],
    touched: new Set(),
    order: [],
  };
  for (const draft of drafts) resolveDeps(batch, draft, globalId);
  return batch;
}

/** `dependsOn` and guard references, to siblings of this call or to earlier children of the same parent. */
function resolveDeps(batch: Batch, draft: Draft, globalId: (name: string) => string): void {
  const { spec } = draft;
  if (spec.dependsOn.length === 0 && spec.when === undefined && spec.optionalDependsOn === undefined) return;
  const seen = new Set<string>();
  const resolve = (local: string, path: string) => {
    const id = globalId(local);
    if (seen.has(id)) return;
    seen.add(id);
    if (batch.byId.has(id)) draft.deps.push(id);
    else if (batch.base.nodes.has(id)) {
      batch.touched.add(id);
      draft.deps.push(id);
    } else {
      const known = batch.drafts.map((other) => other.spec.id);
      const message = `${local} is not an agent of this plan`;
      batch.problems.add({ path, code: "unknown_dependency", message }, { name: local, known });
    }
  };
  spec.dependsOn.forEach((local, i) => {
    resolve(local, `${draft.path}.dependsOn[${i}]`);
  });
  spec.optionalDependsOn?.forEach((local, i) => {
    if (spec.dependsOn.includes(local)) return;
    const path = `${draft.path}.optionalDependsOn[${i}]`;
    const message = `${local} is not in dependsOn`;
    batch.problems.add({ path, code: "unknown_dependency", message }, { name: local, known: spec.dependsOn });
  });
  if (spec.when !== undefined) for (const local of guardRefs(spec.when)) resolve(local, `${draft.path}.when`);
}
