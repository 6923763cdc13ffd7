/** `ctx.spawn`: one transaction, then children run while the parent gives its slot back. */
import { CancelledError, NodeFailedError, QuorumError } from "../errors.js";
import type { GraphNode } from "../graph/graph.js";
import type { SpawnOptions } from "../spawn/context.js";
import { type Adoption, adopt } from "./adopt.js";
import { addRuns, arm, unhold } from "./arm.js";
import { abortNode, rejectCalls } from "./ending.js";
import type { NewRecord } from "./journal-writer.js";
import { isFreeSkip, type NodeRun, type SpawnCall, transition } from "./node-run.js";
import { checkQuorum, judgeQuorum } from "./quorum.js";
import { nodeResult } from "./result.js";
import { releaseSlot } from "./settle.js";
import type { GraphRun } from "./state.js";

interface Request {
  epoch: number;
  specs: unknown;
  options: SpawnOptions;
}

export function spawnChildren(
  graph: GraphRun,
  parent: NodeRun,
  request: Request,
): Promise<ReadonlyMap<string, unknown>> {
  const answer = new Promise<ReadonlyMap<string, unknown>>((resolve, reject) => {
    if (parent.epoch !== request.epoch || parent.state !== "running" || parent.outcome !== undefined) {
      throw new CancelledError({ code: "node.ended" });
    }
    if (parent.aborting !== undefined) throw parent.aborting;
    start(graph, parent, { request, resolve, reject });
  });
  // A node may drop its spawn: the children are joined anyway, and the refusal is not a crash of the process.
  answer.catch(() => {});
  return answer;
}

interface Start extends Pick<SpawnCall, "resolve" | "reject"> {
  request: Request;
}

function start(graph: GraphRun, parent: NodeRun, { request, resolve, reject }: Start): void {
  const { onFailure, onSettled, quorum } = request.options;
  checkQuorum(quorum, request.specs);
  const adoption = adopt(graph, parent, {
    specs: request.specs,
    repeat: request.options.repeat === true,
  });
  const taken = [...adoption.taken.values()];
  const records: NewRecord[] = [];
  const grown = grow(graph, parent, { adoption, options: request.options, records });
  const reopened = isReached(adoption.taken, quorum) ? [] : reopen(graph, parent, taken);
  if (reopened.length > 0) {
    const nodes = reopened.map((run) => run.node.id);
    records.push({ type: "node.reopened", nodes, attempt: parent.tries });
  }
  const answers =
    taken.length === 0 ? grown.answers : inCallOrder(adoption.taken, grown.answers, request.specs);
  const call: SpawnCall = { answers, open: 0, onFailure, quorum, onSettled, resolve, reject };
  for (const run of answers.values()) {
    take(run, parent, call);
    if (adoption.renamed) run.renamed = adoption.names;
  }
  parent.calls ??= [];
  parent.calls.push(call);
  releaseSlot(graph, parent);
  const begin = () => {
    for (const run of grown.added) arm(graph, run);
    for (const run of taken) arm(graph, run);
    if (parent.aborting !== undefined || parent.state !== "running") stopLate(graph, parent, call);
    judgeQuorum(graph, call);
    if (call.open === 0) graph.resumes.push(parent);
    graph.wake();
  };
  graph.parts.writer.commit(records, begin);
}

/** A listener ended the parent while the spawn was being made: nothing else would ever end these children. */
function stopLate(graph: GraphRun, parent: NodeRun, call: SpawnCall): void {
  const why = parent.aborting ?? new CancelledError({ code: "node.parent_ended" });
  for (const run of call.answers.values()) abortNode(graph, run, why);
  if (parent.state !== "running") rejectCalls(parent, why);
}

interface Grown {
  added: readonly NodeRun[];
  /** By the id asked for, in call order. */
  answers: Map<string, NodeRun>;
}

/** Compiles what was not taken over and adds its runs. */
function grow(
  graph: GraphRun,
  parent: NodeRun,
  o: { adoption: Adoption; options: SpawnOptions; records: NewRecord[] },
): Grown {
  const answers = new Map<string, NodeRun>();
  const { fresh, taken, names } = o.adoption;
  if (Array.isArray(fresh) && fresh.length === 0 && taken.size > 0) return { added: [], answers };
  const compiled = graph.parts.context.compile(parent.node.id, fresh, o.options);
  const nodeOf = (id: string) => compiled.graph.nodes.get(id);
  for (const { id } of compiled.diff.changed) refreshNode(graph, id, nodeOf(id));
  const nodes = compiled.diff.added.map(nodeOf).filter((node) => node !== undefined);
  const { generation } = compiled.graph;
  const added = addRuns(graph, nodes, generation);
  const { onFailure } = o.options;
  for (const run of added) run.onFailure = onFailure;
  for (const [local, id] of compiled.answers) {
    const run = graph.runs.get(id);
    if (run !== undefined) answers.set(findRequestedName(names, local), run);
  }
  const { tries: attempt } = parent;
  const specs = [...compiled.specs];
  const policy = onFailure === undefined ? {} : { onFailure };
  o.records.push({ type: "spawn.compiled", parent: parent.node.id, attempt, specs, generation, ...policy });
  return { added, answers };
}

function refreshNode(graph: GraphRun, id: string, node: GraphNode | undefined): void {
  const run = graph.runs.get(id);
  if (run !== undefined && node !== undefined) run.node = node;
}

function findRequestedName(names: ReadonlyMap<string, string>, local: string): string {
  for (const [asked, name] of names) if (name === local) return asked;
  return local;
}

function inCallOrder(
  taken: ReadonlyMap<string, NodeRun>,
  added: ReadonlyMap<string, NodeRun>,
  specs: unknown,
): Map<string, NodeRun> {
  const ordered = new Map<string, NodeRun>();
  for (const { id } of Array.isArray(specs) ? (specs as { id: string }[]) : []) {
    const run = taken.get(id) ?? added.get(id);
    if (run !== undefined) ordered.set(id, run);
  }
  return ordered;
}

/** A merged agent answers for several ids and is waited for once. */
function take(run: NodeRun, parent: NodeRun, call: SpawnCall): void {
  if (run.call === call) return;
  run.parentEpoch = parent.epoch;
  unhold(run);
  if (run.released) return;
  run.call = call;
  call.open++;
}

/** Whether children that completed in an earlier attempt are enough: then no other one starts again. */
function isReached(taken: ReadonlyMap<string, NodeRun>, quorum: number | undefined): boolean {
  if (quorum === undefined) return false;
  return [...taken.values()].filter((run) => run.state === "completed").length >= quorum;
}

/** Children that did not complete in an earlier attempt of the parent are tried again; finished ones are kept. */
function reopen(graph: GraphRun, parent: NodeRun, taken: readonly NodeRun[]): NodeRun[] {
  const again: NodeRun[] = [];
  for (const run of taken) {
    const kept = run.state === "completed" || isFreeSkip(run);
    const sameAttempt = run.parentAttempt === parent.tries && run.state === "failed";
    if (!run.settled || kept || sameAttempt) continue;
    reset(graph, run);
    again.push(run);
  }
  for (const run of taken) run.parentAttempt = parent.tries;
  return again;
}

/** Makes an ended node pending again. */
export function reset(graph: GraphRun, run: NodeRun): void {
  transition(run, "pending");
  run.released = false;
  run.held = run.parent !== null;
  graph.hasHeld = true;
  run.aborting = undefined;
  run.error = undefined;
  run.why = undefined;
  graph.open++;
  graph.parts.context.reopen();
}

/** Gives the outputs of all finished calls to a node that has its slot back. */
export function answerCalls(graph: GraphRun, parent: NodeRun): void {
  const calls = parent.calls;
  parent.calls = undefined;
  for (const call of calls ?? []) {
    const results = new Map<string, unknown>();
    let failed: NodeRun | undefined;
    for (const [local, run] of call.answers) {
      // A quorum does not wait for all: an output counts when it is written down.
      if (run.state === "completed" && run.released) results.set(local, run.output);
      else if (run.state === "failed" || run.state === "cancelled") failed ??= run;
    }
    notifySettled(graph, call);
    const policy = call.onFailure ?? graph.parts.context.graph.onFailure;
    if (call.quorum !== undefined && results.size < call.quorum) {
      const counts = { needed: call.quorum, completed: results.size, of: call.answers.size };
      call.reject(new QuorumError(counts, failed?.error));
    } else if (call.quorum === undefined && failed !== undefined && policy === "fail-fast")
      call.reject(new NodeFailedError(failed.node.id, failed.error));
    else call.resolve(results);
  }
}

/** A listener that throws is counted and changes nothing, as for events. */
function notifySettled(graph: GraphRun, { answers, onSettled }: SpawnCall): void {
  if (onSettled === undefined) return;
  try {
    onSettled(new Map([...answers].map(([local, run]) => [local, nodeResult(run)])));
  } catch {
    graph.parts.sink.failures++;
  }
}
