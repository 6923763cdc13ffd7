/** Budget, events, retry and journal in one run. Run: `tsx in-use.ts FOLDER`. */
import { compile, createBudget, type RunOptions, resumeGraph, runGraph, toMermaid } from "@tinyagi/graph";
import { createFileJournal } from "@tinyagi/graph/file-journal";

const { graph } = compile(
  {
    version: 1,
    goal: "Review a change",
    agents: [
      { id: "read", prompt: "Read the change", retries: 2 },
      { id: "review", prompt: "Review it", dependsOn: ["read"], estimate: { usd: 0.2 } },
    ],
    output: "review",
  },
  { capabilities: { tools: [] } },
);
const budget = createBudget({ limit: { usd: 1, runs: 10 }, onLimit: "stop" });
const options: RunOptions = {
  budget,
  retryDelayMs: 10,
  onEvent: (event) => console.log(event.type, event.nodeId ?? ""),
  async execute(node, ctx) {
    if (node.id === "read" && ctx.attempt === 1) throw new Error("The server is busy");
    ctx.reportUsage({ costUsd: 0.25 }); // ends the node as soon as the budget is used up
    return { output: `${node.id}: done` };
  },
};
const journal = createFileJournal(process.argv[2] ?? "journal");
const result = await runGraph(graph, { ...options, journal });
console.log(result.status, result.outputs.get("review"), budget.spent.usd); // completed review: done 0.5
console.log(toMermaid(result.graph, result)); // the graph, coloured by state

// Later, in another process: goes on where the journal ends. Here everything is finished, so nothing runs.
const again = await resumeGraph(journal, { execute: options.execute });
console.log(again.status, again.usage.costUsd); // completed 0.5
