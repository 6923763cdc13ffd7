/**
 * Takes out agents whose guard can never hold and agents whose result nobody uses. An agent that writes is never
 * taken out, and neither is an output of the plan (it ends `skipped` when its guard is false).
 */

import { nodeName, type PruneReason } from "@tinyagi/contracts";
import { evaluateGuard } from "../plan/guard.js";
import type { Batch, Draft } from "./batch.js";

export function prune(batch: Batch): number {
  const before = batch.pruned.length;
  if (batch.output === null && batch.order.every((draft) => draft.spec.when === undefined)) return 0;
  const outputs = outputIds(batch);
  pruneFalseGuards(batch, outputs);
  if (batch.output !== null) pruneUnused(batch, outputs);
  if (batch.pruned.length > before) {
    const gone = new Set(batch.pruned.map((entry) => entry.id));
    batch.order = batch.order.filter((draft) => !draft.gone);
    for (const draft of batch.order) {
      if (draft.deps.some((dep) => gone.has(dep))) draft.deps = draft.deps.filter((dep) => !gone.has(dep));
    }
  }
  return batch.pruned.length - before;
}

/** The outputs as they are after merging. */
function outputIds(batch: Batch): Set<string> {
  const into = new Map(batch.merged.map((entry) => [entry.from, entry.into]));
  return new Set((batch.output ?? []).map((id) => into.get(id) ?? id));
}

/** In topological order: a guard over an agent that was taken out is known too (its output is absent). */
function pruneFalseGuards(batch: Batch, outputs: ReadonlySet<string>): void {
  const absent = new Set<string>();
  for (const draft of batch.order) {
    const guard = draft.spec.when;
    if (guard === undefined || draft.spec.effects === "write" || outputs.has(draft.id)) continue;
    if (evaluateGuard(guard, (id) => ({ known: absent.has(id) })) !== false) continue;
    remove(batch, draft, "guard");
    absent.add(nodeName(draft.id));
  }
}

/** Keeps what an output or a writer reaches through dependencies. */
function pruneUnused(batch: Batch, outputs: ReadonlySet<string>): void {
  const kept = new Set<string>();
  for (let i = batch.order.length - 1; i >= 0; i--) {
    const draft = batch.order[i];
    if (draft === undefined || draft.gone) continue;
    if (kept.has(draft.id) || outputs.has(draft.id) || draft.spec.effects === "write") {
      for (const dep of draft.deps) kept.add(dep);
    } else remove(batch, draft, "unused");
  }
}

function remove(batch: Batch, draft: Draft, reason: PruneReason): void {
  draft.gone = true;
  batch.pruned.push({ id: draft.id, reason });
}
