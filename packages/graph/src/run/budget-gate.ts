/** Asks the budget before a node starts, and books what it used. A refusal happens before the paid call. */
import type { Usage } from "@tinyagi/contracts";
import { addUsage, imputeCost } from "../budget/usage.js";
import { BudgetError, SpawnRefusedError } from "../errors.js";
import { endUnstarted } from "./arm.js";
import type { NodeRun } from "./node-run.js";
import { settle } from "./settle.js";
import type { GraphRun } from "./state.js";

/** Share of the budget at which `budget.warning` is emitted, once. */
const WARNING_SHARE = 0.8;

/** @returns whether the node may start; otherwise it was ended or waits for a raise */
export function admitToBudget(graph: GraphRun, run: NodeRun): boolean {
  const { budget } = graph.options;
  if (budget === undefined) return true;
  if (graph.budgetStop) {
    endUnstarted(graph, run, { code: "node.budget" });
    return false;
  }
  if (openAccount(graph, run)) return true;
  graph.parts.sink.emit("budget.exceeded", run.node.id, { policy: budget.onLimit });
  if (budget.onLimit === "ask") graph.blocked.push(run);
  else if (budget.onLimit === "fail") {
    settle(graph, run, { state: "failed", error: new BudgetError("The budget has no room for this run.") });
  } else {
    graph.budgetStop = true;
    endUnstarted(graph, run, { code: "node.budget" });
  }
  return false;
}

function openAccount(graph: GraphRun, run: NodeRun): boolean {
  try {
    const account = graph.parts.context.openAccount(run.node.id, run.node.spec);
    if (account === undefined) return true;
    if (!account.allows()) return false;
    account.spendRun();
    return true;
  } catch (error) {
    if (error instanceof SpawnRefusedError || error instanceof BudgetError) return false;
    throw error;
  }
}

/** Adds usage to the node, the run and the budget. A limit crossed stops the node by the budget's policy. */
export function bookUsage(graph: GraphRun, run: NodeRun, reported: Usage): void {
  const { budget } = graph.options;
  const model = run.node.spec.model;
  const usage = budget === undefined ? imputeCost(reported) : budget.price(reported, model);
  run.usage = addUsage(run.usage ?? {}, usage);
  graph.usage = addUsage(graph.usage, usage);
  const account = graph.parts.context.account(run.node.id);
  if (account === undefined || budget === undefined) return;
  const exceeded = account.spend(usage, model);
  const { sink } = graph.parts;
  sink.emit("budget.reconciled", run.node.id, { usage });
  if (!graph.warned && budget.usedShare >= WARNING_SHARE) {
    graph.warned = true;
    sink.emit("budget.warning", null, { usedShare: budget.usedShare });
  }
  if (exceeded) sink.emit("budget.exceeded", run.node.id, { policy: budget.onLimit });
}
