/** What `execute` is given. Everything costly is made when it is first asked for: 10,000 nodes may wait at once. */
import type { Usage } from "@tinyagi/contracts";
import { checkUsage } from "../budget/amounts.js";
import type { Budget } from "../budget/budget.js";
import { addUsage } from "../budget/usage.js";
import { BudgetError, CancelledError } from "../errors.js";
import { bookUsage } from "./budget-gate.js";
import { abortNode } from "./ending.js";
import { dependencyResults } from "./inputs.js";
import { interruptNode } from "./interrupt.js";
import type { NodeRun } from "./node-run.js";
import { emitFromNode, reportPartial } from "./progress.js";
import { spawnChildren } from "./spawn-call.js";
import type { ExecuteContext, GraphRun } from "./state.js";

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
      return AbortSignal.abort(run.aborting ?? new CancelledError({ code: "node.ended" }));
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

  /** Bound, so that it may be taken out of the context. */
  get interrupt(): ExecuteContext["interrupt"] {
    return (question) => interruptNode(this.#graph, this.#run, { epoch: this.#epoch, question });
  }

  /** Bound, so that it may be taken out of the context. Says nothing after the node's end. */
  get partial(): ExecuteContext["partial"] {
    return (output) => {
      if (this.#isRunning) reportPartial(this.#graph, this.#run, output);
    };
  }
  get lastPartial(): unknown {
    return this.#run.partial?.output;
  }

  /** Bound, so that it may be taken out of the context. Says nothing after the node's end. */
  get emit(): ExecuteContext["emit"] {
    return (kind, value) => {
      if (this.#isRunning) emitFromNode(this.#graph, this.#run, { kind, value });
    };
  }

  get #isRunning(): boolean {
    return this.#run.epoch === this.#epoch && this.#run.state === "running";
  }

  get reportUsage(): ExecuteContext["reportUsage"] {
    return (usage: Usage) => {
      const run = this.#run;
      if (!this.#isRunning) return;
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
