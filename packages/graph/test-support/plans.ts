/** Plans and executions for tests: random but reproducible, and independent of the order in which nodes finish. */
import fc from "fast-check";
import {
  type AgentSpecInput,
  compile,
  type Execute,
  type Graph,
  PlanError,
  type PlanInput,
  type PlanProblem,
  type SpawnLimits,
} from "../src/index.js";

export const NO_TOOLS = { tools: [] };
export const WIDE: Partial<SpawnLimits> = {
  maxDepth: 50,
  maxFanOut: 20_000,
  maxTotal: 50_000,
  maxLive: 20_000,
};

/** The problems of what `fn` throws. */
export function listProblems(fn: () => unknown): readonly PlanProblem[] {
  try {
    fn();
  } catch (error) {
    if (error instanceof PlanError) return error.problems;
    throw error;
  }
  return [];
}

export function toPlan(agents: AgentSpecInput[], extra: Partial<PlanInput> = {}): PlanInput {
  return { version: 1, goal: "the goal", agents, output: agents.map((agent) => agent.id), ...extra };
}

export function toGraph(agents: AgentSpecInput[], extra: Partial<PlanInput> = {}): Graph {
  return compile(toPlan(agents, extra), { capabilities: NO_TOOLS, limits: WIDE }).graph;
}

const CLAIMS = ["src", "src/a", "src/ab", "src/a/x", "docs", "."];

/** Agents whose dependencies point backwards; some write, some may spawn. */
export function agentsArb(o: {
  max: number;
  prefix: string;
  canSpawn?: boolean;
}): fc.Arbitrary<AgentSpecInput[]> {
  const one = fc.record({
    deps: fc.array(fc.nat(1000), { maxLength: 3 }),
    write: fc.boolean(),
    claims: fc.subarray(CLAIMS, { maxLength: 2 }),
    spawns: fc.boolean(),
    seconds: fc.integer({ min: 0, max: 9 }),
  });
  return fc.array(one, { minLength: 1, maxLength: o.max }).map((items) =>
    items.map((item, i) => ({
      id: `${o.prefix}${i}`,
      prompt: `work ${o.prefix}${i}`,
      dependsOn: i === 0 ? [] : [...new Set(item.deps.map((d) => `${o.prefix}${d % i}`))],
      effects: item.write ? ("write" as const) : ("none" as const),
      claims: item.write ? item.claims : [],
      canSpawn: o.canSpawn ?? item.spawns,
      estimate: { seconds: item.seconds },
    })),
  );
}

export interface Scenario {
  agents: AgentSpecInput[];
  /** Children by spawning node: node `n` of the plan gets `children[n % length]`. */
  children: AgentSpecInput[][];
  /** Turns each node takes, by position in the order of starts. */
  turns: number[];
  live: number;
  failing: number;
}

export function scenarioArb(): fc.Arbitrary<Scenario> {
  return fc.record({
    agents: agentsArb({ max: 6, prefix: "n" }),
    children: fc.array(agentsArb({ max: 4, prefix: "c" }), { minLength: 1, maxLength: 3 }),
    turns: fc.array(fc.nat(4), { minLength: 1, maxLength: 12 }),
    live: fc.integer({ min: 1, max: 5 }),
    failing: fc.nat(12),
  });
}

export interface Trace {
  live: number;
  maxLive: number;
  executed: string[];
}

/** An execution whose outputs depend only on inputs and children; `turns` shuffle who finishes first. */
export function executeScenario(
  scenario: Scenario,
  trace: Trace = { live: 0, maxLive: 0, executed: [] },
): Execute {
  let started = 0;
  return async (node, ctx) => {
    const enter = () => {
      trace.live++;
      trace.maxLive = Math.max(trace.maxLive, trace.live);
    };
    enter();
    trace.executed.push(node.id);
    const turns = scenario.turns[started++ % scenario.turns.length] ?? 0;
    for (let i = 0; i < turns; i++) await Promise.resolve();
    let sum = node.id.length;
    for (const [id, output] of ctx.results) sum += id.length + Number(output);
    const index = Number(node.id.replace(/\D+/g, "").slice(0, 6));
    if (node.spec.canSpawn && ctx.depth < 2) {
      const specs = scenario.children[index % scenario.children.length] ?? [];
      const mine = specs.map((spec) => ({ ...spec, prompt: `${spec.prompt} of ${node.id}` }));
      trace.live--;
      const answers = await ctx.spawn(mine);
      enter();
      for (const output of answers.values()) sum += Number(output);
    }
    for (let i = 0; i < turns; i++) await Promise.resolve();
    trace.live--;
    if (index % 13 === scenario.failing && ctx.depth > 0) throw new Error(`no ${node.id}`);
    return { output: sum };
  };
}
