/** Structural spawn: two children into graphs of 100, 1,000 and 10,000 nodes. */
import { applySpawn, compile } from "@tinyagi/graph";
import type { Figure } from "../support/figure.js";
import { percentile } from "../support/statistics.js";

const SAMPLES = 4_000;
const WARM_UP = 4_000;
export const WIDE = { maxDepth: 64, maxFanOut: 100_000, maxTotal: 200_000, maxLive: 100_000 };

/** Layers of ten nodes, each depending on one of the layer above. */
function layered(size: number) {
  const agents = Array.from({ length: size }, (_, i) => ({
    id: `n${i}`,
    prompt: `Work on part ${i}`,
    canSpawn: true,
    dependsOn: i < 10 ? [] : [`n${i - 10}`],
  }));
  const output = agents.slice(-10).map((agent) => agent.id);
  return compile(
    { version: 1, goal: "benchmark", agents, output },
    { capabilities: { tools: [] }, limits: WIDE },
  ).graph;
}

export function structuralSpawn(): Figure[] {
  return [100, 1_000, 10_000].flatMap((size) => {
    const graph = layered(size);
    const micros: number[] = [];
    let beyond = 0;
    for (let i = -WARM_UP; i < SAMPLES; i++) {
      const parent = `n${(Math.abs(i) * 7_919) % size}`;
      const specs = [
        { id: "draft", prompt: "Write a draft" },
        { id: "check", prompt: "Check the draft", dependsOn: ["draft"] },
      ];
      const start = performance.now();
      const { visited, affected } = applySpawn(graph, parent, specs, { limits: WIDE });
      const end = performance.now();
      if (i >= 0) micros.push((end - start) * 1_000);
      beyond = Math.max(beyond, visited - affected.length);
    }
    const name = `structural spawn of 2 into ${size.toLocaleString("en")} nodes`;
    return [
      { name: `${name}, p50`, value: percentile(micros, 0.5), unit: "µs" },
      { name: `${name}, p95`, value: percentile(micros, 0.95), unit: "µs", aim: { max: 50 } },
      { name: `${name}, visited beyond the affected`, value: beyond, unit: "nodes", aim: { max: 0 } },
    ];
  });
}
