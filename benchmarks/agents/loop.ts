/** The whole loop of an API agent, two model calls and one tool call, with models that answer at once. */
import { AgentHarness, createFunctionModel, defineTool, fieldsSchema } from "@tinyagi/agents";
import type { Figure } from "../support/figure.js";
import { rounds } from "../support/rounds.js";

const ROUNDS = 7;
const COUNTS = [1_000, 10_000];

export async function measureAgents(): Promise<Figure[]> {
  const look = defineTool({
    name: "look",
    description: "Looks a word up.",
    inputSchema: fieldsSchema({ word: { type: "string", description: "The word." } }),
    execute: async () => "found",
  });
  const model = createFunctionModel("bench", ({ messages }) =>
    messages.length === 1 ? { toolCalls: [{ name: "look", input: { word: "x" } }] } : "done",
  );
  const harness = new AgentHarness({ name: "bench", model, tools: [look] });
  const figures: Figure[] = [];
  for (const count of COUNTS) {
    const indices = Array.from({ length: count }, (_, index) => index);
    const times = await rounds(
      {
        bare: () => Promise.all(indices.map(async () => await Promise.resolve("done"))),
        run: () => Promise.all(indices.map((index) => harness.run(`Part ${index}`))),
      },
      ROUNDS,
    );
    const each = ({ wall }: { wall: number } = { wall: Number.NaN }) => (wall * 1_000) / count;
    const name = `${count.toLocaleString("en")} agents at once`;
    figures.push(
      { name: `${name}: bare promises`, value: each(times.get("bare")), unit: "µs" },
      { name: `${name}: an agent`, value: each(times.get("run")), unit: "µs", aim: { max: 60 } },
    );
  }
  return figures;
}
