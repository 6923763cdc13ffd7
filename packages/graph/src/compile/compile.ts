/** From a plan to its first graph: synchronous, all problems in one error, nothing started. */
import type { Budget } from "../budget/budget.js";
import type { Estimator } from "../budget/estimator.js";
import { fitProblem } from "../budget/fit.js";
import { PlanError } from "../errors.js";
import { ClaimIndex } from "../graph/claim-index.js";
import { type Graph, type GraphNode, type IndexedGraph, IR_VERSION } from "../graph/graph.js";
import { PersistentMap } from "../graph/persistent-map.js";
import { resolveLimits, type SpawnLimits } from "../limits.js";
import { checkCompileOptions } from "../misuse.js";
import { parsePlan } from "../plan/parse.js";
import { Problems } from "../plan/problems.js";
import type { Plan, PlanInput } from "../plan/schema.js";
import { checkAdmission } from "./admit.js";
import { type Batch, type Capabilities, createBatch, type PassReport } from "./batch.js";
import { allowedNames } from "./bind.js";
import { runPasses } from "./passes.js";

/** What {@link compile} takes besides the plan. */
export interface CompileOptions {
  /** What the plan's agents may use. */
  capabilities: Capabilities;
  /** Caps over the defaults (depth 5, fan-out 16, total 256, live 64). */
  limits?: Partial<SpawnLimits>;
  /** Refuse a plan whose estimates do not fit. */
  budget?: Budget;
  estimator?: Estimator;
  /** Milliseconds for the pass reports. */
  now?: () => number;
}

/**
 * Compiles a plan.
 * @returns the graph at generation 0 and what each pass did
 * @throws PlanError naming every problem of shape, references, capabilities and limits
 */
export function compile(plan: Plan | PlanInput, o: CompileOptions): { graph: Graph; report: PassReport[] } {
  checkCompileOptions(o);
  const now = o.now ?? (() => performance.now());
  const start = now();
  const parsed = parsePlan(plan);
  const report: PassReport[] = [
    { pass: "parse", visited: parsed.agents.length, changed: 0, ms: now() - start },
  ];
  const output = typeof parsed.output === "string" ? [parsed.output] : [...new Set(parsed.output)];
  const base = emptyGraph({ goal: parsed.goal, onFailure: parsed.onFailure, output });
  const problems = new Problems();
  const specs = parsed.agents;
  checkAdmission({
    graph: base,
    parent: null,
    line: null,
    specs,
    asked: specs.length,
    limits: resolveLimits(o.limits),
    problems,
  });
  const batch = createBatch({ base, parent: null, line: null, specs, pathBase: "agents", output, problems });
  checkOutput(batch, output);
  const fitBudget = o.budget && fitter(o.budget, o.estimator);
  const emitted = runPasses(batch, {
    allowed: allowedNames(o.capabilities),
    fitBudget,
    timing: { reports: report, now },
  });
  if (emitted === undefined) throw new PlanError(problems.all());
  return { graph: emitted.graph, report };
}

/** A graph without nodes, one generation before the first. */
export function emptyGraph(plan: Pick<Graph, "goal" | "onFailure" | "output">): IndexedGraph {
  return {
    irVersion: IR_VERSION,
    generation: -1,
    goal: plan.goal,
    onFailure: plan.onFailure,
    nodes: PersistentMap.empty<GraphNode>(),
    output: plan.output,
    pruned: [],
    merged: [],
    claimIndex: ClaimIndex.empty(),
    children: PersistentMap.empty(),
  };
}

function fitter(budget: Budget, estimator: Estimator | undefined): (batch: Batch) => void {
  return (batch) => {
    const problem = fitProblem(batch.order, budget, estimator);
    if (problem !== undefined) batch.problems.add(problem);
  };
}

function checkOutput(batch: Batch, output: readonly string[]): void {
  output.forEach((id, i) => {
    if (batch.byId.has(id)) return;
    const path = output.length === 1 ? "output" : `output[${i}]`;
    const message = `${id} is not an agent of this plan`;
    batch.problems.add({ path, code: "unknown_output", message }, { name: id, known: batch.byId.keys() });
  });
}
