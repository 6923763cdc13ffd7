/** The live runs of a tree by id, so that a person can steer one that was started by another run. */
import type { Steering } from "../steering/steering.js";

/** A run that has not ended. */
export interface LiveRun {
  runId: string;
  agent: string;
  depth: number;
  steering: Steering;
}

/** The runs in progress, so that they can be listed and steered. */
export interface RunRegistry {
  get(runId: string): LiveRun | undefined;
  /** In the order of their start. */
  list(): readonly LiveRun[];
  /** For runs. @returns what removes it again */
  add(run: LiveRun): () => void;
}

/** Creates an empty registry of runs in progress. */
export function createRunRegistry(): RunRegistry {
  const runs = new Map<string, LiveRun>();
  return {
    get: (runId) => runs.get(runId),
    list: () => [...runs.values()],
    add(run) {
      runs.set(run.runId, run);
      return () => runs.delete(run.runId);
    },
  };
}
