/** Folds a finished run into its result, in plan order whatever finished first. */
import type { Usage } from "@tinyagi/contracts";
import { CancelledError } from "../errors.js";
import type { Graph } from "../graph/graph.js";
import { getParentId } from "../graph/graph.js";
import { toData } from "../graph/json.js";
import type { NodeResult } from "../graph/node-result.js";
import { describeError, type Redact } from "./describe-error.js";
import type { NodeRun } from "./node-run.js";
import { unjsonable } from "./output-check.js";
import { reasonOf } from "./settle.js";
import type { GraphQuestion, GraphResult, GraphRun, GraphStatus } from "./state.js";

export function buildResult(graph: GraphRun): GraphResult {
  const compiled = graph.parts.context.graph;
  const nodes = new Map<string, NodeResult>();
  for (const id of compiled.nodes.order()) {
    const run = graph.runs.get(id);
    if (run !== undefined) nodes.set(id, nodeResult(run));
  }
  const outputs = collectOutputs(compiled, nodes);
  const status = overallStatus(graph, nodes, outputs);
  const { usage } = graph;
  const fields = { status, outputs, nodes, usage, generation: compiled.generation, graph: compiled };
  const questions = [...graph.questions.values()];
  return new Result(questions.length === 0 ? fields : { ...fields, questions }, graph.options.redact);
}

/** A class for the sake of `toJSON`, which is no field: results are compared and copied by their fields. */
class Result implements GraphResult {
  status: GraphStatus;
  readonly outputs: Map<string, unknown>;
  readonly nodes: Map<string, NodeResult>;
  readonly usage: Usage;
  readonly generation: number;
  readonly graph: Graph;
  declare questions?: readonly GraphQuestion[];
  declare journalError?: unknown;
  declare listenerFailures?: number;
  readonly #redact: Redact | undefined;

  constructor(fields: Omit<GraphResult, "toJSON">, redact: Redact | undefined) {
    this.status = fields.status;
    this.outputs = fields.outputs;
    this.nodes = fields.nodes;
    this.usage = fields.usage;
    this.generation = fields.generation;
    this.graph = fields.graph;
    if (fields.questions !== undefined) this.questions = fields.questions;
    this.#redact = redact;
  }

  toJSON(): Record<string, unknown> {
    const { status, outputs, nodes, usage, generation, graph, questions, listenerFailures } = this;
    const described = (error: unknown) => describeError(error, this.#redact);
    const journalError =
      this.journalError === undefined ? {} : { journalError: described(this.journalError) };
    const nodeData = ([id, node]: [string, NodeResult]) => {
      const output = "output" in node ? { output: jsonOutput(node.output) } : {};
      const error = "error" in node ? { error: described(node.error) } : {};
      const partial = "partial" in node ? { partial: jsonOutput(node.partial) } : {};
      return [id, { ...node, ...output, ...error, ...partial }];
    };
    return {
      status,
      outputs: Object.fromEntries([...outputs].map(([id, output]) => [id, jsonOutput(output)])),
      nodes: Object.fromEntries([...nodes].map(nodeData)),
      usage,
      generation,
      graph: toData(graph),
      ...(questions === undefined ? {} : { questions }),
      ...journalError,
      ...(listenerFailures === undefined ? {} : { listenerFailures }),
    };
  }
}

function jsonOutput(output: unknown): unknown {
  const problem = unjsonable(output);
  return problem === undefined ? output : `[not JSON: ${problem}]`;
}

export function nodeResult(run: NodeRun): NodeResult {
  const { attempts, generation } = run;
  if (run.state === "completed") return { status: "completed", output: run.output, attempts, generation };
  const partial = run.partial === undefined ? {} : { partial: run.partial.output };
  const base = { attempts, generation, ...partial };
  if (run.state === "failed") return { status: "failed", error: run.error, ...base };
  if (run.state === "cancelled" || run.state === "skipped") {
    return { status: run.state, reason: reasonOf(run), ...base };
  }
  return { status: "pending", ...base };
}

/** Outputs of the plan that completed, by the plan's own ids. */
export function collectOutputs(graph: Graph, nodes: ReadonlyMap<string, NodeResult>): Map<string, unknown> {
  const outputs = new Map<string, unknown>();
  for (const id of graph.output) {
    const node = nodes.get(graph.merged.find((entry) => entry.from === id)?.into ?? id);
    if (node?.status === "completed") outputs.set(id, node.output);
  }
  return outputs;
}

/** The plan's own agents decide; what happened to a child was its parent's business. */
function overallStatus(
  graph: GraphRun,
  nodes: ReadonlyMap<string, NodeResult>,
  outputs: ReadonlyMap<string, unknown>,
): GraphStatus {
  if (graph.pausing) return "paused";
  if (graph.cancelled instanceof CancelledError) return "cancelled";
  let failed = graph.cancelled !== undefined;
  for (const [id, node] of nodes) {
    if (getParentId(id) !== null) continue;
    if (node.status === "failed" || node.status === "cancelled") failed = true;
  }
  const compiled = graph.parts.context.graph;
  if (failed) return compiled.onFailure === "collect" && outputs.size > 0 ? "partial" : "failed";
  return graph.budgetStop ? "partial" : "completed";
}
