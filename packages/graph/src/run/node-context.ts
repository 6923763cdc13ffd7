/** What `execute` is given. Everything costly is made when it is first asked for: 10,000 nodes may wait at once. */
import type { Usage } from "@tinyagi/contracts";
import { checkUsage } from "../budget/amounts.js";
import type { Budget } from "../budget/budget.js";
import { addUsage } from "../budget/usage.js";
import { BudgetError, CancelledError } from "../errors.js";
import { parentIdOf } from "../graph/graph.js";
import { guardRefs } from "../plan/guard.js";
import { bookUsage } from "./budget-gate.js";
import { abortNode } from "./ending.js";
import type { NodeRun } from "./node-run.js";
import { spawnChildren } from "./spawn-call.js";
import type { ExecuteContext, GraphRun } from "./state.js";

const NO_RESULTS: ReadonlyMap<string, unknown> = new Map();

export class NodeContext implements ExecuteContext {
  readonly #graph: GraphRun;
  readonly #run: NodeRun;
  readonly #epoch: number;

  constructor(graph: GraphRun, run: NodeRun) {
    this.#graph = graph;
    this.#run = run;
    this.#epoch = run.epoch;
  }

  get runId(): string {
    return this.#graph.parts.runId;
  }
  get depth(): number {
    return this.#run.node.depth;
  }
  get attempt(): number {
    return this.#run.attempts;
  }
  get budget(): Budget | undefined {
    return this.#graph.parts.context.account(this.#run.node.id);
  }
  get results(): ReadonlyMap<string, unknown> {
    return dependencyResults(this.#graph, this.#run);
  }

  get signal(): AbortSignal {
    const run = this.#run;
    if (run.epoch !== this.#epoch || run.state !== "running") {
      return AbortSignal.abort(run.aborting ?? new CancelledError("the node has already ended"));
    }
    if (run.controller === undefined) {
      run.controller = new AbortController();
      if (run.aborting !== undefined) run.controller.abort(run.aborting);
    }
    return run.controller.signal;
  }

  /** Bound, so that it may be taken out of the context. */
  get spawn(): ExecuteContext["spawn"] {
    return (specs, options = {}) =>
      spawnChildren(this.#graph, this.#run, { epoch: this.#epoch, specs, options });
  }

  get reportUsage(): ExecuteContext["reportUsage"] {
    return (usage: Usage) => {
      const run = this.#run;
      if (run.epoch !== this.#epoch || run.state !== "running") return;
      checkUsage(usage);
      run.reported = addUsage(run.reported ?? {}, usage);
      bookUsage(this.#graph, run, usage);
      const { budget } = this.#graph.options;
      const account = this.budget;
      if (budget === undefined || account === undefined || budget.onLimit === "ask") return;
      if (account.exceeded || budget.exceeded)
        abortNode(this.#graph, run, new BudgetError("The budget is used up."));
    };
  }
}

/** Outputs of completed dependencies by the id the spec names, in the order it names them. */
export function dependencyResults(graph: GraphRun, run: NodeRun): ReadonlyMap<string, unknown> {
  const { spec, id } = run.node;
  if (spec.dependsOn.length === 0 && spec.when === undefined) return NO_RESULTS;
  const parent = parentIdOf(id);
  const prefix = parent === null ? "" : `${parent}/`;
  const results = new Map<string, unknown>();
  const names = spec.when === undefined ? spec.dependsOn : [...spec.dependsOn, ...guardRefs(spec.when)];
  const { merged } = graph.parts.context.graph;
  for (const local of names) {
    let dep = graph.runs.get(prefix + local);
    if (dep === undefined && merged.length > 0) {
      const into = merged.find((entry) => entry.from === prefix + local)?.into;
      dep = into === undefined ? undefined : graph.runs.get(into);
    }
    if (dep?.state === "completed") results.set(local, dep.output);
  }
  for (const [asked, name] of run.renamed ?? []) {
    if (asked !== name && results.has(name)) results.set(asked, results.get(name));
  }
  return results;
}
