/** Which answers of the daemon an event makes old. Pages read these again, once for many events; they never poll. */
import type { JournalEvent } from "@tinyagi/contracts";
import { KEYS, type QueryName } from "../keys";

type Prefix = JournalEvent["type"] extends `${infer P}.${string}` ? P : never;

const BY_PREFIX: { readonly [P in Prefix]?: readonly QueryName[] } = {
  conversation: ["conversations", "replies", "status", "conversation", "board", "task", "lanes"],
  message: ["dead", "conversations", "status", "conversation", "board", "task", "lanes", "why"],
  run: [
    "runs",
    "conversations",
    "status",
    "spend",
    "budgets",
    "conversation",
    "board",
    "task",
    "lanes",
    "why",
    "runTree",
    "runLog",
    "hits",
    "workers",
  ],
  handoff: ["runs", "conversation", "runTree"],
  spawn: ["runTree", "runLog"],
  graph: ["runTree"],
  node: ["runs", "conversation", "runTree"],
  reply: ["conversations", "replies", "status", "conversation", "channels", "undelivered"],
  agent: ["programs", "moves", "workers"],
  approval: ["approvals", "conversations", "conversation", "board", "task", "lanes", "why"],
  // Both say what the day has cost: they are read together.
  budget: ["budgets", "spend"],
  settings: ["agents", "teams", "rooms", "board", "budgets", "settings", "logins", "workers"],
  wait: ["lanes", "why"],
  recording: ["conversation", "runLog", "why"],
  task: ["board", "task", "status"],
  project: ["projects", "board"],
  room: ["rooms", "room"],
  schedule: ["schedules"],
  pairing: ["pairing"],
  channel: ["channels", "undelivered"],
  provider: ["paused", "logins", "conversations", "conversation", "lanes", "why"],
  plugin: ["plugins"],
  token: ["tokens"],
  expose: ["exposure"],
  worker: ["workers", "lanes", "why"],
  skill: ["skills"],
  artifact: ["artifacts"],
  company: ["company"],
  steering: ["runs", "conversations", "conversation", "lanes", "why"],
};

/** These come by the hundred and change no stored answer: the reducer of live runs takes them. */
const ONLY_LIVE: ReadonlySet<JournalEvent["type"]> = new Set([
  "run.progressed",
  "run.spawned",
  "run.tool_started",
  "run.tool_completed",
  "run.model_completed",
]);

/** The keys of the queries to read again. */
export function staleKeys(event: JournalEvent): readonly (readonly string[])[] {
  if (event.type === "run.ready") return [...getLog(event), ...getRun(event)];
  if (event.type === "run.version_reported") return [...getLog(event), ...buildTree(event)];
  if (event.type === "run.tool_completed" || event.type === "run.thought") return getLog(event);
  if (ONLY_LIVE.has(event.type)) return [];
  const prefix = event.type.split(".", 1)[0] as Prefix;
  const names = BY_PREFIX[prefix] ?? [];
  return names.flatMap((name): readonly (readonly string[])[] => {
    if (name === "runLog") return getLog(event);
    if (name === "room") return "team" in event.data ? [[...KEYS.room, String(event.data.team)]] : [];
    // A provider belongs to no conversation: messages of any may wait for it.
    if ((name !== "conversation" && name !== "runTree") || prefix === "provider") return [KEYS[name]];
    return event.conversationId === undefined ? [] : [[...KEYS[name], event.conversationId]];
  });
}

function buildTree({ conversationId }: JournalEvent): readonly (readonly string[])[] {
  return conversationId === undefined ? [] : [[...KEYS.runTree, conversationId]];
}

/** The answer for one run, which says how it came to its program. */
function getRun({ runId }: JournalEvent): readonly (readonly string[])[] {
  return runId === undefined ? [] : [[...KEYS.runs, "one", runId]];
}

/** The recorded events of the run; a page that does not show them reads nothing. */
function getLog({ runId }: JournalEvent): readonly (readonly string[])[] {
  return runId === undefined ? [] : [[...KEYS.runLog, runId]];
}
