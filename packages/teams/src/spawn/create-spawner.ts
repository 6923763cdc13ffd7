/**
 * Runs plans of agents. A call is stored, and its message held, before anything starts; it ends in an outcome whatever
 * happens in between, also across restarts. When a message ends, everything that was started for it ends with it, in the
 * same transaction.
 */
import { type PromptPart, ROOT_NODE } from "@tinyagi/contracts";
import type { Claim, MessageRow, NodePort } from "@tinyagi/kernel";
import { addCall, ask, liveMessage } from "./add-call.js";
import { endBelow, recordRefusal } from "./end-calls.js";
import { type ForkWish, type GraphFork, planFork } from "./fork-graph.js";
import { insertFork } from "./insert-fork.js";
import { createNodePort, spawnHelp } from "./node-port.js";
import type { Refusal } from "./plan.js";
import { reopenCalls, reopenGraph } from "./reopen.js";
import { collectTools, maySpawn, maySpawnAtAll, resolveRights, rulesFor, spawnRefusal } from "./rights.js";
import { createRunningGraphs } from "./running-graphs.js";
import type { Spawner } from "./spawner.js";
import type { SpawnerOptions, SpawnerParts } from "./spawner-parts.js";
import { createSubAgents } from "./sub-agents.js";

export interface SpawnService extends Spawner, AsyncDisposable {
  /** What differs for the runs of sub-agents and of those that started some. */
  readonly nodes: NodePort;
  /** What the system prompt of an agent says about sub-agents when a person writes to it. */
  promptParts(agent: { agentId: string; teamId: string | null }): PromptPart[];
  /** Why a plan in the answer of a run would not be run; undefined when it would. */
  findSpawnRefusal(claim: Claim): Refusal | undefined;
  /** Inside the write that ends a run: records that the plan in its answer was not run. */
  refusePlan(claim: Claim, refused: Refusal): void;
  /** Inside the write that sets a message aside: stores the plans of its answer. */
  begin(claim: Claim, plans: readonly string[]): void;
  /** What a fork of a graph would share and run. Only reads. @throws AppError as `planFork` does */
  planFork(wish: ForkWish): Promise<GraphFork>;
  /** Inside the write that queues the message of a fork: it waits for the agents of the forked graph, then it answers. */
  continueFork(message: MessageRow, fork: GraphFork): void;
  /** Inside the write that retries a message that had ended without an answer: its graph goes on where it was. */
  retried(message: MessageRow): void;
  /** After a start: goes on with the graphs of the previous daemon. */
  resume(): void;
}

export function createSpawner(options: SpawnerOptions): SpawnService {
  const { store } = options;
  const callers: SpawnerParts["callers"] = new Map();
  const running = createRunningGraphs(options, callers);
  const parts: SpawnerParts = { ...options, callers, running };
  options.queue.onEnded((message) => endBelow(parts, message));
  return {
    nodes: createNodePort(parts, (message) => resolveRights(parts, message)),
    promptParts: (agent) => spawnHelp({ canSpawn: maySpawnAtAll(parts, agent) }),
    rights: (runId) => resolveRights(parts, liveMessage(parts, runId)),
    collectTools: (runId) => collectTools(parts, runId),
    maySpawn: (runId) => maySpawn(parts, runId),
    spawn: ({ runId, plan }, signal) => ask(parts, { runId, plan }, signal),
    runSubAgent: createSubAgents(parts, {
      liveMessage: (runId) => liveMessage(parts, runId),
      ask: (runId, asked, signal) => ask(parts, { ...asked, runId }, signal),
    }),
    findSpawnRefusal: (claim) => spawnRefusal(parts, claim),
    refusePlan: (claim, refused) => recordRefusal(parts, { message: claim, runId: claim.run_id }, refused),
    begin(claim, plans) {
      for (const plan of plans) addCall(parts, claim, { plan, runId: claim.run_id, via: "block" });
    },
    continueFork(message, fork) {
      const graph = insertFork(parts, fork, { message, rules: rulesFor(parts, message) });
      store.afterCommit(() => running.run(graph));
    },
    retried(message) {
      const node = store.graphs.nodeOf(message.id);
      const graph = node === undefined ? undefined : store.graphs.get(node.graph_id);
      if (node?.node_id !== ROOT_NODE || graph === undefined) return;
      reopenGraph(parts, graph.id);
      reopenCalls(parts, message);
      store.afterCommit(() => running.run(graph));
    },
    planFork: (wish) => planFork(store, wish),
    resume() {
      for (const graph of store.graphs.open()) running.run(graph);
    },
    async [Symbol.asyncDispose]() {
      running.close();
    },
  };
}
