/** A quorum takes the first answers; map and reduce runs a sub-agent for each item. Run: `tsx first-answers.ts`. */
import { compile, type Execute, mapReduce, runGraph } from "@tinyagi/graph";

const { graph } = compile(
  {
    version: 1,
    goal: "Compare offers",
    agents: [
      { id: "price", prompt: "What is the price?", canSpawn: true },
      { id: "words", prompt: "Count the words", canSpawn: true },
    ],
    output: ["price", "words"],
  },
  { capabilities: { tools: [] } },
);

const execute: Execute = async (node, ctx) => {
  if (node.id === "price") {
    const shops = ["near", "far", "closed"].map((id) => ({ id, prompt: `Ask the shop ${id}` }));
    const prices = await ctx.spawn(shops, { quorum: 2 }); // the third one is cancelled
    return { output: Object.fromEntries(prices) };
  }
  if (node.id === "words") {
    const output = await mapReduce(ctx, {
      items: ["one two", "three", "damaged", "four five six"],
      map: (page) => ({ prompt: page }),
      onFailure: "collect", // the damaged page is left out; without this, it would fail the node
      reduce: (counts) => counts.reduce((sum, { output: count }) => sum + Number(count), 0),
    });
    return { output };
  }
  if (node.id === "price/closed") await new Promise((_, no) => ctx.signal.addEventListener("abort", no));
  if (node.spec.prompt === "damaged") throw new Error("The page is damaged.");
  return { output: node.spec.prompt.split(" ").length };
};
const result = await runGraph(graph, { execute });
console.log(result.nodes.get("price/closed")?.status, result.outputs);
// cancelled Map(2) { 'price' => { near: 4, far: 4 }, 'words' => 6 }
