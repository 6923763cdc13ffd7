/** A plan written by hand: two sources are read side by side, a summary joins them. Run: `tsx hand-written-plan.ts`. */
import { compile, parsePlan, runGraph, toMermaid } from "@tinyagi/graph";

const plan = parsePlan(`
Here is the plan:
\`\`\`json
{
  "version": 1,
  "goal": "Compare two release notes",
  "agents": [
    { "id": "old", "prompt": "Read notes 1.0", "tools": ["read_file"] },
    { "id": "new", "prompt": "Read notes 2.0", "tools": ["read_file"] },
    { "id": "summary", "prompt": "What changed?", "dependsOn": ["old", "new"] }
  ],
  "output": "summary"
}
\`\`\`
`);
const { graph } = compile(plan, { capabilities: { tools: ["read_file"] } });
console.log(toMermaid(graph));

const notes: Record<string, string[]> = { old: ["queue"], new: ["queue", "graph"] };
const result = await runGraph(graph, {
  async execute(node, ctx) {
    if (node.id !== "summary") return { output: notes[node.id] };
    const before = ctx.results.get("old") as string[];
    const after = ctx.results.get("new") as string[];
    return { output: after.filter((name) => !before.includes(name)) };
  },
});
console.log(result.status, JSON.stringify([...result.outputs]));
