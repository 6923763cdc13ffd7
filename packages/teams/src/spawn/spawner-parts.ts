/** What the files of the spawner share. */
import type { AgentConfig } from "@tinyagi/contracts";
import type { GraphRow } from "@tinyagi/kernel";
import type { Admit } from "./admission.js";
import type { LiveGraph } from "./live-graph.js";
import type { SpawnParts } from "./parts.js";
import type { SpawnAnswer } from "./spawner.js";

export interface SpawnerOptions extends SpawnParts {
  /** The harness of an agent; undefined when it cannot run. */
  resolveHarness: (agent: AgentConfig) => string | undefined;
  admit: Admit;
}

export interface RunningGraphs {
  /** The running graph of a row, started if it does not run yet. */
  run(graph: GraphRow): LiveGraph;
  /** Stops all without ending anything: they go on at the next start. */
  close(): void;
}

export interface SpawnerParts extends SpawnerOptions {
  /** Callers that wait for the outcome of a call, by its id. */
  callers: Map<string, (outcome: SpawnAnswer) => void>;
  running: RunningGraphs;
}
