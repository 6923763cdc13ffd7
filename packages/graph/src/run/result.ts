/** Folds a finished run into its result, in plan order whatever finished first. */
import { CancelledError } from "../errors.js";
import type { Graph } from "../graph/graph.js";
import { parentIdOf } from "../graph/graph.js";
import type { NodeRun } from "./node-run.js";
import type { GraphResult, GraphRun, GraphStatus, NodeResult } from "./state.js";

export function buildResult(graph: GraphRun): GraphResult {
  const compiled = graph.parts.context.graph;
  const nodes = new Map<string, NodeResult>();
  for (const id of compiled.nodes.order()) {
    const run = graph.runs.get(id);
    if (run !== undefined) nodes.set(id, nodeResult(run));
  }
  const outputs = collectOutputs(compiled, nodes);
  return {
    status: overallStatus(graph, nodes, outputs),
    outputs,
    nodes,
    usage: graph.usage,
    generation: compiled.generation,
  };
}

function nodeResult(run: NodeRun): NodeResult {
  const { attempts, generation } = run;
  if (run.state === "completed") return { status: "completed", output: run.output, attempts, generation };
  if (run.state === "failed") return { status: "failed", error: run.error, attempts, generation };
  if (run.state === "cancelled" || run.state === "skipped") {
    return { status: run.state, reason: run.reason, attempts, generation };
  }
  return { status: "pending", attempts, generation };
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
    if (parentIdOf(id) !== null) continue;
    if (node.status === "failed" || node.status === "cancelled") failed = true;
  }
  const compiled = graph.parts.context.graph;
  if (failed) return compiled.onFailure === "collect" && outputs.size > 0 ? "partial" : "failed";
  return graph.budgetStop ? "partial" : "completed";
}
