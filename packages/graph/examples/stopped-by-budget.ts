/** A plan that its budget stops: what is finished is kept, what was not paid for never starts. */
import { compile, createBudget, runGraph } from "@tinyagi/graph";

const agents = ["one", "two", "three", "four"].map((id) => ({
  id,
  prompt: `Research part ${id}`,
  estimate: { usd: 0.25 },
}));
const { graph } = compile(
  { version: 1, goal: "Research", agents, output: agents.map((agent) => agent.id) },
  { capabilities: { tools: [] } },
);
const budget = createBudget({ limit: { usd: 0.6 }, onLimit: "stop" });
const result = await runGraph(graph, {
  budget,
  concurrency: 1,
  execute: async (node) => ({ output: `notes on ${node.id}`, usage: { costUsd: 0.25 } }),
});
console.log(result.status, [...result.outputs.keys()].join(","));
console.log(
  [...result.nodes]
    .map(([id, node]) => `${id}:${node.status}${node.reason ? `(${node.reason})` : ""}`)
    .join(" "),
);
console.log(`spent ${budget.spent.usd}, reserved ${budget.reserved.usd}`);
