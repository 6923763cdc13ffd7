/**
 * `ctx.interrupt`: a node asks people. It gives its slot back and waits; when nothing else can go on, the run pauses with
 * all open questions. A resume with answers executes the nodes again from their start, and their questions, in the order
 * they were asked, are answered at once.
 */
import { CancelledError, JournalError, OutputError } from "../errors.js";
import type { NewRecord } from "./journal-writer.js";
import type { NodeRun } from "./node-run.js";
import { unjsonable } from "./output-check.js";
import type { Replayed } from "./replay.js";
import { releaseSlot } from "./settle.js";
import type { GraphQuestion, GraphRun } from "./state.js";

export function questionId(node: string, index: number): string {
  return `${node}#${index}`;
}

/** @throws CancelledError when the node ends or the run pauses first; OutputError for a question that is no JSON */
export function interruptNode(
  graph: GraphRun,
  run: NodeRun,
  { epoch, question }: { epoch: number; question: unknown },
): Promise<unknown> {
  const answer = new Promise<unknown>((resolve, reject) => {
    if (run.epoch !== epoch || run.state !== "running" || run.outcome !== undefined)
      throw new CancelledError({ code: "node.ended" });
    if (run.aborting !== undefined) throw run.aborting;
    const index = run.asked++;
    if (run.answers?.has(index)) resolve(run.answers.get(index));
    else ask(graph, run, { index, question, reject });
  });
  // A node may drop its question: then the pause is not a crash of the process.
  answer.catch(() => {});
  return answer;
}

interface AskedQuestion {
  index: number;
  question: unknown;
  reject: (error: unknown) => void;
}

function ask(graph: GraphRun, run: NodeRun, { index, question, reject }: AskedQuestion): void {
  const { writer, sink } = graph.parts;
  const node = run.node.id;
  const problem = unjsonable(question);
  if (problem !== undefined) throw new OutputError(node, problem);
  const id = questionId(node, index);
  graph.questions.set(id, { id, node, question });
  run.asking ??= [];
  run.asking.push(reject);
  if (sink.active) sink.emit("node.interrupted", node, { attempt: run.attempts, question: id });
  releaseSlot(graph, run);
  writer.commit([{ type: "node.asked", node, index, question }], () => graph.wake());
}

/** Ends the waits of a node. Its questions stay open for the result of a run that pauses. */
export function rejectQuestions(run: NodeRun, error: unknown): void {
  const { asking } = run;
  run.asking = undefined;
  for (const reject of asking ?? []) reject(error);
}

/** The node ended without the answers. */
export function forgetQuestions(graph: GraphRun, run: NodeRun): void {
  rejectQuestions(run, new CancelledError({ code: "node.ended" }));
  if (graph.questions.size === 0) return;
  for (const [id, { node }] of graph.questions) if (node === run.node.id) graph.questions.delete(id);
}

/** Open questions of a journal, by their ids. */
export function openQuestions(state: Pick<Replayed, "nodes">): Map<string, GraphQuestion> {
  const open = new Map<string, GraphQuestion>();
  for (const [node, { state: nodeState, questions, answers }] of state.nodes) {
    if (nodeState !== "pending") continue;
    for (const [index, question] of questions ?? []) {
      const id = questionId(node, index);
      if (answers?.has(index) !== true) open.set(id, { id, node, question });
    }
  }
  return open;
}

/**
 * Takes answers into a restored run.
 *
 * @returns their records
 * @throws JournalError when a question is not open, OutputError for an answer that is no JSON
 */
export function applyAnswers(
  graph: GraphRun,
  state: Replayed,
  answers: Readonly<Record<string, unknown>>,
): NewRecord[] {
  const open = openQuestions(state);
  return Object.entries(answers).map(([id, answer]): NewRecord => {
    const question = open.get(id);
    const run = question === undefined ? undefined : graph.runs.get(question.node);
    if (question === undefined || run === undefined)
      throw new JournalError(
        "CONFLICT",
        "An answer belongs to no open question. The result of the pause lists them.",
      );
    const problem = unjsonable(answer);
    if (problem !== undefined) throw new OutputError(question.node, problem);
    const index = Number(id.slice(question.node.length + 1));
    run.answers = new Map(run.answers).set(index, answer);
    return { type: "node.answered", node: question.node, index, answer };
  });
}
