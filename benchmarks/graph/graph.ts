/** The recursive engine beside bare promises, in one process. */
import type { Figure } from "../support/figure.js";
import { costPerAgent, growing, latency, waitingHeap } from "./running.js";
import { structuralSpawn } from "./structural.js";

export async function measureGraph(): Promise<Figure[]> {
  return [
    ...structuralSpawn(),
    ...(await costPerAgent()),
    ...(await latency()),
    ...(await waitingHeap()),
    ...(await growing()),
  ];
}
