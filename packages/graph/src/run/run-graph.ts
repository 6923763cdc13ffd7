/** Composition of a run: builds its parts, starts it, and takes everything down when it ends. */
import { GRAPH_JOURNAL_FORMAT, type GraphJournalLock, parseOptions } from "@tinyagi/contracts";
import { z } from "zod";
import { systemClock } from "../clock.js";
import { CancelledError, DeadlineError, JournalError } from "../errors.js";
import { EventSink } from "../events/events.js";
import type { Graph } from "../graph/graph.js";
import { indexed, toJSON } from "../graph/json.js";
import { resolveLimits } from "../limits.js";
import { checkGraph, checkRunOptions } from "../misuse.js";
import { SpawningContext } from "../spawn/context.js";
import { addRuns, arm } from "./arm.js";
import { describeError } from "./describe-error.js";
import { abortNode } from "./ending.js";
import { forgetQuestions } from "./interrupt.js";
import { JournalWriter, type NewRecord } from "./journal-writer.js";
import { buildResult } from "./result.js";
import { advance } from "./scheduler.js";
import { type GraphResult, GraphRun, type RunOptions } from "./state.js";

export const DEFAULT_RUN_ID = "main";
const concurrencySchema = z.number().int().positive();

/**
 * Runs a graph to its end.
 * @param g from `compile`, `applySpawn` or `fromJSON`
 * @returns what became of every node; failures of nodes are in the result, not thrown
 * @throws JournalError when the journal is held by another run or already has a run of this id
 */
export async function runGraph(g: Graph, o: RunOptions): Promise<GraphResult> {
  checkGraph(g);
  checkRunOptions(o);
  const runId = o.runId ?? DEFAULT_RUN_ID;
  const lock = await o.journal?.lock(runId);
  let graph: GraphRun;
  try {
    const existing = (await o.journal?.read(runId)) ?? [];
    if (existing.length > 0) {
      throw new JournalError(
        "CONFLICT",
        "The journal already holds a run of this id. Resume it, or choose another runId.",
      );
    }
    graph = createRun(g, o, 0);
  } catch (error) {
    await lock?.release();
    throw error;
  }
  const generations = graph.parts.context.graph.nodes;
  const opened: NewRecord = {
    type: "graph.opened",
    format: GRAPH_JOURNAL_FORMAT,
    ir: graph.parts.writer.active ? toJSON(g) : "",
    time: graph.parts.clock.now(),
  };
  addRuns(graph, [...generations.values()], g.generation);
  return drive(graph, lock, [opened]);
}

/** The parts of a run, before anything happens. */
export function createRun(g: Graph, o: RunOptions, lastSeq: number): GraphRun {
  const clock = o.clock ?? systemClock;
  const runId = o.runId ?? DEFAULT_RUN_ID;
  const limits = resolveLimits(o.limits);
  const { concurrency } = o;
  if (concurrency !== undefined) parseOptions("the option concurrency", concurrencySchema, concurrency);
  const sink = new EventSink(o.onEvent, clock, runId);
  const { capabilities, budget, estimator } = o;
  const context = new SpawningContext(
    { graph: indexed(g), limits, capabilities, budget, estimator, clock, runId },
    sink,
  );
  function onFailure(error: unknown): void {
    graph.journalError = error;
    sink.emit("journal.failed", null, { error: describeError(error, o.redact).message });
  }
  const writer = new JournalWriter({ journal: o.journal, graphId: runId, lastSeq, clock, onFailure });
  const maxLive = Math.max(1, Math.min(concurrency ?? Infinity, limits.maxLive));
  const graph: GraphRun = new GraphRun(o, { context, sink, writer, clock, runId, maxLive });
  graph.onSettled = (run) => forgetQuestions(graph, run);
  return graph;
}

/** Runs until nothing is left, then releases timers, listeners and the lock. */
export async function drive(
  graph: GraphRun,
  lock: GraphJournalLock | undefined,
  first: readonly NewRecord[],
): Promise<GraphResult> {
  const { writer, sink, clock, context } = graph.parts;
  // The journal begins with these, also when the run is cancelled before its first node.
  writer.commit(first, () => {});
  const stop = watch(graph);
  // Those of an earlier process are asked again.
  graph.questions.clear();
  try {
    await new Promise<void>((resolve, reject) => {
      graph.wake = () => {
        try {
          advance(graph, resolve);
        } catch (error) {
          graph.ended = true;
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      sink.emit("graph.started", null, { generation: context.generation, nodes: context.graph.nodes.size });
      writer.commit([], () => {
        for (const run of graph.runs.values()) arm(graph, run);
        graph.wake();
      });
    });
    const result = buildResult(graph);
    await new Promise<void>((resolve) => {
      writer.commit([{ type: "graph.closed", status: result.status, time: clock.now() }], resolve);
    });
    sink.emit("graph.ended", null, { status: result.status });
    if (graph.journalError !== undefined) result.journalError = graph.journalError;
    if (sink.failures > 0) result.listenerFailures = sink.failures;
    return result;
  } finally {
    stop();
    context.close();
    await lock?.release();
  }
}

/** Everything from outside that may stop or wake the run. */
function watch(graph: GraphRun): () => void {
  const { signal, deadlineMs, budget } = graph.options;
  const stops: (() => void)[] = [];
  const cancel = () => cancelRun(graph, new CancelledError({ code: "node.run_cancelled" }, signal?.reason));
  if (signal?.aborted) cancel();
  else if (signal !== undefined) {
    signal.addEventListener("abort", cancel, { once: true });
    stops.push(() => signal.removeEventListener("abort", cancel));
  }
  if (deadlineMs !== undefined) {
    stops.push(
      graph.parts.clock.after(deadlineMs, () => cancelRun(graph, new DeadlineError("The graph", deadlineMs))),
    );
  }
  if (budget !== undefined) {
    const unblock = () => {
      const blocked = graph.blocked;
      graph.blocked = [];
      for (const run of blocked) if (run.state === "ready") graph.ready.push(run, run.pathLength);
      graph.wake();
    };
    stops.push(budget.onRaise(unblock));
  }
  return () => {
    for (const stop of stops) stop();
  };
}

/** Stops every node; what has not started ends without starting. */
function cancelRun(graph: GraphRun, error: Error): void {
  if (graph.cancelled !== undefined || graph.ended) return;
  graph.cancelled = error;
  for (const run of graph.runs.values()) if (run.parent === null) abortNode(graph, run, error);
  graph.wake();
}
