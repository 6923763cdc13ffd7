/**
 * Merges agents of one batch that would do the same work: equal prompt, tools and inputs, no effects, no spawning.
 * Equality is of the values, not of a hash: a collision must never drop work.
 */
import { joinFields } from "../graph/hash.js";
import type { Batch, Draft } from "./batch.js";

export function dedupe(batch: Batch): number {
  if (!batch.order.some(mayMerge)) return 0;
  const first = new Map<string, Draft>();
  const into = new Map<string, string>();
  let changed = 0;
  for (const draft of batch.order) {
    if (into.size > 0) redirect(draft, into);
    if (!mayMerge(draft)) continue;
    const key = workKey(draft);
    const same = first.get(key);
    if (same === undefined) first.set(key, draft);
    else {
      draft.gone = true;
      into.set(draft.id, same.id);
      batch.merged.push({ from: draft.id, into: same.id });
      changed++;
    }
  }
  if (changed > 0) batch.order = batch.order.filter((draft) => !draft.gone);
  return changed;
}

function mayMerge(draft: Draft): boolean {
  return draft.spec.effects === "none" && !draft.spec.canSpawn;
}

function redirect(draft: Draft, into: ReadonlyMap<string, string>): void {
  if (!draft.deps.some((dep) => into.has(dep))) return;
  draft.deps = [...new Set(draft.deps.map((dep) => into.get(dep) ?? dep))];
}

/** A guard names ids as written, so guarded agents merge only when their guards are written the same. */
function workKey(draft: Draft): string {
  const { spec } = draft;
  return joinFields([
    spec.prompt,
    spec.agent ?? "",
    spec.harness ?? "",
    spec.model ?? "",
    spec.expectedOutput,
    joinFields([...spec.tools].sort()),
    joinFields([...draft.deps].sort()),
    joinFields(spec.optionalDependsOn ?? []),
    spec.when === undefined ? "" : JSON.stringify(spec.when),
    `${spec.timeoutMs ?? ""}`,
  ]);
}
