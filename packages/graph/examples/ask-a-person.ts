/** A node asks a person. The run pauses, and goes on when the answer is there. Run: `tsx ask-a-person.ts FOLDER`. */
import { compile, type Execute, resumeGraph, runGraph } from "@tinyagi/graph";
import { createFileJournal } from "@tinyagi/graph/file-journal";

const { graph } = compile(
  {
    version: 1,
    goal: "Pay an invoice",
    agents: [
      { id: "read", prompt: "Read the invoice" },
      { id: "pay", prompt: "Pay it", dependsOn: ["read"] },
    ],
    output: "pay",
  },
  { capabilities: { tools: [] } },
);
const execute: Execute = async (node, ctx) => {
  if (node.id === "read") return { output: 500 };
  const usd = ctx.results.get("read");
  const answer = await ctx.interrupt({ text: `Pay $${usd}?`, options: ["yes", "no"] });
  return { output: answer === "yes" ? "paid" : "not paid" };
};
const journal = createFileJournal(process.argv[2] ?? "journal");
const paused = await runGraph(graph, { execute, journal });
console.log(paused.status, paused.questions); // paused [ { id: 'pay#0', node: 'pay', question: … } ]

// Later, in any process. Only "pay" is executed again, from its start.
const done = await resumeGraph(journal, { execute, answers: { "pay#0": "yes" } });
console.log(done.status, done.outputs.get("pay")); // completed paid
