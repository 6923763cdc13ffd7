/** Situations of work, as facts that every client gets, and what each of them must show. */
import type {
  GraphNodeState,
  MessageState,
  RunGraph,
  RunState,
  WaitFact,
  WorkState,
} from "@tinyagi/contracts";
import { nodeName, nodeParent } from "@tinyagi/contracts";
import type { TreeMessage } from "../../packages/views/src/index.js";
import { NOW, runOf } from "../../packages/visualizer/src/fixture.js";
import type { Run } from "../../packages/visualizer/src/state/answers.js";

const MINUTE = 60_000;

export interface Situation {
  readonly name: string;
  readonly runs: readonly Run[];
  readonly graph?: RunGraph;
  readonly messages?: readonly TreeMessage[];
  readonly asking?: readonly string[];
  /** Of the first piece of work. */
  readonly state: WorkState;
  /** Minutes since its start, or `on` while it goes on; undefined: nobody can say. */
  readonly minutes: number | "on" | undefined;
  /** Of all work. */
  readonly usd?: number;
  /** What is said about it in English: why it failed, or for what and until when it waits. */
  readonly reason?: string;
}

export const START = NOW - 10 * MINUTE;

/** A run that began ten minutes ago and, with `ended`, ended so many minutes after its start. */
export function run(id: string, status: RunState, more: Partial<Run> & { ended?: number } = {}): Run {
  const { ended, ...fields } = more;
  return runOf(id, {
    status,
    createdAt: START,
    startedAt: START,
    task: `task of ${id}`,
    finishedAt: ended === undefined ? null : START + ended * MINUTE,
    ...fields,
  });
}

const failure = (message: string) => ({ error: { class: "transient" as const, message } });
const at = (nodeId: string) => ({ node: { graphId: "g", nodeId } });
const below = (id: string, parent: string, status: RunState, more: Parameters<typeof run>[2] = {}): Run =>
  run(id, status, { parentRunId: `run_${parent}`, messageRowId: 2 + id.length, ...more });

/** An open message of the first piece of work. */
function waits(wait: WaitFact | null, more: Partial<TreeMessage> = {}): TreeMessage {
  return { id: 1, agent: "lead", status: "pending", waitsFor: wait?.for ?? null, wait, ...more };
}

const message = (status: MessageState, more: Partial<TreeMessage> = {}): TreeMessage => ({
  id: 1,
  agent: "lead",
  status,
  text: "task of lead",
  ...more,
});

function graph(states: Readonly<Record<string, GraphNodeState>>): RunGraph {
  const nodes = Object.entries(states).map(([id, state]): [string, RunGraph["nodes"][string]] => [
    id,
    {
      kind: "agent",
      specHash: "h",
      deps: [],
      dependents: [],
      rank: 0,
      group: "",
      effects: "none",
      depth: nodeParent(id) === undefined ? 0 : 1,
      claims: [],
      status: "pending",
      state,
      runId: null,
      isShared: false,
      spec: {
        id: nodeName(id),
        prompt: `task of ${nodeName(id)}`,
        agent: "lead",
        tools: [],
        expectedOutput: "",
        rationale: "",
        dependsOn: [],
        effects: "none",
        canSpawn: false,
      },
    },
  ]);
  return {
    graphId: "g",
    status: "open",
    forkedFrom: null,
    irVersion: 1,
    generation: 1,
    goal: "root",
    onFailure: "collect",
    limits: { maxDepth: 5, maxFanOut: 16, maxTotal: 256, maxLive: 4 },
    nodes: Object.fromEntries(nodes),
    output: ["root"],
    pruned: [],
    merged: [],
    generations: [],
  };
}

const MIN2 = NOW + 2 * MINUTE;

/** What holds a message, and the words for it. */
const WAITS: readonly [WaitFact, WorkState, string][] = [
  [{ for: "turn", until: null }, "queued", "waits behind an earlier message"],
  [{ for: "turn", until: null, behind: { id: 7, wait: null } }, "queued", "waits until message 7 has ended"],
  [
    { for: "turn", until: null, behind: { id: 7, wait: { for: "paused", until: null } } },
    "queued",
    "waits behind message 7, which is paused until you resume it",
  ],
  [
    {
      for: "turn",
      until: null,
      behind: { id: 7, wait: { for: "provider", until: MIN2, provider: "anthropic" } },
    },
    "queued",
    "waits behind message 7, which waits for the provider anthropic (2 min at most)",
  ],
  [
    { for: "turn", until: null, behind: { id: 7, wait: { for: "person", until: MIN2, asks: "budget" } } },
    "queued",
    "waits behind message 7, which waits for your decision about a budget (2 min at most)",
  ],
  [{ for: "retry", until: MIN2, attempt: 3 }, "queued", "tries again in 2 min, attempt 3"],
  [{ for: "retry", until: NOW - 1, attempt: 3 }, "queued", "tries again now, attempt 3"],
  [
    { for: "provider", until: MIN2, provider: "openai" },
    "queued",
    "waits for the provider openai (2 min at most)",
  ],
  [{ for: "provider", until: null }, "queued", "waits for its provider"],
  [
    { for: "place", until: null, place: { place: "nas", because: "away" } },
    "queued",
    "waits for the worker nas, which is not reachable",
  ],
  [
    { for: "place", until: null, place: { place: "nas", because: "full" } },
    "queued",
    "waits for the worker nas, which has no free slot",
  ],
  [
    {
      for: "turn",
      until: null,
      behind: { id: 7, wait: { for: "place", until: null, place: { place: "nas", because: "draining" } } },
    },
    "queued",
    "waits behind message 7, which waits for the worker nas, which gets no new runs",
  ],
  [{ for: "place", until: null }, "queued", "waits for its worker"],
  [{ for: "slot", until: null }, "queued", "waits for a free slot"],
  [{ for: "start", until: null }, "queued", "starts next"],
  [{ for: "start", until: MIN2 }, "queued", "starts in 2 min"],
  [{ for: "window", until: null }, "queued", "waits until its provider has room again"],
  [
    { for: "turn", until: null, behind: { id: 7, wait: { for: "window", until: MIN2 } } },
    "queued",
    "waits behind message 7, which waits until its provider has room again (2 min at most)",
  ],
  [{ for: "held", until: null }, "queued", "is held"],
  [{ for: "held", until: MIN2 }, "queued", "is held for 2 min"],
  [{ for: "decided", until: MIN2 }, "queued", "goes on with your decision in 2 min"],
  [
    { for: "turn", until: null, behind: { id: 7, wait: { for: "decided", until: null } } },
    "queued",
    "waits behind message 7, which goes on with your decision",
  ],
  [{ for: "person", until: null, asks: "question" }, "waiting", "waits for your answer"],
  [
    { for: "person", until: MIN2, asks: "permission" },
    "waiting",
    "waits for your permission (2 min at most)",
  ],
  [{ for: "person", until: null, asks: "spawn" }, "waiting", "waits for your approval of its plan"],
  [{ for: "person", until: null, asks: "budget" }, "waiting", "waits for your decision about a budget"],
  [{ for: "paused", until: null }, "paused", "is paused until you resume it"],
  [{ for: "sub_agents", until: null }, "running", "waits for its sub-agents"],
];

/** Each wait before the first attempt, and after one that failed and one that was interrupted. */
const HELD: readonly Situation[] = WAITS.flatMap(([wait, state, reason]): Situation[] => [
  {
    name: `never started: ${reason}`,
    runs: [],
    messages: [waits(wait)],
    state,
    reason,
    minutes: undefined,
  },
  {
    name: `after a failed attempt: ${reason}`,
    runs: [run("lead", "failed", { ended: 1, ...failure("boom") })],
    messages: [waits(wait)],
    state,
    minutes: "on",
    usd: 0.5,
    reason: state === "queued" ? `${reason}: boom` : reason,
  },
  {
    name: `after an interruption: ${reason}`,
    runs: [run("lead", "interrupted", { ended: 1 })],
    messages: [waits(wait)],
    state,
    minutes: "on",
    usd: 0.5,
    reason,
  },
]);

const ONE_RUN: readonly Situation[] = [
  { name: "a run that starts", runs: [run("lead", "starting")], state: "running", minutes: "on" },
  { name: "a run that works", runs: [run("lead", "running")], state: "running", minutes: "on", usd: 0.5 },
  { name: "a run that is done", runs: [run("lead", "completed", { ended: 4 })], state: "done", minutes: 4 },
  {
    name: "a run that failed, whose dead letter was deleted",
    runs: [run("lead", "failed", { ended: 4, ...failure("no key") })],
    state: "failed",
    minutes: 4,
    reason: "no key",
  },
  {
    name: "a dead letter",
    runs: [run("lead", "failed", { ended: 4, ...failure("no key") })],
    messages: [message("dead")],
    state: "failed",
    minutes: 4,
    reason: "no key",
  },
  {
    name: "a message that the daemon crashed on until it was given up",
    runs: [run("lead", "interrupted", { ended: 4 })],
    state: "failed",
    minutes: 4,
    messages: [message("dead", { error: { message: "it crashed five times" } })],
    reason: "it crashed five times",
  },
  {
    name: "a dead letter that never ran",
    runs: [],
    messages: [message("dead", { error: "no such agent" })],
    state: "failed",
    minutes: undefined,
    reason: "no such agent",
  },
  {
    name: "a cancelled run",
    runs: [run("lead", "cancelled", { ended: 4 })],
    state: "cancelled",
    minutes: 4,
  },
  {
    name: "a message that was cancelled after its run was interrupted",
    runs: [run("lead", "interrupted", { ended: 4 })],
    messages: [message("cancelled")],
    state: "cancelled",
    minutes: 4,
  },
  {
    name: "a message that was cancelled before it ran",
    runs: [],
    messages: [message("cancelled")],
    state: "cancelled",
    minutes: undefined,
  },
  {
    name: "an interrupted run of which nothing else is known",
    runs: [run("lead", "interrupted", { ended: 4 })],
    state: "interrupted",
    minutes: 4,
  },
  {
    name: "a budget stopped a run",
    runs: [run("lead", "failed", { ended: 4, error: { class: "budget", message: "the budget is used up" } })],
    state: "failed",
    minutes: 4,
    reason: "the budget is used up",
  },
  {
    name: "a run whose end was not recorded",
    runs: [run("lead", "failed")],
    state: "failed",
    minutes: undefined,
  },
  {
    name: "a run that asks a person",
    runs: [run("lead", "running")],
    asking: ["run_lead"],
    state: "waiting",
    minutes: "on",
  },
  {
    name: "a run that a person paused",
    runs: [run("lead", "running")],
    state: "paused",
    minutes: "on",
    messages: [waits({ for: "paused", until: null }, { status: "processing" })],
    reason: "is paused until you resume it",
  },
  {
    name: "retried and done: attempts under one run",
    runs: [
      run("lead", "failed", { ended: 1, ...failure("boom") }),
      run("again", "completed", { createdAt: START + 2 * MINUTE, ended: 5, attempt: 2 }),
    ],
    state: "done",
    minutes: 5,
    usd: 1,
  },
  {
    name: "retried and at work again",
    runs: [
      run("lead", "failed", { ended: 1, ...failure("boom") }),
      run("again", "running", { createdAt: START + 2 * MINUTE, attempt: 2 }),
    ],
    state: "running",
    minutes: "on",
    usd: 1,
  },
  {
    name: "a session that was lost: the run went on with a new one",
    runs: [run("lead", "completed", { ended: 4, sessionId: "new" })],
    state: "done",
    minutes: 4,
  },
];

const root = (status: RunState, more: Parameters<typeof run>[2] = {}): Run =>
  run("lead", status, { ...at("root"), ...more });

/** A parent in each way to have ended, above work in each way to go on. */
const FINISHED: readonly Situation[] = (["completed", "failed", "cancelled", "interrupted"] as const).flatMap(
  (status): Situation[] =>
    (["running", "starting"] as const).flatMap((child): Situation[] => [
      {
        name: `a ${status} run above a ${child} handoff`,
        runs: [run("lead", status, { ended: 1 }), below("coder", "lead", child)],
        state: "running",
        minutes: "on",
        usd: 1,
      },
      {
        name: `a ${status} run above a ${child} sub-agent`,
        runs: [root(status, { ended: 1 }), below("a", "lead", child, at("root/a"))],
        graph: graph({ root: "running", "root/a": "running", "root/b": "pending" }),
        state: "running",
        minutes: "on",
        usd: 1,
      },
      {
        name: `a ${status} run above a done sub-agent and a ${child} one below that`,
        runs: [
          root(status, { ended: 1 }),
          below("a", "lead", "completed", { ...at("root/a"), ended: 2 }),
          below("deep", "a", child, at("root/a/deep")),
        ],
        graph: graph({ root: "running", "root/a": "completed", "root/a/deep": "running" }),
        state: "running",
        minutes: "on",
        usd: 1.5,
      },
    ]),
);

const GRAPHS: readonly Situation[] = [
  {
    name: "set aside for a plan: its sub-agents work for it",
    runs: [root("interrupted", { ended: 1 })],
    state: "running",
    minutes: "on",
    usd: 0.5,
    messages: [waits({ for: "sub_agents", until: null })],
    graph: graph({ root: "running", "root/a": "pending" }),
    reason: "waits for its sub-agents",
  },
  {
    name: "interrupted in a graph that goes on",
    runs: [root("interrupted", { ended: 1 })],
    state: "resuming",
    minutes: "on",
    graph: graph({ root: "running", "root/a": "completed" }),
  },
  {
    name: "a failed sub-agent that its graph tries again",
    runs: [root("failed", { ended: 1, ...failure("boom") })],
    state: "resuming",
    minutes: "on",
    graph: graph({ root: "running" }),
  },
  {
    name: "interrupted, then cancelled with its graph",
    runs: [root("interrupted", { ended: 1 })],
    state: "cancelled",
    minutes: 1,
    graph: graph({ root: "cancelled" }),
  },
  {
    name: "all is done: the whole time and all costs",
    runs: [root("completed", { ended: 6 }), below("a", "lead", "completed", { ...at("root/a"), ended: 8 })],
    graph: graph({ root: "completed", "root/a": "completed" }),
    state: "done",
    minutes: 8,
    usd: 1,
  },
  {
    name: "done, although a sub-agent failed",
    runs: [
      root("completed", { ended: 6 }),
      below("a", "lead", "failed", { ...at("root/a"), ended: 5, ...failure("no") }),
    ],
    graph: graph({ root: "completed", "root/a": "failed" }),
    state: "done",
    minutes: 6,
    usd: 1,
  },
  {
    name: "done, with a sub-agent that was skipped",
    runs: [root("completed", { ended: 6 })],
    state: "done",
    minutes: 6,
    graph: graph({ root: "completed", "root/a": "skipped" }),
  },
  {
    name: "a sub-agent asks a person while its parent is set aside",
    runs: [root("interrupted", { ended: 1 }), below("a", "lead", "running", at("root/a"))],
    graph: graph({ root: "running", "root/a": "running" }),
    asking: ["run_a"],
    state: "running",
    minutes: "on",
  },
  {
    name: "a fork that shares a result: nothing of the other graph counts",
    runs: [root("completed", { ended: 3 })],
    state: "done",
    minutes: 3,
    usd: 0.5,
    graph: graph({ root: "completed", "root/shared": "completed" }),
  },
  {
    name: "a cost that one run did not report: the sum of what is known",
    runs: [
      root("completed", { ended: 3, usage: {} }),
      below("a", "lead", "completed", { ...at("root/a"), ended: 2 }),
    ],
    graph: graph({ root: "completed", "root/a": "completed" }),
    state: "done",
    minutes: 3,
    usd: 0.5,
  },
  ...(["pending", "running", "completed", "failed", "cancelled", "skipped"] as const).map(
    (state, index): Situation => ({
      name: `a graph whose root is ${state} and has no run in this answer`,
      runs: [],
      graph: graph({ root: state }),
      minutes: undefined,
      state: (["not_started", "running", "done", "failed", "cancelled", "skipped"] as const)[index] ?? "done",
    }),
  ),
];

/** How a run came to be or ended, which its state, duration and cost do not depend on. */
const WAYS: readonly Situation[] = [
  {
    name: "a live run took a text of its person: both messages are its work",
    runs: [run("lead", "running")],
    messages: [message("processing"), message("processing", { id: 2, text: "and the tests" })],
    state: "running",
    minutes: "on",
    usd: 0.5,
  },
  {
    name: "a run was restarted with a text of its person",
    runs: [
      run("lead", "interrupted", { ended: 2 }),
      run("again", "running", { createdAt: START + 2 * MINUTE, startedAt: START + 2 * MINUTE }),
    ],
    messages: [message("processing")],
    state: "running",
    minutes: "on",
    usd: 1,
  },
  {
    name: "a run was cancelled by a person who steered it",
    runs: [run("lead", "cancelled", { ended: 3 })],
    messages: [message("cancelled", { error: "cancelled by ann" })],
    state: "cancelled",
    minutes: 3,
    usd: 0.5,
  },
  {
    name: "a program that stays open answered: its run is done",
    runs: [run("lead", "completed", { ended: 2, sessionId: "kept" })],
    messages: [message("completed")],
    state: "done",
    minutes: 2,
    usd: 0.5,
  },
  {
    name: "a program that stays open lost its session in the second attempt",
    runs: [
      run("lead", "failed", { ended: 1, sessionId: "kept", ...failure("the program ended") }),
      run("again", "completed", { createdAt: START + MINUTE, ended: 3, attempt: 2, sessionId: "new" }),
    ],
    messages: [message("completed")],
    state: "done",
    minutes: 3,
    usd: 1,
  },
  {
    name: "a program that speaks ACP and reports no cost",
    runs: [run("lead", "completed", { ended: 5, harness: "acp", provider: "gemini", usage: {} })],
    messages: [message("completed")],
    state: "done",
    minutes: 5,
  },
  {
    name: "a program that speaks ACP asks a person",
    runs: [run("lead", "running", { harness: "acp", provider: "gemini" })],
    messages: [message("processing")],
    asking: ["run_lead"],
    state: "waiting",
    minutes: "on",
  },
  {
    name: "a container that could not be started",
    runs: [
      run("lead", "failed", { ended: 1, error: { class: "not_found", message: "podman was not found" } }),
    ],
    messages: [waits({ for: "provider", until: MIN2, provider: "anthropic" })],
    state: "queued",
    minutes: "on",
    usd: 0.5,
    reason: "waits for the provider anthropic (2 min at most): podman was not found",
  },
  {
    name: "a machine that slept while a run worked: the run goes on, and its time with it",
    runs: [run("lead", "running", { createdAt: START, startedAt: START })],
    messages: [message("processing")],
    state: "running",
    minutes: "on",
  },
  {
    name: "a machine that slept until the daemon started again",
    runs: [run("lead", "interrupted", { ended: 1 })],
    messages: [waits({ for: "start", until: null })],
    state: "queued",
    minutes: "on",
    reason: "starts next",
  },
  {
    name: "a provider of which every login is paused",
    runs: [run("lead", "failed", { ended: 1, ...failure("login work: the limit is reached") })],
    messages: [waits({ for: "provider", until: MIN2, provider: "anthropic" })],
    state: "queued",
    minutes: "on",
    usd: 0.5,
    reason: "waits for the provider anthropic (2 min at most): login work: the limit is reached",
  },
  {
    name: "work on a task whose worker went away after an attempt",
    runs: [run("lead", "interrupted", { ended: 3 })],
    messages: [waits({ for: "place", until: null, place: { place: "nas", because: "away" } })],
    state: "queued",
    minutes: "on",
    usd: 0.5,
    reason: "waits for the worker nas, which is not reachable",
  },
  {
    name: "a run that ended before its changes to the task were approved",
    runs: [run("lead", "completed", { ended: 4 })],
    messages: [message("completed")],
    asking: [],
    state: "done",
    minutes: 4,
    usd: 0.5,
  },
  {
    name: "background work that waits for a window of its provider",
    runs: [],
    messages: [waits({ for: "window", until: MIN2 })],
    state: "queued",
    minutes: undefined,
    reason: "waits until its provider has room again (2 min at most)",
  },
];

export const SITUATIONS: readonly Situation[] = [...ONE_RUN, ...WAYS, ...HELD, ...FINISHED, ...GRAPHS];
