/** A cold start to the first answered request, and what an idle daemon weighs. */

import { claudeAgents, startBenchDaemon } from "../support/daemon.js";
import { type Figure, median } from "../support/statistics.js";

const ROUNDS = 5;

export async function measureStart(): Promise<Figure[]> {
  const starts: number[] = [];
  const weights: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await using daemon = await startBenchDaemon({ agents: claudeAgents(4) });
    starts.push(daemon.startMs);
    weights.push(daemon.rssMiB());
  }
  return [
    { name: "process start to /healthz", value: median(starts), unit: "ms" },
    { name: "resident memory, idle", value: median(weights), unit: "MiB", aim: "< 150" },
  ];
}
