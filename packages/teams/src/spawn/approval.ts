/** Asks a person before a plan starts, where the settings require it. */
import { type BudgetAmounts, isAppError } from "@tinyagi/contracts";
import type { Approvals, Budgets } from "@tinyagi/core";
import { spawnLimitsOf } from "./bounds.js";
import type { LiveGraphParts } from "./live-graph.js";
import type { SpawnParts } from "./parts.js";
import type { SpawnPlan } from "./plan.js";

const DETAIL_PROMPT_MAX_CHARS = 500;

export interface SpawnApprovalParts extends Pick<SpawnParts, "store" | "settings"> {
  request: Approvals["request"];
  reserve: Budgets["reserve"];
}

/** @returns why the plan may not start */
export function createSpawnApproval(parts: SpawnApprovalParts): LiveGraphParts["approve"] {
  const { store, settings } = parts;
  return async (call, plan, signal) => {
    const message = store.messages.get(call.message_row_id);
    if (message === undefined) return undefined;
    const { approval } = spawnLimitsOf(settings(), message.agent_id, message.team_id);
    const asks =
      approval === "always" || (approval === "over-budget" && isOverBudget(parts, call.run_id, plan));
    if (!asks) return undefined;
    if (call.via === "block")
      return "The plan needs a person's approval, which only the tool spawn_agents can wait for.";
    try {
      const { status, text = "" } = await parts.request({
        kind: "spawn",
        runId: call.run_id,
        title: plan.goal.split("\n", 1)[0] ?? "",
        detail: describePlan(plan),
        preview: { goal: plan.goal, agents: plan.agents, output: plan.output },
        signal,
      });
      if (status === "approved") return undefined;
      return status === "denied"
        ? `A person denied the plan. ${text}`.trim()
        : "No one approved the plan in time.";
    } catch (error) {
      // The run ended while a person was asked; its next attempt may ask again.
      if (isAppError(error, "STALE_RUN")) return "The run ended before the plan was approved.";
      throw error;
    }
  };
}

/** Whether the estimates of a plan are more than a budget of its run has left. Without estimates it is not. */
function isOverBudget({ reserve }: SpawnApprovalParts, runId: string, { agents }: SpawnPlan): boolean {
  const sum = (field: "usd" | "tokens") =>
    agents.reduce((total, { estimate }) => total + (estimate?.[field] ?? 0), 0);
  const [usd, tokens] = [sum("usd"), sum("tokens")];
  const amounts: BudgetAmounts = { ...(usd > 0 ? { usd } : {}), ...(tokens > 0 ? { tokens } : {}) };
  if (Object.keys(amounts).length === 0) return false;
  try {
    reserve(runId, amounts).release();
    return false;
  } catch (error) {
    return isAppError(error, "BUDGET_EXCEEDED");
  }
}

function describePlan({ goal, agents }: SpawnPlan): string {
  const lines = agents.map(({ id, agent, prompt, dependsOn, estimate }) => {
    const after = dependsOn.length === 0 ? "" : ` after ${dependsOn.join(", ")}`;
    const cost = estimate?.usd === undefined ? "" : `, about $${estimate.usd}`;
    return `- ${id} (@${agent ?? "?"}${after}${cost}): ${prompt.slice(0, DETAIL_PROMPT_MAX_CHARS)}`;
  });
  return `${goal}\n\n${lines.join("\n")}`;
}
