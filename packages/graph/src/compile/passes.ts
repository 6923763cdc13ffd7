/** The passes in their order. A pass after a problem would only report consequences, so the rest is left out. */
import type { Batch, PassReport } from "./batch.js";
import { type AllowedNames, bindCapabilities } from "./bind.js";
import { serializeClaims } from "./claims.js";
import { findCycles } from "./cycles.js";
import { dedupe } from "./dedupe.js";
import { type Emitted, emit } from "./emit.js";
import { prune } from "./prune.js";
import { rankBatch } from "./rank.js";

export interface PassInput {
  allowed: AllowedNames | undefined;
  /** Adds a problem when the estimates do not fit the budget. */
  fitBudget?: ((batch: Batch) => void) | undefined;
  /** Where to report, and milliseconds from any origin; absent for a spawn. */
  timing?: { reports: PassReport[]; now: () => number } | undefined;
}

const PASSES = {
  bind: (batch: Batch, input: PassInput) => bindCapabilities(batch, input.allowed),
  cycles: findCycles,
  dedupe,
  prune,
  ranks: rankBatch,
  claims: claimsAndRanks,
  budget: (batch: Batch, input: PassInput) => {
    input.fitBudget?.(batch);
    return 0;
  },
} as const;
type PassName = keyof typeof PASSES;
/** All of these look at the plan as written; what they find is reported together. */
const CHECKS: readonly PassName[] = ["bind", "cycles"];
const TRANSFORMS: readonly PassName[] = ["dedupe", "prune", "ranks", "claims", "budget"];

/** @returns the new graph, or `undefined` when `batch.problems` has something to say */
export function runPasses(batch: Batch, input: PassInput): Emitted | undefined {
  for (const name of CHECKS) runPass(batch, name, input);
  if (!batch.problems.empty) return undefined;
  for (const name of TRANSFORMS) runPass(batch, name, input);
  if (!batch.problems.empty) return undefined;
  const { timing } = input;
  const start = timing?.now() ?? 0;
  const emitted = emit(batch);
  if (timing !== undefined) {
    const changed = emitted.diff.added.length + emitted.diff.changed.length;
    timing.reports.push({ pass: "emit", visited: batch.drafts.length, changed, ms: timing.now() - start });
  }
  return emitted;
}

/** Without reports a pass is a plain call: a spawn of two agents would otherwise spend more on timing than on work. */
function runPass(batch: Batch, name: PassName, input: PassInput): void {
  const { timing } = input;
  if (timing === undefined) {
    PASSES[name](batch, input);
    return;
  }
  const start = timing.now();
  const touched = batch.touched.size;
  const changed = PASSES[name](batch, input);
  const visited = batch.drafts.length + batch.touched.size - touched;
  timing.reports.push({ pass: name, visited, changed, ms: timing.now() - start });
}

/** A new dependency between writers raises ranks behind it. */
function claimsAndRanks(batch: Batch): number {
  const changed = serializeClaims(batch);
  if (changed > 0) rankBatch(batch);
  return changed;
}
