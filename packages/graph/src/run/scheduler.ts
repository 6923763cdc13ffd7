/**
 * The loop of a run, driven by events alone: tells dependents and parents of what has settled, gives slots to parents
 * that go on and to nodes that may start, and ends the run when nothing is left. Never polls.
 */
import { CancelledError, DeadlineError, InterruptedError } from "../errors.js";
import { evaluateGuard } from "../plan/guard.js";
import { arm, blocks, dropHeld, endUnstarted, makeReady, unhold } from "./arm.js";
import { admitToBudget } from "./budget-gate.js";
import { abortNode, conclude, finish, rejectCalls } from "./ending.js";
import { dependencyResults, lacksInput } from "./inputs.js";
import type { NewRecord } from "./journal-writer.js";
import { NodeContext } from "./node-context.js";
import { type NodeRun, transition } from "./node-run.js";
import { judgeQuorum } from "./quorum.js";
import { settle } from "./settle.js";
import { answerCalls } from "./spawn-call.js";
import type { GraphRun } from "./state.js";

const DEFAULT_MAX_INTERRUPTIONS = 5;

/** Does everything that can be done now. Calls from within are absorbed by the running loop. */
export function advance(graph: GraphRun, end: () => void): void {
  if (graph.advancing || graph.ended) return;
  graph.advancing = true;
  for (;;) {
    const settled = graph.settled.shift();
    if (settled !== undefined) release(graph, settled);
    else if (!assignSlot(graph) && !launchPicked(graph)) break;
  }
  graph.advancing = false;
  if (isQuiet(graph)) {
    if (graph.running === 0 && (graph.open === 0 || graph.pausing)) {
      graph.ended = true;
      end();
    } else if (
      (graph.blocked.length > 0 || graph.questions.size > 0) &&
      graph.live === 0 &&
      graph.delayed === 0 &&
      !graph.pausing
    ) {
      pause(graph);
      graph.wake();
    } else if (graph.live === 0 && graph.delayed === 0 && !graph.pausing && dropHeld(graph)) {
      // Running parents wait for nodes that wait for held ones, which only those parents could ask for.
      graph.wake();
    }
  }
}

function isQuiet(graph: GraphRun): boolean {
  const nothing = graph.settled.length === 0 && graph.resumes.length === 0 && graph.launches.length === 0;
  return nothing && graph.parts.writer.idle;
}

/** Dependents first, then the parent; both see a state that is already written down. */
function release(graph: GraphRun, run: NodeRun): void {
  run.released = true;
  for (const id of run.node.dependents) {
    const dependent = graph.runs.get(id);
    if (dependent === undefined || dependent.state !== "pending" || dependent.held) continue;
    if (blocks(graph, run)) endUnstarted(graph, dependent, { code: "node.dependency" });
    else if (--dependent.waiting === 0) makeReady(graph, dependent);
  }
  const { parent, call } = run;
  if (parent === null || run.held) return;
  parent.openChildren--;
  run.call = undefined;
  if (call !== undefined && parent.aborting === undefined && parent.outcome === undefined) {
    call.open--;
    judgeQuorum(graph, call);
    if (call.open === 0 && parent.calls?.every((other) => other.open === 0)) graph.resumes.push(parent);
  }
  if (parent.openChildren > 0) return;
  if (parent.aborting !== undefined) rejectCalls(parent, parent.aborting);
  if (parent.outcome !== undefined) conclude(graph, parent);
}

/** One slot: to a parent that goes on, else to the next node that may start. */
function assignSlot(graph: GraphRun): boolean {
  if (graph.live >= graph.parts.maxLive || graph.pausing) return false;
  const parent = graph.resumes.shift();
  if (parent !== undefined) {
    resume(graph, parent);
    return true;
  }
  const run = graph.ready.shift();
  if (run === undefined) return false;
  if (run.state === "ready") pick(graph, run);
  return true;
}

function resume(graph: GraphRun, parent: NodeRun): void {
  const calls = parent.calls;
  if (parent.state !== "running" || calls === undefined || calls.length === 0) return;
  if (calls.some((call) => call.open > 0)) return;
  if (parent.outcome === undefined && !parent.holdsSlot) {
    parent.holdsSlot = true;
    graph.live++;
  }
  answerCalls(graph, parent);
}

function pick(graph: GraphRun, run: NodeRun): void {
  if (run.blamed >= (graph.options.maxInterruptions ?? DEFAULT_MAX_INTERRUPTIONS)) {
    settle(graph, run, { state: "failed", error: new InterruptedError(run.node.id, run.blamed) });
    return;
  }
  if (!run.begun && lacksInput(graph, run)) {
    endUnstarted(graph, run, { code: "node.dependency_skipped" });
    return;
  }
  const guard = run.node.spec.when;
  if (guard !== undefined && !run.begun) {
    const results = dependencyResults(graph, run);
    if (evaluateGuard(guard, (id) => ({ known: true, output: results.get(id) })) !== true) {
      endUnstarted(graph, run, { code: "node.guard" });
      return;
    }
  }
  if (!admitToBudget(graph, run)) return;
  transition(run, "running");
  run.attempts++;
  run.holdsSlot = true;
  graph.live++;
  graph.running++;
  if (!run.begun) {
    run.begun = true;
    if (graph.parts.sink.active)
      graph.parts.sink.emit("node.started", run.node.id, { attempt: run.attempts });
  }
  graph.launches.push(run);
}

/** Executes what was picked, after it is written down as started. */
function launchPicked(graph: GraphRun): boolean {
  const picked = graph.launches;
  if (picked.length === 0) return false;
  graph.launches = [];
  const { writer } = graph.parts;
  const records: NewRecord[] = [];
  if (writer.active) {
    for (const run of picked) {
      // A listener of its start may have cancelled it: its end is written down already, and is the last word.
      if (run.state !== "running") continue;
      records.push({ type: "node.started", node: run.node.id, attempt: run.attempts });
    }
  }
  writer.commit(records, () => {
    for (const run of picked) launch(graph, run);
    graph.wake();
  });
  return true;
}

function launch(graph: GraphRun, run: NodeRun): void {
  if (run.state !== "running" || run.aborting !== undefined) return;
  const epoch = ++run.epoch;
  run.reported = undefined;
  run.asked = 0;
  for (const child of run.children ?? []) {
    if (child.generation > 0 && child.parentAttempt > 0) continue;
    unhold(child);
    arm(graph, child);
  }
  const { timeoutMs } = run.node.spec;
  if (timeoutMs !== undefined) {
    const late = () => abortNode(graph, run, new DeadlineError(run.node.id, timeoutMs));
    run.stopTimer = graph.parts.clock.after(timeoutMs, late);
  }
  try {
    const answer: unknown = graph.options.execute(run.node, new NodeContext(graph, run));
    Promise.resolve(answer).then(
      (value) => finish(graph, run, { epoch, value, failed: false }),
      (error: unknown) => finish(graph, run, { epoch, value: error, failed: true }),
    );
  } catch (error) {
    finish(graph, run, { epoch, value: error, failed: true });
  }
}

/** Stops nodes that wait for people, and parents that wait for children that cannot start; everything is kept for a resume. */
function pause(graph: GraphRun): void {
  graph.pausing = true;
  for (const run of graph.runs.values()) {
    if (run.state === "running") abortNode(graph, run, new CancelledError({ code: "node.paused" }));
  }
}
