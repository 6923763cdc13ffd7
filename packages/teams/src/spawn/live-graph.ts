/**
 * One graph while the daemon runs. The engine schedules; executing a node means that its message is in the queue and
 * that its end is awaited. After a restart the same calls are given to the same nodes: finished nodes answer from their
 * messages, open ones are awaited.
 */
import { AGENT_TOOLS, ROOT_NODE } from "@tinyagi/contracts";
import { CancelledError, compile, type RunOptions, resumeGraph, runGraph } from "@tinyagi/graph";
import { type GraphRow, renderPrompt, type SpawnCallRow } from "@tinyagi/kernel";
import { executeNode } from "./execute-node.js";
import { createGraphJournal } from "./graph-journal.js";
import { type GraphState, isRootOpen, type LiveGraphParts, lastCall, newState } from "./graph-state.js";
import { createNodeEvents } from "./node-events.js";
import { type SpawnParts, settingsOfNode } from "./parts.js";
import { releasePlaces } from "./places.js";
import { runCall } from "./run-call.js";

/** A prompt of a plan is at most this long; the message that the root stands for may be longer. */
const ROOT_PROMPT_MAX_CHARS = 200_000;
const FOREVER = Number.MAX_SAFE_INTEGER;

export interface LiveGraph {
  /** Gives a stored call to its node. A call that its node has already seen is ignored. */
  provide(call: SpawnCallRow): void;
  /** Resolves when the graph has ended; `retried`: its message runs again already, so its row is still open. Rejects when it cannot be run. */
  readonly done: Promise<"ended" | "retried">;
  /** Stops without ending anything: the graph goes on at the next start. */
  close(): void;
}

export function runLiveGraph(parts: LiveGraphParts, graph: GraphRow): LiveGraph {
  const { store, clock } = parts;
  const state = newState(parts, graph);
  let end: "ended" | "retried" = "ended";
  const events = createNodeEvents(parts, {
    id: graph.id,
    conversationId: graph.conversation_id,
    askedBy: (node) => lastCall(state, node)?.run_id,
  });
  const journal = createGraphJournal(parts, (_id, record) => {
    events.recorded(record);
    if (record.type !== "graph.closed") return;
    if (isRootOpen(state)) end = "retried";
    else store.graphs.close(graph.id, record.status as Exclude<GraphRow["status"], "open">, clock.now());
  });
  return {
    provide: (call) => runCall(state, call),
    done: run(state, journal).then(() => end),
    close: () => journal.close(),
  };
}

/** From the beginning, or from where the previous daemon left it. */
async function run(state: GraphState, journal: ReturnType<typeof createGraphJournal>): Promise<void> {
  const { graph, store } = state;
  const options = runOptions(state, journal);
  const records = await journal.read(graph.id);
  const result =
    records.length === 0
      ? await runGraph(firstGraph(state), options)
      : // A graph that is open although its journal was closed goes on for a message that runs again.
        await resumeGraph(journal, { ...options, retryFailed: true });
  if (result.journalError !== undefined) throw result.journalError;
  await releasePlaces(
    state,
    graph.id,
    store.graphs.nodes(graph.id).map((node) => node.node_id),
  );
}

function runOptions(state: GraphState, journal: ReturnType<typeof createGraphJournal>): RunOptions {
  const { graph, rules, harnesses } = state;
  return {
    execute: (node, context) => executeNode(state, node, context),
    journal,
    runId: graph.id,
    limits: rules.limits,
    capabilities: {
      tools: [...AGENT_TOOLS],
      agents: [...rules.agents],
      harnesses: harnesses.of(rules.agents),
    },
    clock: graphClock(state),
    // The queue counts interruptions of messages and decides which of them crashes the daemon.
    maxInterruptions: FOREVER,
  };
}

/** The graph with its root alone. */
function firstGraph({ store, graph, rules }: GraphState) {
  const root = store.graphs.node(graph.id, ROOT_NODE);
  const message = root === undefined ? undefined : store.messages.get(root.message_row_id);
  if (root === undefined || message === undefined) throw new CancelledError({ code: "node.message_gone" });
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

function graphClock({ clock }: SpawnParts): NonNullable<RunOptions["clock"]> {
  return {
    now: () => clock.now(),
    after(ms, run) {
      const timer = clock.setTimer(ms, run);
      return () => timer.cancel();
    },
  };
}
