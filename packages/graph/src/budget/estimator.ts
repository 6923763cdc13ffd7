/**
 * What a run will probably consume: quantiles of past runs of the same agent and model, constants before there are
 * any. The plan's own estimate is kept beside it as the claim it is.
 */
import type { Usage } from "@tinyagi/contracts";
import { joinFields } from "../graph/hash.js";
import type { AgentSpec, Estimate } from "../plan/schema.js";

/** Assumed for a run nobody knows anything about. */
export const DEFAULT_ESTIMATE: Readonly<Quantities> = { tokens: 8_000, usd: 0.05, seconds: 60 };
/** Runs remembered for one agent and model. */
const WINDOW_RUNS = 200;
/** Pairs of agent and model remembered; the one not used for longest goes first. */
const MAX_KINDS = 1_000;

/** What runs are told apart by. */
export interface RunKind {
  agent?: string | undefined;
  provider?: string | undefined;
  model?: string | undefined;
  /** Such as a sub-agent, or an agent that a person asked. */
  role?: string | undefined;
}
/** What one run uses. */
export interface Quantities {
  tokens: number;
  usd: number;
  seconds: number;
}
/** The expected use of one run: the median, and what nine of ten runs stay below. */
export interface RunEstimate {
  p50: Quantities;
  p90: Quantities;
  /** Past runs behind the figures; 0 means constants. */
  samples: number;
  /** Set when a cost behind the figures was computed from a price table instead of being reported. */
  priced?: true;
  /** Set when a cost behind the figures is a guess, because nobody reported it and its price is unknown. */
  assumed?: true;
}
/** A finished run, as far as it is known. */
export interface PastRun {
  usage?: Usage | undefined;
  seconds?: number | undefined;
  /** Its cost was computed from an assumed price. */
  isAssumed?: boolean | undefined;
}
/** The estimate for one agent of a plan, beside what the plan itself claims. */
export interface SpecEstimate extends RunEstimate {
  /** The plan's own figures and reason: claimed by the model, checked by nobody. */
  claimed?: { estimate?: Estimate; rationale?: string };
}

/** Remembers what runs used, and says what the next one will probably use. */
export interface Estimator {
  /** Remembers a finished run. What was not reported is not counted as 0. */
  record(kind: RunKind, run: PastRun): void;
  estimate(kind: RunKind): RunEstimate;
  /** What nine of ten remembered runs stay below. What none of them reported is absent. */
  seen(kind: RunKind): Partial<Quantities>;
  estimateSpec(spec: AgentSpec): SpecEstimate;
}

const QUANTITIES = ["tokens", "usd", "seconds"] as const;

type Samples = { [K in keyof Quantities]: number[] } & {
  /** For each cost, 1 when it was computed. */
  priced: number[];
  /** For each cost, 1 when its price was assumed. */
  assumed: number[];
};

/** An estimator with its own memory. */
export function createEstimator(o: { constants?: Partial<Quantities> } = {}): Estimator {
  const constants: Quantities = { ...DEFAULT_ESTIMATE, ...o.constants };
  const kinds = new Map<string, Samples>();
  const estimate = (kind: RunKind): RunEstimate => {
    const known = kinds.get(toKey(kind));
    const quantity = (field: keyof Quantities, q: number) =>
      quantile(known?.[field] ?? [], q) ?? constants[field];
    const at = (q: number): Quantities => ({
      tokens: quantity("tokens", q),
      usd: quantity("usd", q),
      seconds: quantity("seconds", q),
    });
    const samples =
      known === undefined ? 0 : Math.max(known.tokens.length, known.usd.length, known.seconds.length);
    const priced = known?.priced.includes(1) === true ? { priced: true as const } : {};
    const isAssumed = known !== undefined && (known.usd.length === 0 || known.assumed.includes(1));
    return { p50: at(0.5), p90: at(0.9), samples, ...priced, ...(isAssumed && { assumed: true as const }) };
  };
  return {
    record(kind, run) {
      const key = toKey(kind);
      const known = kinds.get(key) ?? { tokens: [], usd: [], seconds: [], priced: [], assumed: [] };
      kinds.delete(key);
      kinds.set(key, known);
      if (kinds.size > MAX_KINDS) kinds.delete(kinds.keys().next().value ?? key);
      const { usage } = run;
      const tokens = (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
      if (tokens > 0) push(known.tokens, tokens);
      if (usage?.costUsd !== undefined) {
        push(known.usd, usage.costUsd);
        push(known.priced, usage.estimated === true ? 1 : 0);
        push(known.assumed, run.isAssumed === true ? 1 : 0);
      }
      if (run.seconds !== undefined) push(known.seconds, run.seconds);
    },
    estimate,
    seen(kind) {
      const known = kinds.get(toKey(kind));
      const found = QUANTITIES.map((name) => [name, quantile(known?.[name] ?? [], 0.9)] as const);
      return Object.fromEntries(found.filter(([, value]) => value !== undefined));
    },
    estimateSpec(spec) {
      const claimed: NonNullable<SpecEstimate["claimed"]> = {};
      if (spec.estimate !== undefined) claimed.estimate = spec.estimate;
      if (spec.rationale !== "") claimed.rationale = spec.rationale;
      const base = estimate(spec);
      return Object.keys(claimed).length === 0 ? base : { ...base, claimed };
    },
  };
}

function toKey(kind: RunKind): string {
  return joinFields([kind.agent ?? "", kind.provider ?? "", kind.model ?? "", kind.role ?? ""]);
}

function push(list: number[], value: number): void {
  list.push(value);
  if (list.length > WINDOW_RUNS) list.shift();
}

/** Nearest rank. */
function quantile(list: readonly number[], q: number): number | undefined {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}
