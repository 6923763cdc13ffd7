/**
 * The run that gets killed and resumed. Started with a directory; the first process dies by SIGKILL in the middle of
 * the plan, the second one finds the journal and goes on. Each execution is noted, so that one can see what ran when.
 */
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { compile, type Execute, resumeGraph, runGraph } from "@tinyagi/graph";
import { createFileJournal } from "@tinyagi/graph/file-journal";

const directory = process.argv[2] ?? ".";
const started = existsSync(join(directory, "main.jsonl"));
const journal = createFileJournal(directory);

const execute: Execute = async (node, ctx) => {
  appendFileSync(join(directory, "executed.txt"), `${node.id}\n`);
  if (node.id === "plan") {
    const answers = await ctx.spawn(["a", "b", "c"].map((id) => ({ id, prompt: `Part ${id}` })));
    return { output: [...answers.values()].join("+") };
  }
  if (node.id === "plan/b" && !started) process.kill(process.pid, "SIGKILL");
  return { output: node.id === "report" ? `report of ${ctx.results.get("plan")}` : node.spec.prompt };
};

const { graph } = compile(
  {
    version: 1,
    goal: "Survive",
    agents: [
      { id: "plan", prompt: "Split the work", canSpawn: true },
      { id: "report", prompt: "Report", dependsOn: ["plan"] },
    ],
    output: "report",
  },
  { capabilities: { tools: [] } },
);
const options = { execute, concurrency: 1 };
const result = started ? await resumeGraph(journal, options) : await runGraph(graph, { ...options, journal });
console.log(result.status, result.outputs.get("report"));
