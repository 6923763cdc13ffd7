/** Finds dependency cycles in a batch, and the topological order when there is none (Kahn, 1962; plan order first). */
import type { Batch, Draft } from "./batch.js";

/** Nodes shown of one cycle. */
const MAX_SHOWN = 12;

/** Sets `batch.order`; every cycle becomes one problem that names its members. */
export function findCycles(batch: Batch): number {
  const living = batch.drafts.filter((draft) => !draft.gone);
  batch.order = topologicalOrder(living, batch.byId);
  if (batch.order.length === living.length) return 0;
  const stuck = new Set(living);
  for (const draft of batch.order) stuck.delete(draft);
  const done = new Set<Draft>();
  for (const start of stuck) if (!done.has(start)) reportCycle(batch, start, { stuck, done });
  return 0;
}

/** Drafts whose dependencies within the batch come before them; those on or behind a cycle are missing. */
export function topologicalOrder(living: readonly Draft[], byId: ReadonlyMap<string, Draft>): Draft[] {
  if (living.every((draft) => draft.deps.length === 0)) return living.slice();
  const waiting = new Map<Draft, number>();
  const dependents = new Map<Draft, Draft[]>();
  for (const draft of living) {
    let count = 0;
    for (const dep of draft.deps) {
      const target = byId.get(dep);
      if (target === undefined || target.gone) continue;
      count++;
      const list = dependents.get(target);
      if (list === undefined) dependents.set(target, [draft]);
      else list.push(draft);
    }
    waiting.set(draft, count);
  }
  const order = living.filter((draft) => waiting.get(draft) === 0);
  for (let i = 0; i < order.length; i++) {
    const draft = order[i];
    if (draft === undefined) break;
    for (const dependent of dependents.get(draft) ?? []) {
      const left = (waiting.get(dependent) ?? 0) - 1;
      waiting.set(dependent, left);
      if (left === 0) order.push(dependent);
    }
  }
  return order;
}

/** Follows stuck dependencies from `start` until a node repeats; a walk that joins an earlier one reports nothing. */
function reportCycle(batch: Batch, start: Draft, sets: { stuck: Set<Draft>; done: Set<Draft> }): void {
  const walk: Draft[] = [];
  const at = new Map<Draft, number>();
  let draft: Draft | undefined = start;
  while (draft !== undefined && !sets.done.has(draft) && !at.has(draft)) {
    at.set(draft, walk.length);
    walk.push(draft);
    draft = nextStuck(batch, draft, sets.stuck);
  }
  for (const seen of walk) sets.done.add(seen);
  const from = draft === undefined ? undefined : at.get(draft);
  if (draft === undefined || from === undefined) return;
  const names = walk.slice(from).map((member) => member.spec.id);
  const shown = [...names.slice(0, MAX_SHOWN), ...(names.length > MAX_SHOWN ? ["…"] : []), draft.spec.id];
  const message = `the dependencies form a cycle: ${shown.join(" → ")}`;
  batch.problems.add({ path: `${draft.path}.dependsOn`, code: "cycle", message });
}

function nextStuck(batch: Batch, draft: Draft, stuck: Set<Draft>): Draft | undefined {
  for (const dep of draft.deps) {
    const target = batch.byId.get(dep);
    if (target !== undefined && stuck.has(target)) return target;
  }
  return undefined;
}
