/** Events as one line each, for pipes, logs and screen readers. The sentences are those of every client. Pure. */
import type { EventData, EventType, JournalEvent } from "@tinyagi/contracts";
import { eventSentence, type SaidEvent } from "@tinyagi/views";
import { taskLine } from "./task-line.js";

/** What is news for a person who waits for an answer. Everything else happens all the time. */
const NEWS: ReadonlySet<string> = new Set<EventType>([
  ...(["message.retrying", "message.died", "message.cancelled"] as const),
  ...(["run.started", "run.tool_started", "run.permission_denied", "run.background_ended"] as const),
  ...(["run.context_compacted", "run.effort_ignored", "run.session_rebuilt"] as const),
  ...(["run.completed", "run.failed"] as const),
  ...(["run.interrupted", "run.limited", "handoff.created", "handoff.denied", "room.posted"] as const),
  ...([
    "run.recalled",
    "run.titled",
    "recording.transcribed",
    "recording.not_transcribed",
    "file.denied",
    "limit.reached",
  ] as const),
  ...(["spawn.compiled", "graph.forked", "node.reused", "node.started", "node.completed"] as const),
  ...(["node.failed", "node.cancelled", "node.skipped", "node.without_worktree"] as const),
  ...(["node.workspace_kept", "approval.requested", "approval.answered", "approval.expired"] as const),
  ...(["approval.held", "approval.reopened"] as const),
  ...(["steering.injected", "steering.redirected", "steering.paused", "steering.resumed"] as const),
  ...(["steering.refused", "budget.warning", "budget.exceeded"] as const),
]);

type Commands = { readonly [T in EventType]?: (data: EventData<T>) => string };

/** What a person at a terminal can type next. */
const COMMANDS: Commands = {
  "message.died": () => "; see: tinyagi queue dead",
  "approval.requested": ({ approvalId }) => ` (tinyagi approvals ${approvalId})`,
  "steering.paused": ({ agent }) => `; resume: tinyagi resume @${agent}`,
};

/** The line of an event, or undefined for events with no news for a person. */
export function toLine(event: JournalEvent): string | undefined {
  return NEWS.has(event.type) ? logLine(event) : undefined;
}

/** The line of any event. */
export function logLine({ type, data }: SaidEvent): string {
  // What a tool was given would hide the lines around it.
  const said = type === "run.tool_started" ? { ...(data as EventData<"run.tool_started">), input: "" } : data;
  const command = COMMANDS[type as EventType] as ((data: unknown) => string) | undefined;
  return taskLine(`${eventSentence({ type, data: said })}${command?.(data) ?? ""}`);
}
