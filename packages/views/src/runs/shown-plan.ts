/** A plan for sub-agents as an agent writes it in its answer, for people: who does what, and after whom. */

/** Whether a block of code holds a plan, by the word behind its fence. */
export function isPlanBlock(name: string): boolean {
  return name === "spawn";
}

/** One sub-agent of a plan. */
export interface PlannedAgent {
  readonly id: string;
  /** Which agent works on it; undefined: the one that asks. */
  readonly agent: string | undefined;
  readonly prompt: string;
  /** The sub-agents whose results it needs. */
  readonly after: readonly string[];
}

/** A plan for people. */
export interface ShownPlan {
  readonly goal: string;
  readonly agents: readonly PlannedAgent[];
}

/** @returns undefined for what is no plan, or not whole yet: it is shown as it is */
export function shownPlan(json: string): ShownPlan | undefined {
  const plan = parse(json);
  if (!isRecord(plan) || !Array.isArray(plan.agents)) return undefined;
  const agents = plan.agents.flatMap((one: unknown): PlannedAgent[] => {
    if (!isRecord(one) || typeof one.id !== "string" || typeof one.prompt !== "string") return [];
    const after = Array.isArray(one.dependsOn) ? one.dependsOn : [];
    return [
      {
        id: one.id,
        prompt: one.prompt,
        agent: typeof one.agent === "string" ? one.agent : undefined,
        after: after.filter((id: unknown): id is string => typeof id === "string"),
      },
    ];
  });
  return agents.length === 0 || agents.length < plan.agents.length
    ? undefined
    : { goal: typeof plan.goal === "string" ? plan.goal : "", agents };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // It is still being written, or the agent made a mistake, which the daemon tells it.
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
