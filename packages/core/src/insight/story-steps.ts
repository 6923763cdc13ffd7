/** A message's events as sentences, in order. Pure. Tells reasons and ids, never the text of a message. */
import type { JournalEvent, StoryStep } from "@tinyagi/contracts";
import type { StoryFacts } from "./story-facts.js";

type Told = { kind: string; text: string } | null;
type Tellers = {
  readonly [T in JournalEvent["type"]]?: (data: Extract<JournalEvent, { type: T }>["data"]) => Told;
};

/** Of this message or one of its runs. */
const OWN: Tellers = {
  "message.accepted": (data) => ({
    kind: "accepted",
    text:
      data.fromAgent === null
        ? `accepted for @${data.agent} from ${data.sender} on ${data.channel}`
        : `accepted for @${data.agent}, handed over by @${data.fromAgent}`,
  }),
  "run.started": (data) => ({
    kind: "attempt",
    text: `attempt ${data.attempt} of @${data.agent} began${data.harness === "" ? "" : ` with ${data.harness}`}${data.model === null ? "" : ` (${data.model})`}`,
  }),
  "run.permission_denied": (data) => ({ kind: "denied", text: `@${data.agent} may not use ${data.tool}` }),
  "run.session_rebuilt": () => ({
    kind: "session",
    text: "the earlier session was lost; a new one was begun",
  }),
  "run.completed": (data) => ({
    kind: "answered",
    text: `@${data.agent} answered after ${seconds(data.durationMs)}`,
  }),
  "run.failed": (data) => ({ kind: "failed", text: `the attempt failed (${data.class}): ${data.error}` }),
  "run.interrupted": (data) => ({ kind: "interrupted", text: `the attempt was interrupted: ${data.reason}` }),
  "run.cancelled": (data) => ({ kind: "cancelled", text: `the attempt was ended: ${data.reason}` }),
  "message.retrying": (data) => ({
    kind: "retry",
    text: `another attempt follows in ${seconds(data.delayMs)}`,
  }),
  "message.died": (data) => ({
    kind: "dead",
    text: `given up after ${data.attempts === 1 ? "1 attempt" : `${data.attempts} attempts`} (${data.class})`,
  }),
  "message.cancelled": (data) => ({ kind: "cancelled", text: `cancelled: ${data.reason}` }),
  "message.replayed": () => ({ kind: "replayed", text: "put back into the queue by hand" }),
  "handoff.created": (data) => ({ kind: "handoff", text: `handed over to @${data.toAgent}` }),
  "handoff.denied": (data) => ({
    kind: "denied",
    text: `not handed over to @${data.toAgent}: ${data.reason}`,
  }),
  "file.denied": (data) => ({ kind: "denied", text: `a file was not attached: ${data.reason}` }),
};

/** Of its conversation. */
const SHARED: Tellers = {
  "schedule.fired": (data) => ({ kind: "schedule", text: `sent by the schedule ${data.label}` }),
  "limit.reached": (data) => ({
    kind: "limit",
    text: `${data.code} (${data.limit}) stopped @${data.fromAgent}`,
  }),
  "reply.queued": (data) => ({
    kind: "reply_queued",
    text: `reply ${data.outboxId} queued for ${data.sender} on ${data.channel}`,
  }),
  "reply.delivered": (data) => ({
    kind: "delivered",
    text: `reply ${data.outboxId} delivered by ${data.channel}`,
  }),
  "reply.failed": (data) => ({
    kind: data.dead ? "undelivered" : "delivery_failed",
    text: `reply ${data.outboxId} could not be delivered (attempt ${data.attempts}): ${data.error}`,
  }),
  "conversation.closed": (data) => ({ kind: "closed", text: `the conversation ended as ${data.status}` }),
};

export function storySteps(
  facts: StoryFacts,
  events: readonly JournalEvent[],
  told: { outcome: string; verdict: string },
): StoryStep[] {
  const { message, runs, now } = facts;
  const runIds = new Set(runs.map((run) => run.id));
  const steps = events.flatMap((event): StoryStep[] => {
    const isOwn = event.messageRowId === message.id || (event.runId !== undefined && runIds.has(event.runId));
    const step = (isOwn ? tell(OWN, event) : null) ?? tell(SHARED, event);
    return step === null ? [] : [{ at: event.time, runId: event.runId ?? null, ...step }];
  });
  // Old events are pruned; the row itself still knows when it came.
  if (!steps.some((step) => step.kind === "accepted"))
    steps.unshift({
      at: message.created_at,
      kind: "accepted",
      runId: null,
      text: `accepted for @${message.agent_id}`,
    });
  failureFirst(steps);
  if (told.outcome === "waiting") steps.push({ at: now, kind: "waiting", text: told.verdict, runId: null });
  return steps;
}

/** The journal tells what a failure led to before the failure itself; a person reads it the other way round. */
function failureFirst(steps: StoryStep[]): void {
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    if (step.kind !== "failed" || before === undefined || !["dead", "retry"].includes(before.kind)) continue;
    steps[index - 1] = step;
    steps[index] = before;
  }
}

function tell(tellers: Tellers, event: JournalEvent): Told {
  // The table's types tie each teller to its event; the union is taken apart by the key.
  const teller = tellers[event.type] as ((data: JournalEvent["data"]) => Told) | undefined;
  return teller?.(event.data) ?? null;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
