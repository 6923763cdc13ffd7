/**
 * Two writers of one path never run at the same time: the one known earlier goes first. An existing node never gains
 * a dependency, so what already runs is never asked to wait and its rank cannot change. Writers are taken newest first
 * and those already in order are left out: a chain of 1,000 writers of one file has one dependency each.
 *
 * Order is judged on starts and ends: a child starts after its parent started and ends before its parent ends.
 */

import { isBelowNode } from "@tinyagi/contracts";
import { ClaimIndex } from "../graph/claim-index.js";
import { type GraphNode, getParentId, listChildren } from "../graph/graph.js";
import type { Batch, Draft } from "./batch.js";

/** Adds dependencies between writers in topological order; a deadlock with what runs becomes a problem. */
export function serializeClaims(batch: Batch): number {
  let changed = 0;
  let fresh = ClaimIndex.empty();
  let after: AfterParent | undefined;
  for (const draft of batch.order) {
    if (draft.spec.effects !== "write" || draft.claims.length === 0) continue;
    const existing = batch.base.claimIndex.overlapping(draft.claims);
    const siblings = fresh.overlapping(draft.claims);
    fresh = fresh.with(draft.id, draft.claims);
    if (existing.length === 0 && siblings.length === 0) continue;
    const before = new Set<string>();
    endsBefore(batch, before, inheritedDeps(batch, draft));
    const length = draft.deps.length;
    for (const id of siblings) {
      if (before.has(id)) continue;
      draft.deps.push(id);
      endsBefore(batch, before, [id]);
    }
    if (existing.length > 0) after ??= afterParent(batch);
    for (const id of existing) waitForExisting(batch, draft, { id, before, after });
    if (draft.deps.length > length) changed++;
  }
  return changed;
}

interface Relation {
  id: string;
  before: Set<string>;
  after: AfterParent | undefined;
}

function waitForExisting(batch: Batch, draft: Draft, { id, before, after }: Relation): void {
  if (isBelowNode(draft.id, id)) return;
  if (someAncestor(id, (other) => before.has(other))) return;
  if (after !== undefined) {
    if (someAncestor(id, (other) => after.starts.has(other))) return;
    if (after.ends.has(id)) {
      const message = `it would write what ${id} writes, and ${id} waits for the parent`;
      batch.problems.add({ path: `${draft.path}.claims`, code: "claim_conflict", message });
      return;
    }
  }
  batch.touched.add(id);
  draft.deps.push(id);
  endsBefore(batch, before, [id]);
}

/** Dependencies of a draft and of its ancestors. */
function inheritedDeps(batch: Batch, draft: Draft): string[] {
  const deps = [...draft.deps];
  for (let up = batch.parent; up !== null; up = parentNode(batch, up)) deps.push(...up.deps);
  return deps;
}

/** Adds to `ended` the `seeds` and everything that has ended when they have. */
function endsBefore(batch: Batch, ended: Set<string>, seeds: readonly string[]): void {
  const stack = [...seeds];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (ended.has(id)) continue;
    ended.add(id);
    const node = batch.byId.get(id) ?? lookup(batch, id);
    if (node === undefined) continue;
    stack.push(...node.deps, ...listChildren(batch.base, id));
    for (let up = getParentId(id); up !== null && up !== batch.parent?.id; up = getParentId(up)) {
      stack.push(...(lookup(batch, up)?.deps ?? []));
    }
  }
}

interface AfterParent {
  /** Nodes that start only after the parent ended. */
  starts: Set<string>;
  /** Nodes that end only after the parent ended, the parent among them. */
  ends: Set<string>;
}

/** What waits for the end of the parent, directly or not. */
function afterParent(batch: Batch): AfterParent | undefined {
  if (batch.parent === null) return undefined;
  const result: AfterParent = { starts: new Set(), ends: new Set() };
  /** A container first reached through its child may later turn out to start after the parent as well. */
  const opened = new Set<string>();
  const stack = [batch.parent.id];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const known = result.ends.has(id);
    result.ends.add(id);
    if (known && !(result.starts.has(id) && !opened.has(id))) continue;
    if (result.starts.has(id)) opened.add(id);
    const up = getParentId(id);
    if (up !== null) stack.push(up);
    if (result.starts.has(id)) {
      for (const child of listChildren(batch.base, id)) {
        result.starts.add(child);
        stack.push(child);
      }
    }
    for (const dependent of lookup(batch, id)?.dependents ?? []) {
      result.starts.add(dependent);
      stack.push(dependent);
    }
  }
  return result;
}

function someAncestor(id: string, test: (id: string) => boolean): boolean {
  for (let at: string | null = id; at !== null; at = getParentId(at)) if (test(at)) return true;
  return false;
}

function parentNode(batch: Batch, node: GraphNode): GraphNode | null {
  const id = getParentId(node.id);
  return id === null ? null : (lookup(batch, id) ?? null);
}

function lookup(batch: Batch, id: string): GraphNode | undefined {
  const node = batch.base.nodes.get(id);
  if (node !== undefined) batch.touched.add(id);
  return node;
}
