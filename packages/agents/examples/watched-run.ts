/** A sub-agent, events, a budget, retries and streamed text in one run. */
import {
  AgentHarness,
  type BudgetPort,
  createEventSink,
  createModel,
  type ModelOptions,
  SubAgent,
  subAgentTool,
} from "../src/index.js";

export async function report(question: string, given: { model: ModelOptions; budget: BudgetPort }) {
  const model = createModel(given.model); // { provider: "anthropic", model: "claude-haiku-4-5", apiKey }
  const log: string[] = [];
  const researcher = new SubAgent({
    name: "researcher",
    description: "Finds facts. Give it one question.",
    harness: new AgentHarness({ name: "researcher", model, system: "Answer with facts only." }),
  });
  const editor = new AgentHarness({
    name: "editor",
    model,
    tools: [subAgentTool(researcher)],
    policy: { modelCalls: 5, retries: 2 },
    services: { sink: createEventSink({ listeners: [(event) => log.push(event.type)] }) },
  });
  let shown = "";
  const result = await editor.run(question, {
    budget: given.budget, // createBudget({ limit: { usd: 1 } }); asked with the size of each prompt
    onText: (delta) => {
      shown += delta;
    },
    // The model broke off and is asked again. Without it, a call that has said something is not repeated.
    onRestart: () => {
      shown = "";
    },
  });
  return { status: result.status, shown, log, usd: result.usage.costUsd };
}
