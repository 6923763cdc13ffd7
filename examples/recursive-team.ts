/**
 * A team that a model makes up as it goes: a planner writes a spawn plan, the plan is compiled into a graph, and a
 * running agent that needs more hands writes a plan of its own, level below level. Checkpoints go to a journal.
 */
import { AgentHarness, createModel, type ModelOptions } from "@tinyagi/agents";
import type { GraphJournal } from "@tinyagi/contracts";
import {
  type Budget,
  compile,
  type ExecuteContext,
  type GraphNode,
  type GraphResult,
  parsePlan,
  runGraph,
} from "@tinyagi/graph";

export interface RecursiveTeamOptions {
  model: ModelOptions;
  journal?: GraphJournal;
  budget?: Budget;
  signal?: AbortSignal;
  /** Names the run in the journal. */
  runId?: string;
}

const PLANNER = "You are @planner. Answer with a spawn plan in a fenced block and nothing else.";
const PLAN_FENCE = /```spawn\n([\s\S]*?)```/;

/** Plans `goal`, runs the plan and answers its result. */
export async function runRecursiveTeam(goal: string, options: RecursiveTeamOptions): Promise<GraphResult> {
  const planner = await ask({ name: "planner", system: PLANNER, prompt: goal }, options);
  const { graph } = compile(parsePlan(planner.text), { capabilities: { tools: [] } });
  return runGraph(graph, {
    execute: (node, context) => execute(node, context, options),
    concurrency: 8,
    ...(options.journal === undefined ? {} : { journal: options.journal }),
    ...(options.budget === undefined ? {} : { budget: options.budget }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.runId === undefined ? {} : { runId: options.runId }),
  });
}

/** An agent answers with a text, or with a plan for others whose outputs it then sums up. */
async function execute(node: GraphNode, context: ExecuteContext, options: RecursiveTeamOptions) {
  const agent = { name: node.id, system: `You are @${node.id.split("/").at(-1)}.` };
  const inputs = [...context.results].map(([id, output]) => `${id}: ${String(output)}`);
  const first = await ask(
    { ...agent, prompt: [node.spec.prompt, ...inputs].join("\n") },
    options,
    context.signal,
  );
  const plan = PLAN_FENCE.exec(first.text)?.[1];
  // The text of a node that may not spawn is data, whatever it looks like.
  if (plan === undefined || !node.spec.canSpawn) return { output: first.text, usage: first.usage };
  context.reportUsage(first.usage);
  const outputs = await context.spawn(parsePlan(plan).agents);
  const results = [...outputs].map(([id, output]) => `${id}: ${String(output)}`).join("\n");
  const summary = await ask(
    { ...agent, prompt: `Sum up these results:\n${results}` },
    options,
    context.signal,
  );
  return { output: summary.text };
}

async function ask(
  agent: { name: string; system: string; prompt: string },
  options: RecursiveTeamOptions,
  signal = options.signal,
) {
  const harness = new AgentHarness({
    name: agent.name,
    model: createModel(options.model),
    system: agent.system,
  });
  const { text, usage } = await harness.run(agent.prompt, signal === undefined ? {} : { signal });
  return { text, usage };
}
