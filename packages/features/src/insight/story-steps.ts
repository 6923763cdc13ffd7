/**
 * Converts a message's events to sentences, in order. Pure. Contains reasons and ids, never the text of a message.
 */

import { type JournalEvent, type SpawnEstimate, type StoryStep, unheardWords } from "@tinyagi/contracts";
import { amounts, duration, en, estimateSummary } from "@tinyagi/views";
import type { StoryFacts } from "./story-facts.js";
import type { Verdict } from "./verdict.js";

const STARTS = en.agents.starts;

type Sentence = { kind: string; text: string } | null;
type Sentences = {
  readonly [T in JournalEvent["type"]]?: (data: Extract<JournalEvent, { type: T }>["data"]) => Sentence;
};

const WAITS_FOR = {
  answer: "the answer of another agent",
  sub_agents: "its sub-agents",
  person: "a person",
} as const;
const BUDGET_ACTS = {
  refused: "the message was refused",
  stopped: "the run was stopped",
  continued: "work continues",
  asked: "a person is asked",
} as const;

const SPAWN_ACTS = {
  fits: "it fits its budgets",
  asked: "a person decides",
  refused: "it does not fit its budgets",
} as const;

/** Events of this message or one of its runs. */
const OWN: Sentences = {
  "message.accepted": (data) => ({
    kind: "accepted",
    text:
      data.fromAgent === null
        ? `accepted for @${data.agent} from ${data.sender} on ${data.channel}`
        : `accepted for @${data.agent}, handed over by @${data.fromAgent}`,
  }),
  "run.started": (data) => ({
    kind: "attempt",
    text: `attempt ${data.attempt} of @${data.agent} began${data.harness === "" ? "" : ` with ${data.harness}`}${data.model === null ? "" : ` (${data.model})`}${data.login === undefined ? "" : `, login ${data.login}`}`,
  }),
  "run.spawned": ({ agent, start }) =>
    start === undefined ? null : { kind: "program", text: `the program of @${agent}: ${STARTS[start]}` },
  "run.permission_denied": (data) => ({ kind: "denied", text: `@${data.agent} may not use ${data.tool}` }),
  "run.background_ended": (data) => ({
    kind: "background",
    text: `@${data.agent} had left work running, which was ended with the run: ${data.commands.join("; ")}`,
  }),
  "run.context_compacted": (data) => ({
    kind: "context",
    text: `the context of @${data.agent} was nearly full; its earlier conversation was summarised${compacted(data)}`,
  }),
  "run.session_rebuilt": () => ({
    kind: "session",
    text: "the earlier session was lost; a new one was started",
  }),
  "run.completed": (data) => ({
    kind: "answered",
    text: `@${data.agent} answered after ${duration(data.durationMs)}`,
  }),
  "run.failed": (data) => ({ kind: "failed", text: `the attempt failed (${data.class}): ${data.error}` }),
  "run.interrupted": (data) => ({ kind: "interrupted", text: `the attempt was interrupted: ${data.reason}` }),
  "run.cancelled": (data) => ({ kind: "cancelled", text: `the attempt was ended: ${data.reason}` }),
  "message.retrying": (data) => ({
    kind: "retry",
    text: `another attempt follows in ${duration(data.delayMs)}`,
  }),
  "message.died": (data) => ({
    kind: "dead",
    text: `failed permanently after ${data.attempts === 1 ? "1 attempt" : `${data.attempts} attempts`} (${data.class})`,
  }),
  "message.cancelled": (data) => ({ kind: "cancelled", text: `cancelled: ${data.reason}` }),
  "message.replayed": () => ({ kind: "replayed", text: "put back into the queue by hand" }),
  "handoff.created": (data) => ({ kind: "handoff", text: `handed over to @${data.toAgent}` }),
  "handoff.denied": (data) => ({
    kind: "denied",
    text: `not handed over to @${data.toAgent}: ${data.reason}`,
  }),
  "wait.started": (data) => ({
    kind: "waiting_in_run",
    text: `@${data.agent} waits for ${WAITS_FOR[data.reason]}`,
  }),
  "spawn.requested": (data) => ({
    kind: "spawn",
    text: `@${data.agent} asked for ${data.agents === 1 ? "1 sub-agent" : `${data.agents} sub-agents`}`,
  }),
  "spawn.estimated": ({ estimate, decision }) => ({
    kind: "spawn",
    text: `the plan was estimated at ${estimateSummary(estimate)}; ${SPAWN_ACTS[decision]}${shortText(estimate)}`,
  }),
  "spawn.refused": (data) => ({
    kind: "refused",
    text: `the sub-agents were refused (${data.reason}): ${data.message}`,
  }),
  "spawn.completed": (data) => ({
    kind: "spawn_ended",
    text: `${data.nodes === 1 ? "1 sub-agent" : `${data.nodes} sub-agents`} ended: ${data.status}`,
  }),
  "graph.forked": ({ fromConversation, edited, shared }) => ({
    kind: "forked",
    text: `forked from ${fromConversation} ${edited.length === 0 ? "to retry a part" : `with a new prompt for ${edited.join(", ")}`}; ${
      shared === 1 ? "the result of 1 sub-agent is" : `the results of ${shared} sub-agents are`
    } taken over`,
  }),
  "node.failed": (data) => ({ kind: "failed", text: `the sub-agent ${data.node} failed: ${data.error}` }),
  "node.skipped": (data) => ({
    kind: "denied",
    text: `the sub-agent ${data.node} was not started: ${data.reason}`,
  }),
  "approval.requested": (data) => ({
    kind: "approval",
    text: `@${data.agent} asked a person (${data.kind}, ${data.approvalId})`,
  }),
  "approval.answered": (data) => ({
    kind: "approval",
    text: `${data.approvalId} was ${data.status} by ${data.by}`,
  }),
  "approval.expired": (data) => ({ kind: "approval", text: `no one decided ${data.approvalId} in time` }),
  "approval.cancelled": (data) => ({
    kind: "approval",
    text: `${data.approvalId} needs no decision any more: ${data.reason}`,
  }),
  "budget.exceeded": (data) => ({
    kind: "budget",
    text: `the budget ${data.budget} is used up (${data.used} of ${data.limit} ${data.resource}): ${BUDGET_ACTS[data.action]}`,
  }),
  "steering.injected": (data) => ({ kind: "steered", text: `${data.by} gave the run a text` }),
  "steering.redirected": (data) => ({ kind: "steered", text: `${data.by} replaced the task of the run` }),
  "steering.paused": (data) => ({ kind: "steered", text: `${data.by} paused it` }),
  "steering.resumed": (data) => ({ kind: "steered", text: `${data.by} resumed it` }),
  "steering.cancelled": (data) => ({ kind: "steered", text: `${data.by} cancelled it` }),
  "steering.refused": (data) => ({
    kind: "denied",
    text: `the command ${data.command} of ${data.by} was refused: ${data.reason.replaceAll("_", " ")}`,
  }),
  "run.limited": (data) => ({
    kind: "limit",
    text: `@${data.agent} may write no more ${data.kind}: limit ${data.limit} ${data.unit} (${data.scope})`,
  }),
  "recording.transcribed": (data) => ({
    kind: "heard",
    text: `${data.name ?? "a recording"} was transcribed by ${data.by}`,
  }),
  "recording.not_transcribed": (data) => ({
    kind: "heard",
    text: `${data.name ?? "a recording"} was not transcribed: ${unheardWords(data.reason)}`,
  }),
  "file.denied": (data) => ({ kind: "denied", text: `a file was not attached: ${data.reason}` }),
};

/** Events of its whole conversation. */
const SHARED: Sentences = {
  "schedule.fired": (data) => ({ kind: "schedule", text: `sent by the schedule ${data.label}` }),
  "budget.extended": (data) => ({
    kind: "budget",
    text: `the budget ${data.budget} was raised by ${data.by}`,
  }),
  "limit.reached": (data) => ({
    kind: "limit",
    text: `${data.code} (${data.limit}) stopped @${data.fromAgent}`,
  }),
  "reply.queued": (data) => ({
    kind: "reply_queued",
    text: `reply ${data.outboxId} queued for ${data.sender} on ${data.channel}`,
  }),
  "reply.retried": (data) => ({
    kind: "reply_queued",
    text: `reply ${data.outboxId} sent again by ${data.by}`,
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
  { outcome, reasons }: Pick<Verdict, "outcome" | "reasons">,
): StoryStep[] {
  const { message, runs, now } = facts;
  const runIds = new Set(runs.map((run) => run.id));
  const steps = events.flatMap((event): StoryStep[] => {
    const isOwn = event.messageRowId === message.id || (event.runId !== undefined && runIds.has(event.runId));
    const step = (isOwn ? sentenceOf(OWN, event) : null) ?? sentenceOf(SHARED, event);
    return step === null ? [] : [{ at: event.time, runId: event.runId ?? null, ...step }];
  });
  // Old events are deleted; the row still contains when it was accepted.
  if (!steps.some((step) => step.kind === "accepted"))
    steps.unshift({
      at: message.created_at,
      kind: "accepted",
      runId: null,
      text: `accepted for @${message.agent_id}`,
    });
  failureFirst(steps);
  // The text is made from the reasons where it is read.
  if (outcome === "waiting") steps.push({ at: now, kind: "waiting", text: "", runId: null, reasons });
  return steps;
}

/** The journal records the consequence before the failure. People read it the other way round. */
function failureFirst(steps: StoryStep[]): void {
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    if (step.kind !== "failed" || before === undefined || !["dead", "retry"].includes(before.kind)) continue;
    steps[index - 1] = step;
    steps[index] = before;
  }
}

function sentenceOf(sentences: Sentences, event: JournalEvent): Sentence {
  // The table's types connect each function to its event; the key selects the right one.
  const sentence = sentences[event.type] as ((data: JournalEvent["data"]) => Sentence) | undefined;
  return sentence?.(event.data) ?? null;
}

/** The budgets that have too little left. */
function shortText({ budgets }: SpawnEstimate): string {
  return budgets
    .filter(({ fits }) => !fits)
    .map(
      ({ budget, needed, left }) => `; the budget ${budget} has ${amounts(left)} left of ${amounts(needed)}`,
    )
    .join("");
}

function compacted({
  tokensBefore: before,
  tokensAfter: after,
}: {
  tokensBefore?: number | undefined;
  tokensAfter?: number | undefined;
}): string {
  if (before === undefined) return "";
  return after === undefined ? ` (${before} tokens)` : ` (from ${before} to ${after} tokens)`;
}
