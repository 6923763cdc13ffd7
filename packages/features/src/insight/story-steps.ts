/**
 * Which events belong to the story of a message, in order, as facts: the sentence is made where it is read. Pure. A story has
 * ids, titles and reasons, each cut, and nothing of what people and agents wrote to each other.
 */
import { cutText } from "@tinyagi/base";
import type { EventType, JournalEvent, StoryEvent, StoryStep } from "@tinyagi/contracts";
import type { StoryFacts } from "./story-facts.js";
import type { Verdict } from "./verdict.js";

type Kinds = { readonly [Type in EventType]?: string };

/** Of a text in an event. */
const TEXT_MAX_CHARS = 300;
/** Of what went wrong: the end of it often says what helps. */
const FAILURE_MAX_CHARS = 2_000;
const FAILURES: ReadonlySet<string> = new Set(["error", "reason", "message"]);
/** Members of events with what somebody wrote. */
const WRITTEN: ReadonlySet<string> = new Set(["text", "detail", "preview"]);

/** Events of this message or one of its runs. */
const OWN: Kinds = {
  "message.accepted": "accepted",
  "run.started": "attempt",
  "run.ready": "program",
  "run.permission_denied": "denied",
  "run.background_ended": "background",
  "run.context_compacted": "context",
  "run.effort_ignored": "effort",
  "run.session_rebuilt": "session",
  "run.completed": "answered",
  "run.failed": "failed",
  "run.interrupted": "interrupted",
  "run.cancelled": "cancelled",
  "message.retrying": "retry",
  "message.died": "dead",
  "message.cancelled": "cancelled",
  "message.replayed": "replayed",
  "handoff.created": "handoff",
  "handoff.denied": "denied",
  "wait.started": "waiting_in_run",
  "spawn.requested": "spawn",
  "spawn.estimated": "spawn",
  "spawn.refused": "refused",
  "spawn.completed": "spawn_ended",
  "graph.forked": "forked",
  "node.failed": "failed",
  "node.skipped": "denied",
  "approval.requested": "approval",
  "approval.answered": "approval",
  "approval.expired": "approval",
  "approval.cancelled": "approval",
  "budget.exceeded": "budget",
  "steering.injected": "steered",
  "steering.redirected": "steered",
  "steering.paused": "steered",
  "steering.resumed": "steered",
  "steering.cancelled": "steered",
  "steering.refused": "denied",
  "run.limited": "limit",
  "run.recalled": "recalled",
  "run.titled": "titled",
  "recording.transcribed": "heard",
  "recording.not_transcribed": "heard",
  "file.denied": "denied",
};

/** Events of its whole conversation. */
const SHARED: Kinds = {
  "schedule.fired": "schedule",
  "budget.extended": "budget",
  "limit.reached": "limit",
  "reply.queued": "reply_queued",
  "reply.retried": "reply_queued",
  "reply.delivered": "delivered",
  "reply.failed": "delivery_failed",
  "conversation.closed": "closed",
};

/** A step without its sentence. */
export type StepFacts = Omit<StoryStep, "text">;

export function storySteps(
  facts: StoryFacts,
  events: readonly JournalEvent[],
  { outcome, reasons }: Pick<Verdict, "outcome" | "reasons">,
): StepFacts[] {
  const { message, runs, now } = facts;
  const runIds = new Set(runs.map((run) => run.id));
  const steps = events.flatMap((event): StepFacts[] => {
    const isOwn = event.messageRowId === message.id || (event.runId !== undefined && runIds.has(event.runId));
    const kind = detectKind(event, isOwn);
    return kind === undefined
      ? []
      : [{ at: event.time, runId: event.runId ?? null, kind, event: shortened(event) }];
  });
  // Old events are deleted; the row still contains when it was accepted.
  if (!steps.some((step) => step.kind === "accepted")) steps.unshift(acceptance(facts));
  failureFirst(steps);
  if (outcome === "waiting") steps.push({ at: now, kind: "waiting", runId: null, reasons });
  return steps;
}

function detectKind(event: JournalEvent, isOwn: boolean): string | undefined {
  if (event.type === "reply.failed" && event.data.dead) return "undelivered";
  if (event.type === "run.spawned") return isOwn && event.data.start !== undefined ? "program" : undefined;
  return (isOwn ? OWN[event.type] : undefined) ?? SHARED[event.type];
}

function shortened({ type, data }: JournalEvent): StoryEvent {
  const kept = Object.entries(data).filter(([name]) => !WRITTEN.has(name));
  return { type, data: Object.fromEntries(kept.map(([name, value]) => [name, toShort(name, value)])) };
}

function toShort(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => toShort(name, one));
  const max = FAILURES.has(name) ? FAILURE_MAX_CHARS : TEXT_MAX_CHARS;
  return typeof value === "string" ? cutText(value, max) : value;
}

/** Without the title: nothing that is secret was taken out of it. */
function acceptance({ message, conversation }: StoryFacts): StepFacts {
  const { agent_id: agent, from_agent: fromAgent } = message;
  const { sender, channel } = conversation;
  const data = { agent, fromAgent, sender, channel };
  return { at: message.created_at, kind: "accepted", runId: null, event: { type: "message.accepted", data } };
}

/** The journal records the consequence before the failure. People read it the other way round. */
function failureFirst(steps: StepFacts[]): void {
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    if (step.kind !== "failed" || before === undefined || !["dead", "retry"].includes(before.kind)) continue;
    steps[index - 1] = step;
    steps[index] = before;
  }
}
