/** The graphs that run in this process: each at most once. A graph that cannot be run ends, and holds no message. */
import { ROOT_NODE } from "@tinyagi/contracts";
import type { GraphRow, SpawnCallRow } from "@tinyagi/kernel";
import { createHarnesses } from "./call-checks.js";
import { endCall } from "./end-calls.js";
import { createEnds } from "./ends.js";
import type { LiveGraphParts } from "./graph-state.js";
import { type LiveGraph, runLiveGraph } from "./live-graph.js";
import { failedOutcome } from "./outcome.js";
import type { SpawnAnswer } from "./spawner.js";
import type { RunningGraphs, SpawnerOptions, SpawnerParts } from "./spawner-parts.js";

export function createRunningGraphs(parts: SpawnerOptions, callers: SpawnerParts["callers"]): RunningGraphs {
  const { store, queue, clock, log } = parts;
  const live = new Map<string, LiveGraph>();
  const ends = createEnds(parts);
  const harnesses = createHarnesses(parts, parts.resolveHarness);
  const graphParts: LiveGraphParts = { ...parts, ends, harnesses, settle };
  let closed = false;

  async function settle(call: SpawnCallRow, outcome: SpawnAnswer): Promise<void> {
    if (closed) return;
    await store.write(() => endCall(parts, call, outcome));
    callers.get(call.id)?.(outcome);
  }

  function run(graph: GraphRow): LiveGraph {
    const known = live.get(graph.id);
    if (known !== undefined) return known;
    const started = runLiveGraph(graphParts, graph);
    live.set(graph.id, started);
    started.done
      .catch((error: unknown) => giveUp(graph, error))
      .catch((error: unknown) => {
        log.error({ err: error, graphId: graph.id }, "a graph could not be closed");
        return "ended" as const;
      })
      .then((end) => {
        live.delete(graph.id);
        if (end === "retried" && !closed) run(graph);
      });
    return started;
  }

  /** A graph that cannot be run must not hold messages for ever. */
  async function giveUp(graph: GraphRow, error: unknown): Promise<"ended"> {
    log.error({ err: error, graphId: graph.id }, "a graph of sub-agents could not be run");
    if (closed) return "ended";
    await store.write(() => {
      for (const node of store.graphs.nodes(graph.id))
        for (const call of store.graphs.openCalls(node.message_row_id))
          endCall(parts, call, failedOutcome("TinyAGI could not run the plan; its log says why"));
      for (const row of store.graphs.openBelow(graph.id, ROOT_NODE)) queue.cancel(row.id, { code: "plan" });
      store.graphs.close(graph.id, "failed", clock.now());
    });
    return "ended";
  }

  return {
    run,
    close() {
      closed = true;
      for (const graph of live.values()) graph.close();
    },
  };
}
