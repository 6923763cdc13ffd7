/** Goes on where a journal ends. Finished nodes are taken from it and never executed again. */
import type { GraphJournal } from "@tinyagi/contracts";
import { JournalError } from "../errors.js";
import type { Graph, GraphDiff, GraphNode } from "../graph/graph.js";
import { checkJournal, checkRunOptions } from "../misuse.js";
import { addRuns, NOT_NEEDED } from "./arm.js";
import { applyAnswers, openQuestions } from "./interrupt.js";
import type { NewRecord } from "./journal-writer.js";
import { isFreeSkip, type NodeRun } from "./node-run.js";
import { type Replayed, replayRecords, totalUsage } from "./replay.js";
import { buildResult } from "./result.js";
import { createRun, DEFAULT_RUN_ID, drive } from "./run-graph.js";
import type { Execute, GraphResult, GraphRun, RunOptions } from "./state.js";

/** What {@link resumeGraph} takes besides the journal. */
export interface ResumeOptions extends RunOptions {
  /**
   * Try failed, cancelled and skipped nodes of an ended run again. Finished ones are kept, with all below them: a
   * completed parent has already dealt with the failures of its children. Default false.
   */
  retryFailed?: boolean;
  /** Answers to open questions of a paused run, by the ids of the questions. Several at once are fine, missing ones, too. */
  answers?: Readonly<Record<string, unknown>>;
}

/**
 * Resumes a run. A run that had ended is answered from the journal alone, unless `retryFailed` is set or it was paused.
 * Pass a new budget with the whole limit: what the journal shows as used is booked on it first.
 * @throws JournalError when there is no such run, it is held by another one, or its format is newer
 */
export async function resumeGraph(journal: GraphJournal, o: ResumeOptions): Promise<GraphResult> {
  checkJournal(journal);
  checkRunOptions(o);
  const runId = o.runId ?? DEFAULT_RUN_ID;
  const lock = await journal.lock(runId);
  let graph: GraphRun;
  let reopened: string[];
  let answered: NewRecord[];
  try {
    const state = await readState(journal, runId);
    graph = createRun(state.graph, { ...o, journal }, state.lastSeq);
    reopened = restore(graph, state, o.retryFailed === true);
    answered = applyAnswers(graph, state, o.answers ?? {});
    const over = state.closed !== undefined && state.closed !== "paused" && reopened.length === 0;
    if (over) {
      await lock.release();
      return closedResult(graph, state.closed);
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
  const first: NewRecord[] =
    reopened.length === 0 ? [] : [{ type: "node.reopened", nodes: reopened, attempt: 0 }];
  return drive(graph, lock, [...first, ...answered]);
}

/**
 * What a journal says of a run, without executing anything.
 * @returns the graph of the last generation (or of `generation`), the result so far, what each generation up to it
 *   changed, and for a fork where it comes from
 */
export async function replayGraph(
  journal: GraphJournal,
  o: { runId?: string; generation?: number } = {},
): Promise<{
  graph: Graph;
  result: GraphResult;
  generations: readonly GraphDiff[];
  forkedFrom?: { graph: string; generation: number };
}> {
  const runId = o.runId ?? DEFAULT_RUN_ID;
  const all = await journal.read(runId);
  const upTo = o.generation;
  const next =
    upTo === undefined ? -1 : all.findIndex((r) => r.type === "spawn.compiled" && r.generation > upTo);
  const state = replay(next < 0 ? all : all.slice(0, next));
  const execute: Execute = () => Promise.reject(new JournalError("CONFLICT", "A replay executes nothing."));
  const graph = createRun(state.graph, { execute, runId }, state.lastSeq);
  restore(graph, state, false);
  if (state.closed === "paused")
    for (const [id, question] of openQuestions(state)) graph.questions.set(id, question);
  const { forkedFrom } = state;
  const result = closedResult(graph, state.closed);
  return { graph: state.graph, result, generations: state.diffs, ...(forkedFrom && { forkedFrom }) };
}

async function readState(journal: GraphJournal, runId: string): Promise<Replayed> {
  return replay(await journal.read(runId));
}

function replay(records: readonly unknown[]): Replayed {
  if (records.length === 0) throw new JournalError("NOT_FOUND", "The journal has no run of this id.");
  return replayRecords(records);
}

function closedResult(graph: GraphRun, closed: string | undefined): GraphResult {
  const result = buildResult(graph);
  const statuses = ["completed", "partial", "failed", "cancelled", "paused"] as const;
  result.status = statuses.find((name) => name === closed) ?? "paused";
  return result;
}

/** Brings the restored state into a run. @returns nodes that are open again */
function restore(graph: GraphRun, state: Replayed, retryFailed: boolean): string[] {
  graph.usage = totalUsage(state);
  graph.edited = state.edited;
  graph.options.budget?.spend(graph.usage);
  const reopened: string[] = [];
  const groups = new Map<number, GraphNode[]>();
  for (const node of state.graph.nodes.values()) {
    const generation = state.generations.get(node.id) ?? 0;
    const group = groups.get(generation);
    if (group === undefined) groups.set(generation, [node]);
    else group.push(node);
  }
  for (const [generation, added] of groups) addRuns(graph, added, generation);
  graph.hasHeld = true;
  for (const run of graph.runs.values()) {
    const known = state.nodes.get(run.node.id);
    if (known === undefined) continue;
    const { attempts, interruptions, blamed, usage, parentAttempt, onFailure, answers } = known;
    Object.assign(run, { attempts, interruptions, blamed, usage, parentAttempt, onFailure, answers });
    run.partial = known.partial;
    for (let n = 0; n < attempts; n++) graph.options.budget?.spendRun();
    const fate = decideFate(run, known, { closed: state.closed !== undefined, retryFailed });
    if (fate === "reopen") {
      reopened.push(run.node.id);
      run.blamed = 0;
    } else if (fate === "keep") adoptEnd(graph, run, known);
    else if (fate === "drop") adoptEnd(graph, run, DROPPED);
  }
  return reopened;
}

/** A child without an end, of a parent that has ended: nobody would ever ask for it. */
const DROPPED = { state: "skipped", why: NOT_NEEDED, output: undefined, error: undefined } as const;

/** What becomes of a restored node. Parents come before their children: theirs is decided already. */
function decideFate(
  run: NodeRun,
  known: Pick<NodeRun, "state" | "why">,
  o: { closed: boolean; retryFailed: boolean },
): "keep" | "reopen" | "drop" | "open" {
  const orphan = run.parent?.settled === true;
  if (known.state === "pending") return orphan ? "drop" : "open";
  const kept = known.state === "completed" || isFreeSkip(known);
  if (kept || orphan) return "keep";
  const interrupted = !o.closed && (known.state === "cancelled" || known.why?.code === "node.run_cancelled");
  return interrupted || (o.retryFailed && o.closed) ? "reopen" : "keep";
}

function adoptEnd(
  graph: GraphRun,
  run: NodeRun,
  known: Pick<NodeRun, "state" | "why" | "output" | "error">,
): void {
  const { state, why, output, error } = known;
  Object.assign(run, { state, why, output, error, released: true });
  graph.open--;
  graph.parts.context.settle(run.node.id);
}
