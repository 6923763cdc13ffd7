/**
 * Estimates that say what they are based on: runs of exactly the same kind where there are enough, else those of a wider
 * group. A figure from few runs is answered, and flagged.
 */
import { createEstimator, type Estimator, type RunEstimate, type RunKind } from "./estimator.js";

/** From the narrowest to the widest: the same kind, the same agent, the same provider and model, all runs. */
export const ESTIMATE_GROUPS = ["same", "agent", "model", "all"] as const;
export type EstimateGroup = (typeof ESTIMATE_GROUPS)[number];

/** Fewer runs than this do not describe a group. */
export const ENOUGH_RUNS = 5;

/** The expected use of one run, and the group of past runs that it comes from. */
export interface GroupedEstimate extends RunEstimate {
  /** Absent without any past run: then the figures are constants. */
  group?: EstimateGroup;
  /** Set when no group has enough runs. */
  few?: true;
}

/** Remembers what runs used, by all groups that they belong to. */
export interface WideningEstimator {
  /** As `Estimator.record`, for every group. */
  record(kind: RunKind, run: Parameters<Estimator["record"]>[1]): void;
  estimate(kind: RunKind): GroupedEstimate;
}

const KIND_IN: Readonly<Record<EstimateGroup, (kind: RunKind) => RunKind>> = {
  same: (kind) => kind,
  agent: ({ agent }) => ({ agent }),
  model: ({ provider, model }) => ({ provider, model }),
  all: () => ({}),
};

/** An estimator with its own memory. */
export function createWideningEstimator(): WideningEstimator {
  const byGroup = ESTIMATE_GROUPS.map((group) => ({ group, runs: createEstimator() }));
  return {
    record(kind, run) {
      for (const { group, runs } of byGroup) runs.record(KIND_IN[group](kind), run);
    },
    estimate(kind) {
      const all = byGroup.map(({ group, runs }) => ({ group, ...runs.estimate(KIND_IN[group](kind)) }));
      const enough = all.find(({ samples }) => samples >= ENOUGH_RUNS);
      if (enough !== undefined) return enough;
      // Of few runs, those of this very kind say most.
      const some = all.find(({ samples }) => samples > 0);
      return some === undefined ? createEstimator().estimate(kind) : { ...some, few: true };
    },
  };
}
