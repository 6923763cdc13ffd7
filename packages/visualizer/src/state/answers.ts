/**
 * What the views read from the daemon: one row for each question, with how to ask it and which events make its answer
 * old. An answer is read once when a view needs it, and again only after such an event. Nothing here polls.
 */
import { type Client, type DaemonEntry, parseDaemonEntry } from "@tinyagi/client";
import {
  isAppError,
  type JournalEvent,
  type ProviderPause,
  type RouteOutput,
  type WrittenText,
} from "@tinyagi/contracts";

const MANY = 1_000;
const RUNS = 200;
const POSTS = 100;
const EVENTS = 300;
const LINES = 1_000;

/** A run as the list of runs shows it. */
export type Run = RouteOutput<"listRuns">[number];
export type Post = RouteOutput<"chatroom">[number];
export type Lane = RouteOutput<"queueLanes">["lanes"][number];
export type LaneMessage = Lane["messages"][number];
export type DeadLetter = RouteOutput<"queueDead">[number];
export type Approval = RouteOutput<"listApprovals">["approvals"][number];
export type StoredEvent = RouteOutput<"listEvents">["events"][number];

/** An entry of the daemon's log, with the line that it came in. */
export interface LogLine extends DaemonEntry {
  readonly line: string;
}

/** Undefined for what is no entry. */
export function parseLogLine(line: string): LogLine | undefined {
  const entry = parseDaemonEntry(line);
  return entry && { ...entry, line };
}

/** The answers by the name of their question. */
export interface Answers {
  teams: RouteOutput<"listTeams">;
  agents: RouteOutput<"listAgents">;
  /** Agents whose programs are open. */
  programs: ReadonlySet<string>;
  lanes: RouteOutput<"queueLanes">;
  dead: RouteOutput<"queueDead">;
  /** Of all dead letters, by agent and reason. */
  deadCounts: RouteOutput<"deadSummary">["groups"];
  approvals: readonly Approval[];
  /** Providers that are paused. */
  paused: readonly ProviderPause[];
  spend: RouteOutput<"spend">;
  budgets: RouteOutput<"listBudgets">;
  /** Of one conversation; empty if it has none. */
  budget: RouteOutput<"listBudgets">;
  rooms: RouteOutput<"listRooms">;
  /** The newest runs, and all that work however old. */
  runs: readonly Run[];
  /** Runs of one conversation. */
  conversation: readonly Run[];
  graph: RouteOutput<"runGraph">;
  log: RouteOutput<"runLog">;
  /** Files with changes in the workspace of a run. */
  diff: RouteOutput<"runDiff">;
  /** What was sent in a conversation, whole. */
  messages: RouteOutput<"getConversation">["messages"];
  /** What the runs of a conversation have written so far, by run. */
  written: ReadonlyMap<string, WrittenText & { readonly agent: string }>;
  room: readonly Post[];
  /** The newest ones, and where older ones continue. */
  events: RouteOutput<"listEvents">;
  /** The newest of the daemon's log, oldest first. */
  logs: readonly LogLine[];
  why: RouteOutput<"whyMessage">;
}

export type AnswerName = keyof Answers;

/** A question: `runs`, or with what it is about `room/dev`. */
export type Key = AnswerName | `${AnswerName}/${string}`;

type Ask<N extends AnswerName> = (client: Client, about: string, signal: AbortSignal) => Promise<Answers[N]>;

const ASK: { readonly [N in AnswerName]: Ask<N> } = {
  teams: (client, _, signal) => client.call("listTeams", { signal }),
  agents: (client, _, signal) => client.call("listAgents", { signal }),
  programs: async (client, _, signal) => {
    try {
      return new Set((await client.call("listPrograms", { signal })).programs.map(({ agent }) => agent));
    } catch (error) {
      // A daemon of an older version keeps none open.
      if (isAppError(error, "NOT_FOUND")) return new Set();
      throw error;
    }
  },
  lanes: (client, _, signal) => client.call("queueLanes", { query: { limit: 10 }, signal }),
  dead: (client, _, signal) => client.call("queueDead", { query: { limit: MANY }, signal }),
  deadCounts: async (client, _, signal) => (await client.call("deadSummary", { query: {}, signal })).groups,
  approvals: async (client, _, signal) =>
    (await client.call("listApprovals", { query: { status: "open" }, signal })).approvals,
  paused: async (client, _, signal) => (await client.call("status", { signal })).pausedProviders ?? [],
  spend: (client, _, signal) => client.call("spend", { query: { by: "agent", days: 1, limit: 1 }, signal }),
  budgets: (client, _, signal) => client.call("listBudgets", { signal }),
  budget: (client, conversation, signal) => client.call("listBudgets", { query: { conversation }, signal }),
  rooms: (client, _, signal) => client.call("listRooms", { signal }),
  runs: async (client, _, signal) => {
    const [running, newest] = await Promise.all([
      client.call("listRuns", { query: { status: "running", limit: RUNS }, signal }),
      client.call("listRuns", { query: { limit: RUNS }, signal }),
    ]);
    const newestIds = new Set(newest.map(({ runId }) => runId));
    return [...newest, ...running.filter(({ runId }) => !newestIds.has(runId))];
  },
  conversation: (client, conversation, signal) =>
    client.call("listRuns", { query: { conversation, limit: MANY }, signal }),
  graph: (client, id, signal) => client.call("runGraph", { params: { id }, query: {}, signal }),
  log: (client, id, signal) => client.call("runLog", { params: { id }, query: {}, signal }),
  diff: (client, id, signal) => client.call("runDiff", { params: { id }, signal }),
  messages: async (client, id, signal) =>
    (await client.call("getConversation", { params: { id }, signal })).messages,
  written: async (client, id, signal) =>
    new Map(
      (await client.call("getConversation", { params: { id }, signal })).runs.flatMap(
        ({ runId, agent, written }) => (written === undefined ? [] : [[runId, { ...written, agent }]]),
      ),
    ),
  room: (client, id, signal) => client.call("chatroom", { params: { id }, query: { limit: POSTS }, signal }),
  events: (client, _, signal) => client.call("listEvents", { query: { limit: EVENTS }, signal }),
  logs: async (client, _, signal) =>
    (await client.call("logs", { query: { limit: LINES }, signal })).lines.flatMap(
      (line) => parseLogLine(line) ?? [],
    ),
  why: (client, id, signal) => client.call("whyMessage", { params: { id }, signal }),
};

/** Asks the daemon a question. */
export function ask(client: Client, key: Key, signal: AbortSignal): Promise<unknown> {
  const { name, about } = toParts(key);
  return ASK[name](client, about, signal);
}

function toParts(key: Key): { name: AnswerName; about: string } {
  const at = key.indexOf("/");
  return at === -1
    ? { name: key as AnswerName, about: "" }
    : { name: key.slice(0, at) as AnswerName, about: key.slice(at + 1) };
}

type Prefix = JournalEvent["type"] extends `${infer P}.${string}` ? P : never;

/** A name alone means every answer of that name. */
const STALE: { readonly [P in Prefix]?: readonly AnswerName[] } = {
  conversation: ["conversation", "lanes", "messages"],
  message: ["lanes", "dead", "deadCounts", "why", "messages"],
  run: ["runs", "lanes", "conversation", "budget", "graph", "why", "log"],
  handoff: ["lanes"],
  spawn: ["graph", "conversation", "log"],
  graph: ["graph", "conversation"],
  node: ["graph", "conversation", "runs"],
  agent: ["programs"],
  approval: ["approvals", "lanes", "why"],
  budget: ["budgets", "budget"],
  settings: ["agents", "teams", "rooms", "budgets", "budget"],
  wait: ["lanes"],
  steering: ["lanes", "runs"],
  room: ["rooms", "room"],
  provider: ["paused"],
};

/** These come by the hundred and change no answer; the reducer of live runs takes them. */
const ONLY_LIVE: ReadonlySet<JournalEvent["type"]> = new Set([
  "run.progressed",
  "run.spawned",
  "run.ready",
  "run.thought",
  "run.tool_started",
  "run.model_completed",
]);
/** After these, money and the state of budgets are others. */
const ENDS: ReadonlySet<JournalEvent["type"]> = new Set(["run.completed", "run.failed", "run.cancelled"]);

/** The answers that an event makes old. */
export function staleAfter(event: JournalEvent): readonly AnswerName[] {
  if (event.type === "run.tool_completed") return ["log"];
  if (event.type === "run.version_reported") return ["runs"];
  // More was written than is sent as events: the daemon has it all.
  if (event.type === "log.written") return event.data.missed > 0 ? ["logs"] : [];
  if (ONLY_LIVE.has(event.type)) return [];
  const names = STALE[event.type.split(".", 1)[0] as Prefix] ?? [];
  return ENDS.has(event.type) ? [...names, "spend", "budgets", "diff"] : names;
}

/** The name of a question. */
export function nameOf(key: Key): AnswerName {
  return toParts(key).name;
}

/** The answers that were read, by their key. */
export type Known = ReadonlyMap<Key, unknown>;

/** An answer, if it was read. */
export function read<N extends AnswerName>(known: Known, name: N, about?: string): Answers[N] | undefined {
  // Only `ask` fills the map, by the same table.
  return known.get(about === undefined ? name : `${name}/${about}`) as Answers[N] | undefined;
}
