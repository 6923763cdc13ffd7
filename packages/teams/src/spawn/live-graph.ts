/**
 * One graph while the daemon runs. The engine schedules; executing a node means that its message is in the queue and
 * that its end is awaited. After a restart the same calls are given to the same nodes: finished nodes answer from their
 * messages, open ones are awaited.
 */
import { AGENT_TOOLS, nodeName, nodeParent, ROOT_NODE } from "@tinyagi/contracts";
import {
  addUsage,
  CancelledError,
  compile,
  type ExecuteContext,
  type ExecuteResult,
  type GraphNode,
  NodeFailedError,
  type NodeResult,
  type RunOptions,
  resumeGraph,
  runGraph,
} from "@tinyagi/graph";
import {
  type GraphRow,
  type MessageRow,
  type Reservation,
  renderPrompt,
  type SpawnCallRow,
} from "@tinyagi/kernel";
import type { Admit } from "./admission.js";
import { checkBounds, type Harnesses } from "./call-checks.js";
import type { Ends } from "./ends.js";
import { createGraphJournal } from "./graph-journal.js";
import { createNodeEvents } from "./node-events.js";
import { queueNode, resultOfNode } from "./node-queue.js";
import { cancelledOutcome, failedOutcome, outcomeOf, refusedOutcome, usageOf } from "./outcome.js";
import { type GraphRules, isOpen, type SpawnParts, settingsOfNode } from "./parts.js";
import { refusalsOf, releasePlaces } from "./places.js";
import { refusalOf, type SpawnPlan } from "./plan.js";
import type { SpawnOutcome } from "./spawner.js";
import { resolvedPlan, storedPlan } from "./stored-plan.js";

/** A prompt of a plan is at most this long; the message that the root stands for may be longer. */
const ROOT_PROMPT_MAX_CHARS = 200_000;
const FOREVER = Number.MAX_SAFE_INTEGER;

export interface LiveGraphParts extends SpawnParts {
  ends: Ends;
  harnesses: Harnesses;
  /** Writes what a call came to. Called once for each call. */
  settle: (call: SpawnCallRow, outcome: SpawnOutcome) => Promise<void>;
  admit: Admit;
}

export interface LiveGraph {
  /** Gives a stored call to its node. A call that its node has already seen is ignored. */
  give(call: SpawnCallRow): void;
  /** Resolves when the graph has ended; `retried`: its message runs again already, so its row is still open. Rejects when it cannot be run. */
  readonly done: Promise<"ended" | "retried">;
  /** Stops without ending anything: the graph goes on at the next start. */
  close(): void;
}

export function runLiveGraph(parts: LiveGraphParts, graph: GraphRow): LiveGraph {
  const { store } = parts;
  const rules: GraphRules = JSON.parse(graph.rules);
  const contexts = new Map<string, { ctx: ExecuteContext; signal: AbortSignal }>();
  const given = new Set<string>();
  let end: "ended" | "retried" = "ended";
  /** By child: the call that asked for it. */
  const askers = new Map<string, SpawnCallRow>();
  /** By call: what its agents may use. */
  const reserved = new Map<string, Reservation>();
  const events = createNodeEvents(parts, {
    id: graph.id,
    conversationId: graph.conversation_id,
    askedBy: (node) => lastCall(node)?.run_id,
  });
  const journal = createGraphJournal(parts, (_id, record) => {
    events.recorded(record);
    if (record.type !== "graph.closed") return;
    if (isRootOpen()) end = "retried";
    else
      store.graphs.close(graph.id, record.status as Exclude<GraphRow["status"], "open">, parts.clock.now());
  });

  function isRootOpen(): boolean {
    const row = store.graphs.node(graph.id, ROOT_NODE);
    const message = row === undefined ? undefined : store.messages.get(row.message_row_id);
    return message !== undefined && isOpen(message);
  }

  function lastCall(node: string): SpawnCallRow | undefined {
    const row = store.graphs.node(graph.id, node);
    return row === undefined ? undefined : store.graphs.calls(row.message_row_id).at(-1);
  }

  async function execute(node: GraphNode, ctx: ExecuteContext): Promise<ExecuteResult> {
    const { signal, results } = ctx;
    const message = await messageOf(node, results);
    contexts.set(node.id, { ctx, signal });
    for (const call of store.graphs.openCalls(message.id)) give(call);
    try {
      const ended = await parts.ends.wait(message.id, signal);
      const result = resultOfNode(parts, ended);
      return node.id === ROOT_NODE ? { ...result, output: null } : result;
    } catch (error) {
      if (signal.aborted) await cancel(message.id, reasonOf(signal));
      throw error;
    } finally {
      contexts.delete(node.id);
      partOf(node.id)?.end();
    }
  }

  async function messageOf(node: GraphNode, results: ReadonlyMap<string, unknown>): Promise<MessageRow> {
    if (node.id === ROOT_NODE) {
      const row = store.graphs.node(graph.id, ROOT_NODE);
      const message = row === undefined ? undefined : store.messages.get(row.message_row_id);
      if (message === undefined) throw new CancelledError("its message is gone");
      return message;
    }
    const above = nodeParent(node.id) ?? ROOT_NODE;
    const call = askers.get(node.id) ?? lastCall(above);
    const { session } = call === undefined ? { session: undefined } : storedPlan(call);
    const harness =
      node.spec.harness === undefined
        ? undefined
        : parts.harnesses.templateOf(node.spec.harness, rules.agents);
    return store.write(() => {
      const message = queueNode(parts, {
        graphId: graph.id,
        node,
        results,
        runId: call?.run_id,
        session,
        harness,
      });
      partOf(node.id)?.bind(message.id);
      return message;
    });
  }

  /** The part of a reservation that a node may use. */
  function partOf(node: string) {
    const reservation = reserved.get(askers.get(node)?.id ?? "");
    const name = nodeName(node);
    return (
      reservation && { bind: (id: number) => reservation.bind(name, id), end: () => reservation.end(name) }
    );
  }

  async function cancel(id: number, reason: string): Promise<void> {
    const rows = await store.write(() => parts.queue.cancelRun(id, reason));
    for (const row of rows) {
      if (row.status === "processing") parts.abort(row.id, "cancelled");
      parts.wake(row.lane);
    }
  }

  function give(call: SpawnCallRow): void {
    const at = contexts.get(call.node_id);
    if (at === undefined || given.has(call.id)) return;
    given.add(call.id);
    void deal(call, at)
      .catch((error: unknown) => {
        parts.log.error({ err: error, callId: call.id }, "a plan for sub-agents could not be run");
        return failedOutcome("TinyAGI could not run the plan; the log says why");
      })
      .then((outcome) => parts.settle(call, outcome));
  }

  /** What the agents of a call may use is reserved until each has ended. */
  function hold(call: SpawnCallRow, { agents }: SpawnPlan, reservation: Reservation): void {
    reserved.set(call.id, reservation);
    for (const { id } of agents) {
      const row = store.graphs.node(graph.id, `${call.node_id}/${id}`);
      if (row !== undefined) reservation.bind(id, row.message_row_id);
    }
  }

  function release(call: SpawnCallRow): void {
    reserved.get(call.id)?.release();
    reserved.delete(call.id);
  }

  async function deal(
    call: SpawnCallRow,
    { ctx, signal }: { ctx: ExecuteContext; signal: AbortSignal },
  ): Promise<SpawnOutcome> {
    let children: ReadonlyMap<string, NodeResult> = new Map();
    let plan: SpawnPlan;
    try {
      plan = planOf(call);
      const { node_id: node, run_id: runId } = call;
      checkBounds(parts, { graphId: graph.id, node, runId, agents: plan.agents });
      const { refused, reservation } = await parts.admit(call, plan, signal);
      if (refused !== undefined) return refusedOutcome(refused);
      for (const { id } of plan.agents) askers.set(`${call.node_id}/${id}`, call);
      hold(call, plan, reservation);
      const onSettled = (settled: typeof children) => {
        children = settled;
      };
      await ctx.spawn(plan.agents, { onFailure: plan.onFailure, repeat: true, onSettled });
    } catch (error) {
      const refused = refusalOf(error);
      if (refused !== undefined) return refusedOutcome(refused);
      if (signal.aborted || error instanceof CancelledError) return cancelledOutcome(reasonOf(signal));
      if (!(error instanceof NodeFailedError)) throw error;
      plan = planOf(call);
    } finally {
      release(call);
    }
    const nodes = plan.agents.map(({ id }) => `${call.node_id}/${id}`);
    const kept = await releasePlaces(parts, graph.id, nodes);
    const worktrees = byLocalId(kept);
    const withoutWorktree = byLocalId(refusalsOf(parts, graph.id, nodes));
    return outcomeOf(plan, children, { worktrees, withoutWorktree, usage: usageBelow(nodes) });
  }

  function planOf(call: SpawnCallRow): SpawnPlan {
    return resolvedPlan(call, store.messages.get(call.message_row_id)?.agent_id);
  }

  function usageBelow(nodes: readonly string[]) {
    return nodes.map((node) => usageOf(store.graphs.usage(graph.id, node))).reduce(addUsage, {});
  }

  const options: RunOptions = {
    execute,
    journal,
    runId: graph.id,
    limits: rules.limits,
    capabilities: {
      tools: [...AGENT_TOOLS],
      agents: [...rules.agents],
      harnesses: parts.harnesses.of(rules.agents),
    },
    clock: graphClock(parts),
    // The queue counts interruptions of messages and decides which of them crashes the daemon.
    maxInterruptions: FOREVER,
  };

  async function run(): Promise<"ended" | "retried"> {
    const records = await journal.read(graph.id);
    const result =
      records.length === 0
        ? await runGraph(firstGraph(parts, graph, rules), options)
        : // A graph that is open although its journal was closed goes on for a message that runs again.
          await resumeGraph(journal, { ...options, retryFailed: true });
    if (result.journalError !== undefined) throw result.journalError;
    await releasePlaces(
      parts,
      graph.id,
      store.graphs.nodes(graph.id).map((node) => node.node_id),
    );
    return end;
  }

  return { give, done: run(), close: () => journal.close() };
}

/** The graph with its root alone. */
function firstGraph({ store }: SpawnParts, graph: GraphRow, rules: GraphRules) {
  const root = store.graphs.node(graph.id, ROOT_NODE);
  const message = root === undefined ? undefined : store.messages.get(root.message_row_id);
  if (root === undefined || message === undefined) throw new CancelledError("its message is gone");
  const { tools } = settingsOfNode(root);
  const prompt = renderPrompt(message).slice(0, ROOT_PROMPT_MAX_CHARS);
  return compile(
    {
      version: 1,
      goal: ROOT_NODE,
      agents: [
        {
          id: ROOT_NODE,
          prompt: prompt.trim() === "" ? "-" : prompt,
          agent: message.agent_id,
          tools: tools === "all" ? [...AGENT_TOOLS] : [...tools],
          canSpawn: true,
        },
      ],
      output: ROOT_NODE,
      onFailure: "collect",
    },
    { capabilities: { tools: [...AGENT_TOOLS] }, limits: rules.limits },
  ).graph;
}

function reasonOf(signal: AbortSignal): string {
  const reason: unknown = signal.reason;
  if (reason instanceof CancelledError) return reason.reason;
  return reason instanceof Error ? reason.message : "the agent that asked has ended";
}

function graphClock({ clock }: SpawnParts): NonNullable<RunOptions["clock"]> {
  return {
    now: () => clock.now(),
    after(ms, run) {
      const timer = clock.setTimer(ms, run);
      return () => timer.cancel();
    },
  };
}

function byLocalId<T>(nodes: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...nodes].map(([node, value]) => [nodeName(node), value]));
}
