/** Ends a node exactly once: state, slot, timers, account, event and checkpoint, and only then its dependents. */
import { type NodeWhy, nodeReason } from "@tinyagi/contracts";
import { describeError, type Redact } from "./describe-error.js";
import type { NewRecord } from "./journal-writer.js";
import { type NodeRun, transition } from "./node-run.js";
import type { GraphRun } from "./state.js";

export interface Ending {
  state: "completed" | "failed" | "cancelled" | "skipped";
  output?: unknown;
  error?: unknown;
  why?: NodeWhy;
}

export function settle(graph: GraphRun, run: NodeRun, ending: Ending): void {
  if (run.settled) return;
  const started = run.state === "running";
  transition(run, ending.state);
  run.output = ending.output;
  run.error = ending.error;
  run.why = ending.why;
  run.begun = false;
  leave(graph, run, started);
  graph.onSettled(run);
  graph.open--;
  graph.parts.context.settle(run.node.id);
  emitEnd(graph, run);
  const { writer } = graph.parts;
  if (!writer.active) {
    graph.settled.push(run);
    graph.wake();
    return;
  }
  writer.commit([endRecord(run, graph.options.redact)], () => {
    graph.settled.push(run);
    graph.wake();
  });
}

/** Gives back what a started node holds. */
export function leave(graph: GraphRun, run: NodeRun, started: boolean): void {
  if (started) graph.running--;
  releaseSlot(graph, run);
  run.stopTimer?.();
  run.graceTimer?.();
  run.stopTimer = undefined;
  run.graceTimer = undefined;
  run.controller = undefined;
  run.outcome = undefined;
  run.calls = undefined;
}

export function releaseSlot(graph: GraphRun, run: NodeRun): void {
  if (!run.holdsSlot) return;
  run.holdsSlot = false;
  graph.live--;
}

function emitEnd(graph: GraphRun, run: NodeRun): void {
  const { sink } = graph.parts;
  if (!sink.active) return;
  const { id } = run.node;
  const attempt = run.attempts;
  if (run.state === "completed") sink.emit("node.completed", id, { attempt, usage: run.usage ?? null });
  else if (run.state === "failed")
    sink.emit("node.failed", id, { attempt, error: describeError(run.error, graph.options.redact).message });
  else if (run.state === "cancelled") sink.emit("node.cancelled", id, { attempt, reason: reasonOf(run) });
  else sink.emit("node.skipped", id, { reason: reasonOf(run) });
}

function endRecord(run: NodeRun, redact: Redact | undefined): NewRecord {
  const base = { node: run.node.id, attempt: run.attempts };
  const usage = run.usage === undefined ? {} : { usage: run.usage };
  if (run.state === "completed") return { type: "node.completed", ...base, output: run.output, ...usage };
  if (run.state === "failed")
    return { type: "node.failed", ...base, error: describeError(run.error, redact), ...usage };
  const why = run.why === undefined ? {} : { why: run.why };
  const end = { reason: reasonOf(run), ...why };
  if (run.state === "cancelled") return { type: "node.cancelled", ...base, ...end };
  return { type: "node.skipped", node: run.node.id, ...end };
}

export function reasonOf({ why }: Pick<NodeRun, "why">): string {
  return why === undefined ? "" : nodeReason(why);
}
