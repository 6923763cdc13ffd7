/**
 * Estimates that say what they are based on: runs of exactly the same kind where there are enough, else those of a wider
 * group, which never make less of what is known of a narrower one. A figure from few runs is answered, and flagged.
 */
import {
  createEstimator,
  type PastRun,
  type Quantities,
  type RunEstimate,
  type RunKind,
} from "./estimator.js";

/** From the narrowest to the widest: the same kind, the same agent, the same provider and model, all runs. */
export const ESTIMATE_GROUPS = ["same", "agent", "model", "all"] as const;
/** The past runs an estimate comes from, one of {@link ESTIMATE_GROUPS}. */
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
  record(kind: RunKind, run: PastRun): void;
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
      // Of few runs, those of this very kind say most.
      const narrowest = all.find(({ samples }) => samples > 0);
      if (narrowest === undefined) return createEstimator().estimate(kind);
      if (enough === undefined) return { ...narrowest, few: true };
      const { runs } = byGroup.find(({ group }) => group === narrowest.group) ?? {};
      const seen = runs?.seen(KIND_IN[narrowest.group](kind)) ?? {};
      return { ...pickFlags(narrowest), ...enough, p90: atLeast(enough.p90, seen) };
    },
  };
}

/** How sure the costs behind a figure are. They count where the figure does. */
function pickFlags({ priced, assumed }: RunEstimate): Pick<RunEstimate, "priced" | "assumed"> {
  return { ...(priced && { priced }), ...(assumed && { assumed }) };
}

function atLeast(figures: Quantities, { tokens = 0, usd = 0, seconds = 0 }: Partial<Quantities>): Quantities {
  return {
    tokens: Math.max(figures.tokens, tokens),
    usd: Math.max(figures.usd, usd),
    seconds: Math.max(figures.seconds, seconds),
  };
}
