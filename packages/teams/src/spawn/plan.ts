/** Reads a plan that an agent wrote, and turns everything that is wrong with it into a refusal. Pure. */
import { modelSchema, type SpawnRefusalReason } from "@tinyagi/contracts";
import { type AgentSpec, type Plan, PlanError, parsePlan, SpawnRefusedError } from "@tinyagi/graph";

/** Longest message of a refusal. */
const MESSAGE_MAX_CHARS = 2_000;

export interface SpawnPlan {
  goal: string;
  agents: AgentSpec[];
  /** Local ids whose results the agent gets. */
  output: string[];
  onFailure: Plan["onFailure"];
}

export interface Refusal {
  reason: SpawnRefusalReason;
  message: string;
}

const ADVICE: Readonly<Record<SpawnRefusalReason, string>> = {
  depth: "Do this part yourself.",
  total: "Use fewer agents, or do the rest yourself.",
  fan_out: "Combine tasks, or start the agents in several plans one after another.",
  duplicate_delegation: "Do the task yourself, or give each agent a smaller part of it.",
  tools: "Leave out what you may not use, or do this part yourself.",
  budget: "Ask for less, or answer with what you have.",
  plan: "Correct the plan, or do the work yourself.",
  approval: "Continue without these agents.",
  ended: "Nothing was started.",
};

export function refusal(reason: SpawnRefusalReason, message: string): Refusal {
  const short = message.length > MESSAGE_MAX_CHARS ? `${message.slice(0, MESSAGE_MAX_CHARS)}…` : message;
  const sentence = /[.!?…]$/.test(short) ? short : `${short}.`;
  return { reason, message: `${sentence} ${ADVICE[reason]}` };
}

/** @returns undefined for an error that is no refusal */
export function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof SpawnRefusedError) return refusal(error.reason, error.message);
  if (error instanceof PlanError) return refusal("plan", error.message);
  return undefined;
}

/**
 * Reads a plan from text or data.
 *
 * @throws PlanError naming every problem
 */
export function readPlan(input: unknown): SpawnPlan {
  const plan = parsePlan(input);
  const output = typeof plan.output === "string" ? [plan.output] : [...new Set(plan.output)];
  const ids = new Set(plan.agents.map((agent) => agent.id));
  const problems = [
    ...output
      .filter((id) => !ids.has(id))
      .map((id) => ({
        path: "output",
        code: "unknown_output",
        message: `${id} is not an agent of this plan`,
      })),
    ...plan.agents.flatMap((agent, index) => modelProblem(agent, index)),
  ];
  if (problems.length > 0) throw new PlanError(problems);
  return { goal: plan.goal, agents: plan.agents, output, onFailure: plan.onFailure };
}

const GOAL_MAX_CHARS = 200;

/** For events. A plan that cannot be read is refused later, with its problems. */
export function sizeOfPlan(plan: unknown): { goal: string; agents: number } {
  try {
    const { goal, agents } = readPlan(plan);
    return { goal: goal.slice(0, GOAL_MAX_CHARS), agents: agents.length };
  } catch {
    return { goal: "", agents: 0 };
  }
}

function modelProblem({ model }: AgentSpec, index: number) {
  if (model === undefined || (model !== "" && modelSchema.safeParse(model).success)) return [];
  return [{ path: `agents[${index}].model`, code: "unknown_model", message: "this is no model name" }];
}
