/** The passes in their order. A pass after a problem would only report consequences, so the rest is left out. */
import type { Batch, Capabilities, PassReport } from "./batch.js";
import { bindCapabilities } from "./bind.js";
import { serializeClaims } from "./claims.js";
import { findCycles } from "./cycles.js";
import { dedupe } from "./dedupe.js";
import { type Emitted, emit } from "./emit.js";
import { prune } from "./prune.js";
import { rankBatch } from "./rank.js";

export interface PassInput {
  capabilities: Capabilities | undefined;
  /** Adds a problem when the estimates do not fit the budget. */
  fitBudget?: ((batch: Batch) => void) | undefined;
  /** Milliseconds from any origin, for the reports. */
  now: () => number;
  reports: PassReport[];
}

/** @returns the new graph, or `undefined` when `batch.problems` has something to say */
export function runPasses(batch: Batch, input: PassInput): Emitted | undefined {
  const pass = (name: string, run: () => number): void => {
    const start = input.now();
    const touched = batch.touched.size;
    const looked = batch.drafts.length;
    const changed = run();
    const visited = looked + batch.touched.size - touched;
    input.reports.push({ pass: name, visited, changed, ms: input.now() - start });
  };
  pass("bind", () => bindCapabilities(batch, input.capabilities));
  pass("cycles", () => findCycles(batch));
  if (!batch.problems.empty) return undefined;
  pass("dedupe", () => dedupe(batch));
  pass("prune", () => prune(batch));
  pass("ranks", () => rankBatch(batch));
  pass("claims", () => {
    const changed = serializeClaims(batch);
    if (changed > 0) rankBatch(batch);
    return changed;
  });
  pass("budget", () => {
    input.fitBudget?.(batch);
    return 0;
  });
  if (!batch.problems.empty) return undefined;
  let emitted: Emitted | undefined;
  pass("emit", () => {
    emitted = emit(batch);
    return emitted.diff.added.length + emitted.diff.changed.length;
  });
  return emitted;
}
