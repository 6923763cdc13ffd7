/**
 * Runs plans of agents. A call is stored, and its message held, before anything starts; it ends in an outcome whatever
 * happens in between, also across restarts. When a message ends, everything that was started for it ends with it, in the
 * same transaction.
 */
import { type AgentConfig, AppError, type PromptPart, ROOT_NODE } from "@tinyagi/contracts";
import {
  type Claim,
  type GraphNodeRow,
  type GraphRow,
  type MessageRow,
  type NodePort,
  type SpawnCallRow,
  spawnHold,
} from "@tinyagi/kernel";
import type { Admit } from "./admission.js";
import { reachOf, spawnLimitsOf } from "./bounds.js";
import { createHarnesses } from "./call-checks.js";
import { createEnds } from "./ends.js";
import { type ForkWish, type GraphFork, planFork } from "./fork-graph.js";
import { insertFork } from "./insert-fork.js";
import { type LiveGraph, type LiveGraphParts, runLiveGraph } from "./live-graph.js";
import { createNodePort, spawnHelp } from "./node-port.js";
import { failedOutcome, refusedOutcome } from "./outcome.js";
import { type GraphRules, isOpen, ROOT_SETTINGS, type SpawnParts, settingsOfNode } from "./parts.js";
import { type Refusal, refusal } from "./plan.js";
import { reopenCalls, reopenGraph } from "./reopen.js";
import type { Spawner, SpawnOutcome, SpawnRights } from "./spawner.js";
import { type StoredPlan, tellRequested } from "./stored-plan.js";
import { createSubAgents } from "./sub-agents.js";

/** Plans of one message: an agent that asks again and again must come to an end. */
export const PLANS_MAX = 32;

export interface SpawnerOptions extends SpawnParts {
  /** The harness of an agent; undefined when it cannot run. */
  harnessOf: (agent: AgentConfig) => string | undefined;
  admit: Admit;
}

export interface SpawnService extends Spawner, AsyncDisposable {
  /** What differs for the runs of sub-agents and of those that started some. */
  readonly nodes: NodePort;
  /** What the system prompt of an agent says about sub-agents when a person writes to it. */
  promptParts(agent: { agentId: string; teamId: string | null }): PromptPart[];
  /** Why a plan in the answer of a run would not be run; undefined when it would. */
  barredBy(claim: Claim): Refusal | undefined;
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
  const { store, queue, journal, clock, log } = options;
  const live = new Map<string, LiveGraph>();
  const outcomes = new Map<string, (outcome: SpawnOutcome) => void>();
  const graphParts: LiveGraphParts = {
    ...options,
    ends: createEnds(options),
    harnesses: createHarnesses(options, options.harnessOf),
    settle: (call, outcome) => settle(call, outcome),
  };
  let closed = false;

  queue.onEnded((message) => endBelow(message));

  /** Inside the write that ends a message: everything below it ends, and its calls with it. */
  function endBelow(message: MessageRow): void {
    const node = store.graphs.nodeOf(message.id);
    if (node === undefined) return;
    // An agent that a budget stops takes those below it with it. When they continue, they read why they had ended.
    const cause = message.error_class === "budget" ? "budget" : "cancelled";
    for (const row of store.graphs.openBelow(node.graph_id, node.node_id)) {
      if (queue.cancel(row.id, "the agent that asked for it has ended", cause) === undefined) continue;
      store.afterCommit(() => {
        if (row.status === "processing") options.abort(row.id, "cancelled");
        options.wake(row.lane);
      });
    }
    for (const call of store.graphs.openCalls(message.id))
      endCall(call, { ...failedOutcome("the agent that asked has ended"), status: "cancelled" });
  }

  /** Inside a write. */
  function endCall(call: SpawnCallRow, outcome: SpawnOutcome): void {
    if (store.graphs.endCall(call.id, JSON.stringify(outcome), clock.now()) === 0) return;
    store.holds.remove(call.message_row_id, spawnHold(call.id));
    const message = store.messages.get(call.message_row_id);
    const agent = message?.agent_id ?? "";
    const scope = {
      ...(message && { conversationId: message.conversation_id, messageRowId: message.id, agentId: agent }),
      runId: call.run_id,
    };
    const { refused, status } = outcome;
    if (refused !== undefined) journal.append("spawn.refused", { agent, callId: call.id, ...refused }, scope);
    else {
      const nodes = Object.keys(outcome.outputs).length + Object.keys(outcome.failures).length;
      journal.append("spawn.completed", { agent, callId: call.id, status, nodes }, scope);
    }
    if (message !== undefined && isOpen(message)) options.offer(message.lane);
  }

  async function settle(call: SpawnCallRow, outcome: SpawnOutcome): Promise<void> {
    if (closed) return;
    await store.write(() => endCall(call, outcome));
    outcomes.get(call.id)?.(outcome);
  }

  /** Inside a write: the graph of a message, opened if this is its first call. */
  function graphOf(message: MessageRow): { graph: GraphRow; node: GraphNodeRow } {
    const known = store.graphs.nodeOf(message.id);
    const graph = known === undefined ? undefined : store.graphs.get(known.graph_id);
    if (known !== undefined && graph !== undefined) {
      if (graph.status !== "open") reopenGraph(options, graph.id);
      return { graph, node: known };
    }
    const id = options.newId("graph");
    store.graphs.insert({
      id,
      conversation_id: message.conversation_id,
      rules: JSON.stringify(rulesFor(message)),
      created_at: clock.now(),
    });
    const node = {
      graph_id: id,
      node_id: ROOT_NODE,
      message_row_id: message.id,
      settings: JSON.stringify(ROOT_SETTINGS),
    };
    store.graphs.insertNode(node);
    const created = store.graphs.get(id);
    if (created === undefined) throw new Error(`graph ${id} vanished inside its own transaction`);
    return { graph: created, node };
  }

  function rulesFor(message: MessageRow): GraphRules {
    const { maxDepth, maxFanOut, maxTotal, maxLive } = limitsOf(message);
    return {
      limits: { maxDepth, maxFanOut, maxTotal, maxLive },
      agents: reachOf(message.agent_id, options.directory()),
    };
  }

  function limitsOf(message: MessageRow) {
    return spawnLimitsOf(options.settings(), message.agent_id, message.team_id);
  }

  function maySpawnAtAll(agentId: string, teamId: string | null): boolean {
    const { maxDepth, maxTotal } = spawnLimitsOf(options.settings(), agentId, teamId);
    return maxDepth > 0 && maxTotal > 1;
  }

  function rightsOf(message: MessageRow): SpawnRights {
    const allowed = maySpawnAtAll(message.agent_id, message.team_id);
    const row = message.kind === "node" ? store.graphs.nodeOf(message.id) : undefined;
    if (row === undefined) return { canSpawn: allowed, tools: "all", depth: 0 };
    const { canSpawn, tools, depth } = settingsOfNode(row);
    return { canSpawn: allowed && canSpawn && depth < maxDepthOf(row), tools, depth };
  }

  /** How deep the graph of a node may become. */
  function maxDepthOf({ graph_id: id }: GraphNodeRow): number {
    const graph = store.graphs.get(id);
    if (graph === undefined) return 0;
    const rules: GraphRules = JSON.parse(graph.rules);
    return rules.limits.maxDepth;
  }

  /** Inside a write: stores a call and holds its message. */
  function addCall(
    message: MessageRow,
    runId: string,
    asked: StoredPlan & { via: "tool" | "block" },
  ): SpawnCallRow {
    const { graph, node } = graphOf(message);
    const { via, ...plan } = asked;
    const id = options.newId("call");
    const row = {
      id,
      graph_id: graph.id,
      node_id: node.node_id,
      message_row_id: message.id,
      run_id: runId,
      via,
      plan: JSON.stringify(plan),
      created_at: clock.now(),
    };
    store.graphs.insertCall(row);
    store.holds.put(message.id, spawnHold(id), clock.now());
    tellRequested(journal, message, row);
    const call = { ...row, status: "open" as const, outcome: null, ended_at: null };
    store.afterCommit(() => run(graph).give(call));
    return call;
  }

  /** The running graph of a row, started if it does not run yet. */
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
          endCall(call, failedOutcome("TinyAGI could not run the plan; its log says why"));
      for (const row of store.graphs.openBelow(graph.id, ROOT_NODE))
        queue.cancel(row.id, "its plan could not be run");
      store.graphs.close(graph.id, "failed", clock.now());
    });
    return "ended";
  }

  /** @throws AppError `STALE_RUN` */
  function liveMessage(runId: string): MessageRow {
    const found = store.runs.get(runId);
    const message = found === undefined ? undefined : store.messages.get(found.message_row_id);
    if (message === undefined || message.run_id !== runId)
      throw new AppError("STALE_RUN", "This run has ended, so it cannot start sub-agents.");
    return message;
  }

  function refuse(message: MessageRow, runId: string, refused: Refusal): Promise<SpawnOutcome> {
    return store.write(() => {
      tellRefused(message, runId, refused);
      return refusedOutcome(refused);
    });
  }

  function tellRefused(message: MessageRow, runId: string, refused: Refusal): void {
    const { agent_id: agent, conversation_id: conversationId } = message;
    journal.append(
      "spawn.refused",
      { agent, callId: options.newId("call"), ...refused },
      { conversationId, runId, messageRowId: message.id, agentId: agent },
    );
  }

  /** Why a run may not start sub-agents at all. */
  function barred(message: MessageRow): Refusal | undefined {
    const { canSpawn, depth } = rightsOf(message);
    if (!canSpawn) {
      const row = message.kind === "node" ? store.graphs.nodeOf(message.id) : undefined;
      return row !== undefined && depth >= maxDepthOf(row)
        ? refusal("depth", `Sub-agents at depth ${depth} may not start others (limit spawn.maxDepth).`)
        : refusal(
            "tools",
            "This agent may not start sub-agents (canSpawn of its plan, or spawn.maxDepth 0).",
          );
    }
    if (store.graphs.calls(message.id).length < PLANS_MAX) return undefined;
    return refusal("total", `A message can start sub-agents ${PLANS_MAX} times (limit plans of a message).`);
  }

  async function ask(
    runId: string,
    asked: StoredPlan,
    signal: AbortSignal | undefined,
  ): Promise<SpawnOutcome> {
    const message = liveMessage(runId);
    const refused = barred(message);
    if (refused !== undefined) return refuse(message, runId, refused);
    let call: SpawnCallRow | undefined;
    return new Promise<SpawnOutcome>((resolve, reject) => {
      const stop = () => reject(new AppError("CANCELLED", "The caller no longer waits for the sub-agents."));
      if (signal?.aborted) return stop();
      signal?.addEventListener("abort", stop, { once: true });
      store
        .write(() => {
          const current = liveMessage(runId);
          call = addCall(current, runId, { ...asked, via: "tool" });
          outcomes.set(call.id, (outcome) => {
            signal?.removeEventListener("abort", stop);
            resolve(outcome);
          });
        })
        .catch(reject);
    }).finally(() => {
      if (call !== undefined) outcomes.delete(call.id);
    });
  }

  return {
    nodes: createNodePort(options, rightsOf),
    promptParts: ({ agentId, teamId }) => spawnHelp({ canSpawn: maySpawnAtAll(agentId, teamId) }),
    rights: (runId) => rightsOf(liveMessage(runId)),
    toolsOf(runId) {
      const run = store.runs.get(runId);
      const row = run === undefined ? undefined : store.graphs.nodeOf(run.message_row_id);
      return row === undefined ? "all" : settingsOfNode(row).tools;
    },
    maySpawn(runId) {
      const run = store.runs.get(runId);
      const message = run === undefined ? undefined : store.messages.get(run.message_row_id);
      if (message === undefined) return true;
      const row = message.kind === "node" ? store.graphs.nodeOf(message.id) : undefined;
      // At the depth limit the call is refused with its name: that says more than a missing tool.
      return row === undefined ? rightsOf(message).canSpawn : settingsOfNode(row).canSpawn;
    },
    spawn: ({ runId, plan }, signal) => ask(runId, { plan }, signal),
    runSubAgent: createSubAgents(options, { liveMessage, ask }),
    barredBy: barred,
    refusePlan: (claim, refused) => tellRefused(claim, claim.run_id, refused),
    begin(claim, plans) {
      for (const plan of plans) addCall(claim, claim.run_id, { plan, via: "block" });
    },
    continueFork(message, fork) {
      const graph = insertFork(options, fork, { message, rules: rulesFor(message) });
      store.afterCommit(() => run(graph));
    },
    retried(message) {
      const node = store.graphs.nodeOf(message.id);
      const graph = node === undefined ? undefined : store.graphs.get(node.graph_id);
      if (node?.node_id !== ROOT_NODE || graph === undefined) return;
      reopenGraph(options, graph.id);
      reopenCalls(options, message);
      store.afterCommit(() => run(graph));
    },
    planFork: (wish) => planFork(store, wish),
    resume() {
      for (const graph of store.graphs.open()) run(graph);
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const graph of live.values()) graph.close();
    },
  };
}
