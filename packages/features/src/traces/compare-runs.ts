/**
 * Compares two traces: which agents ran at which place of the tree, with what they worked, how they ended, how long they
 * took and what they used. Pure; linear in the spans.
 */
import type { ComparedRun, RunComparison, RunSetup, Trace, TraceSpan, Usage } from "@tinyagi/contracts";
import { sameSetup } from "./same-setup.js";

type Setups = ReadonlyMap<string, RunSetup>;

export interface Compared {
  readonly trace: Trace;
  /** Of the runs in the trace, by their ids. */
  readonly setups: Setups;
  /** Of the first run. */
  readonly output: string | null;
}

/** The trees of runs; their graphs are compared apart from them. */
export function compareRuns(a: Compared, b: Compared): Omit<RunComparison, "nodes"> {
  const [ofA, ofB] = [runsByPath(a), runsByPath(b)];
  const paths = [...new Set([...ofA.keys(), ...ofB.keys()])];
  const steps = paths.map((path) => {
    const [inA, inB] = [ofA.get(path) ?? null, ofB.get(path) ?? null];
    return { path, a: inA, b: inB, sameSetup: sameSetup(inA?.setup, inB?.setup) };
  });
  return {
    a: { ...firstOf(a, ofA), output: a.output },
    b: { ...firstOf(b, ofB), output: b.output },
    sameStructure: steps.every((step) => step.a !== null && step.b !== null),
    sameOutput: a.output === b.output,
    steps,
    truncated: a.trace.truncated || b.trace.truncated,
  };
}

/** The runs of a trace by the agents on the way to them, in order of their start. */
function runsByPath({ trace: { spans }, setups }: Compared): Map<string, ComparedRun> {
  const toolCalls = new Map<string, number>();
  for (const { kind, parentId } of spans)
    if (kind === "tool" && parentId !== null) toolCalls.set(parentId, (toolCalls.get(parentId) ?? 0) + 1);
  const paths = new Map<string, string>();
  const taken = new Map<string, number>();
  const runs = new Map<string, ComparedRun>();
  for (const span of parentsFirst(spans.filter(({ kind }) => kind === "run"))) {
    const above = span.parentId === null ? undefined : paths.get(span.parentId);
    const name = above === undefined ? span.name : `${above}/${span.name}`;
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    const path = count === 1 ? name : `${name}#${count}`;
    paths.set(span.id, path);
    runs.set(path, comparedRun(span, { toolCalls: toolCalls.get(span.id) ?? 0, setups }));
  }
  return runs;
}

/** A run starts after the one that caused it; within one millisecond the order of a trace does not show it. */
function parentsFirst(runs: readonly TraceSpan[]): TraceSpan[] {
  const depth = ({ attributes }: TraceSpan): number => Number(attributes.depth ?? 0);
  return [...runs].sort((a, b) => depth(a) - depth(b) || a.start - b.start);
}

function comparedRun(
  { id, status, start, end, usage = {} }: TraceSpan,
  { toolCalls, setups }: { toolCalls: number; setups: Setups },
): ComparedRun {
  const durationMs = end === null ? null : end - start;
  return { runId: id, status, durationMs, usage, toolCalls, setup: setups.get(id) ?? null };
}

/** The first run, with the usage and tool calls of all. */
function firstOf({ trace, setups }: Compared, runs: ReadonlyMap<string, ComparedRun>): ComparedRun {
  const all = [...runs.values()];
  const first = all.find(({ runId }) => runId === trace.runId);
  const ends = trace.spans.filter(({ kind }) => kind === "run").map(({ end }) => end);
  const starts = trace.spans.map(({ start }) => start);
  const isOver = ends.length > 0 && ends.every((end) => end !== null);
  return {
    runId: trace.runId,
    status: first?.status ?? "interrupted",
    durationMs: isOver ? Math.max(...ends.map((end) => end ?? 0)) - Math.min(...starts) : null,
    usage: sumAll(all.map(({ usage }) => usage)),
    toolCalls: all.reduce((sum, run) => sum + run.toolCalls, 0),
    setup: setups.get(trace.runId) ?? null,
  };
}

/** A value that no run reported is absent, never 0. */
function sumAll(usages: readonly Usage[]): Usage {
  const sum: Usage = {};
  for (const usage of usages) {
    for (const name of ["inputTokens", "outputTokens", "cachedTokens", "costUsd"] as const)
      if (usage[name] !== undefined) sum[name] = (sum[name] ?? 0) + usage[name];
    if (usage.estimated === true) sum.estimated = true;
  }
  return sum;
}
