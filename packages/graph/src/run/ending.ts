/**
 * How an execution ends: its answer or error, the join with its children, a retry, an abort from above. An aborted node
 * that does not react is left behind after a grace time; what it answers later is ignored.
 */
import { type NodeWhy, nodeReason } from "@tinyagi/contracts";
import { checkUsage } from "../budget/amounts.js";
import { remainingUsage } from "../budget/usage.js";
import { BudgetError, CancelledError, DeadlineError, OutputError } from "../errors.js";
import { checkExecuteResult } from "../misuse.js";
import { endUnstarted, NOT_NEEDED } from "./arm.js";
import { bookUsage } from "./budget-gate.js";
import { describeError } from "./describe-error.js";
import { forgetQuestions, rejectQuestions } from "./interrupt.js";
import { type NodeRun, type Outcome, transition } from "./node-run.js";
import { unjsonable } from "./output-check.js";
import { leave, releaseSlot, settle } from "./settle.js";
import type { ExecuteResult, GraphRun } from "./state.js";

export const DEFAULT_CANCEL_GRACE_MS = 5_000;

/** Takes the answer of one execution. A node ends only after all its children have. */
export function finish(
  graph: GraphRun,
  run: NodeRun,
  end: { epoch: number; value: unknown; failed: boolean },
): void {
  if (run.epoch !== end.epoch || run.state !== "running" || run.outcome !== undefined) return;
  run.outcome = { value: end.value, failed: end.failed };
  releaseSlot(graph, run);
  for (const child of run.children ?? []) {
    if (end.failed) abortNode(graph, child, new CancelledError({ code: "node.parent_failed" }));
    else if (child.held && !child.settled) endUnstarted(graph, child, NOT_NEEDED);
  }
  if (run.outcome !== undefined && (run.openChildren === 0 || graph.pausing)) conclude(graph, run);
  graph.wake();
}

/** Decides what an ended execution means once no child is open. */
export function conclude(graph: GraphRun, run: NodeRun): void {
  const { aborting } = run;
  if (run.outcome === undefined) return;
  const outcome = checked(graph, run, run.outcome);
  const result = outcome.failed ? undefined : (outcome.value as ExecuteResult | undefined);
  if (graph.pausing && aborting !== undefined) suspend(graph, run);
  else if (aborting instanceof BudgetError && !outcome.failed)
    settle(graph, run, { state: "completed", output: result?.output });
  else if (aborting instanceof CancelledError)
    settle(graph, run, { state: "cancelled", why: aborting.why, error: aborting });
  else if (aborting !== undefined) settle(graph, run, { state: "failed", error: aborting });
  else if (!outcome.failed) settle(graph, run, { state: "completed", output: result?.output });
  else if (mayRetry(run, outcome.value)) retry(graph, run, outcome.value);
  else settle(graph, run, { state: "failed", error: outcome.value });
}

/** Books what the execution used and looks at what it returned: what the run cannot keep is a failure of the node. */
function checked(graph: GraphRun, run: NodeRun, outcome: Outcome): Outcome {
  if (outcome.failed) return outcome;
  const { value } = outcome;
  try {
    checkExecuteResult(value);
    const { usage } = value;
    if (usage !== undefined) bookUsage(graph, run, remainingUsage(checkUsage(usage), run.reported ?? {}));
    const problem = graph.parts.writer.active ? unjsonable(value.output) : undefined;
    if (problem !== undefined) throw new OutputError(run.node.id, problem);
    return outcome;
  } catch (error) {
    return { value: error, failed: true };
  }
}

function mayRetry(run: NodeRun, error: unknown): boolean {
  if (run.tries > (run.node.spec.retries ?? 0)) return false;
  if (error instanceof CancelledError || error instanceof BudgetError || error instanceof DeadlineError)
    return false;
  return !(error instanceof Error && "retryable" in error && error.retryable === false);
}

function retry(graph: GraphRun, run: NodeRun, error: unknown): void {
  const { writer, sink, clock } = graph.parts;
  transition(run, "ready");
  leave(graph, run, true);
  forgetQuestions(graph, run);
  graph.delayed++;
  const failure = describeError(error, graph.options.redact);
  if (sink.active) sink.emit("node.retried", run.node.id, { attempt: run.attempts, error: failure.message });
  const usage = run.usage === undefined ? {} : { usage: run.usage };
  const again = () => {
    graph.delayed--;
    if (run.state === "ready") graph.ready.push(run, run.pathLength);
    graph.wake();
  };
  writer.commit(
    [{ type: "node.retried", node: run.node.id, attempt: run.attempts, error: failure, ...usage }],
    () => {
      const delay = graph.options.retryDelayMs ?? 0;
      if (delay > 0) clock.after(delay, again);
      else again();
    },
  );
}

/** The run pauses: the node counts as not started and runs again on resume. */
function suspend(graph: GraphRun, run: NodeRun): void {
  transition(run, "pending");
  leave(graph, run, true);
  run.begun = false;
  run.attempts--;
  const reason = nodeReason({ code: "node.paused" });
  graph.parts.sink.emit("node.cancelled", run.node.id, { attempt: run.attempts + 1, reason });
}

/** Stops a node and everything below it. What has not started ends at once. */
export function abortNode(graph: GraphRun, run: NodeRun, error: Error): void {
  if (run.settled || run.aborting !== undefined) return;
  if (run.state !== "running") {
    if (!graph.pausing) endUnstarted(graph, run, whyOf(error));
    return;
  }
  if (error instanceof BudgetError && run.controller === undefined) return;
  run.aborting = error;
  const waits = run.calls !== undefined && run.calls.length > 0;
  for (const child of run.children ?? []) abortNode(graph, child, error);
  run.controller?.abort(error);
  if (run.openChildren === 0 || graph.pausing) rejectCalls(run, error);
  rejectQuestions(run, error);
  if (run.outcome !== undefined || run.state !== "running") return;
  const force = () => finish(graph, run, { epoch: run.epoch, value: error, failed: true });
  if (run.controller === undefined && !waits) force();
  else
    run.graceTimer = graph.parts.clock.after(graph.options.cancelGraceMs ?? DEFAULT_CANCEL_GRACE_MS, force);
}

function whyOf(error: Error): NodeWhy {
  return error instanceof CancelledError
    ? error.why
    : { code: "node.error", said: describeError(error).name };
}

/** Answers every open spawn call of a node with an error. */
export function rejectCalls(run: NodeRun, error: unknown): void {
  const calls = run.calls;
  run.calls = undefined;
  for (const call of calls ?? []) call.reject(error);
}
