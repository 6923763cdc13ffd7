/** One sentence about the state of a message, and what to do about it. Pure. */

import { causeStep, type StoryOutcome, UNFETCHED_CHANNELS } from "@tinyagi/contracts";
import { timeMark } from "@tinyagi/contracts/shown-text";
import { awaitedProvider, failureFactOf } from "../queue/failure-fact.js";
import type { MessageRow, OutboxRow } from "../store/schema.js";
import { YIELD_MAX_MS } from "../store/statement/lane-order.js";
import { heldWords } from "./held.js";
import type { StoryFacts } from "./story-facts.js";

export interface Verdict {
  outcome: StoryOutcome;
  verdict: string;
  next: string | null;
}

/** Advice before a retry, by class of the failure. */
const ADVICE: Readonly<Record<string, string>> = {
  auth: "Check the key or login of the agent's provider with `tinyagi doctor`, then",
  not_found: "Check the agent's model and that its program is installed with `tinyagi doctor`, then",
  context_too_long: "Start a new session with `tinyagi reset <agent>`, then",
  rate_limited: "Wait until the provider's limit has passed, then",
};

/** What to do before a retry of a message that failed for this reason. @returns undefined when nothing is known */
export function retryAdvice(errorClass: string | null): string | undefined {
  return ADVICE[errorClass ?? ""];
}

export function verdictOf(facts: StoryFacts): Verdict {
  const { message } = facts;
  switch (message.status) {
    case "pending":
      return (
        joined(facts) ??
        held(facts) ??
        behindHeld(facts) ??
        forProvider(facts) ?? { outcome: "waiting", verdict: waiting(facts), next: null }
      );
    case "processing":
      return working(facts);
    case "dead":
      return dead(facts);
    case "cancelled":
      return {
        outcome: "cancelled",
        verdict: `It was cancelled: ${sentence(message.last_error ?? "no reason was recorded")}`,
        next: null,
      };
    case "completed":
      return answered(facts);
  }
}

/** A held message does not start, whatever its lane does. */
function held({ message, holds }: StoryFacts): Verdict | undefined {
  const words = heldWords(holds, message.agent_id);
  return words && { outcome: "waiting", verdict: `It ${words.clause}.`, next: words.next };
}

/** A message that joined the run of another one has no run of its own. */
function joined({ message, head }: StoryFacts): Verdict | undefined {
  if (message.batched_into === null || head?.id !== message.batched_into) return undefined;
  return {
    outcome: "working",
    verdict: `It joined the run of message ${head.id}: @${message.agent_id} works on both since ${iso(head.updated_at)}.`,
    next: null,
  };
}

function behindHeld({ message, head, ahead, headHolds }: StoryFacts): Verdict | undefined {
  const words = head === undefined ? undefined : heldWords(headHolds, message.agent_id);
  if (head === undefined || words === undefined) return undefined;
  return {
    outcome: "waiting",
    verdict: `${behind(head.id, ahead)}. Message ${head.id} ${words.clause}.`,
    next: words.next,
  };
}

/** @param ahead how many messages are before it, with the head of its lane */
function behind(head: number, ahead: number): string {
  if (ahead <= 1) return `It waits behind message ${head}`;
  return `It waits behind message ${head} and ${ahead === 2 ? "1 more message" : `${ahead - 1} more messages`}`;
}

function working({ message, holds }: StoryFacts): Verdict {
  const words = heldWords(holds, message.agent_id);
  const since = `@${message.agent_id} works on it since ${iso(message.updated_at)} (attempt ${message.attempts})`;
  if (words === undefined) return { outcome: "working", verdict: `${since}.`, next: null };
  return { outcome: "working", verdict: `${since}. It ${words.clause}.`, next: words.next };
}

function forProvider({ message, head, now }: StoryFacts): Verdict | undefined {
  const provider = awaitedProvider(message);
  if (head !== undefined || !isLater(message, now) || provider === undefined) return undefined;
  const { cause, waitsUntil } = failureFactOf(message) ?? {};
  const step = cause === undefined ? undefined : causeStep(cause, provider);
  return {
    outcome: "waiting",
    verdict: `It waits for the provider ${provider}: ${sentence(message.last_error ?? "")} It waits until ${iso(waitsUntil ?? null)} at the latest.`,
    next: `${step === undefined ? "" : `${step}. `}TinyAGI tries again by itself; to try now: \`tinyagi provider resume ${provider}\`.`,
  };
}

function waiting({ message, head, ahead, now, live, maxLive }: StoryFacts): string {
  if (head !== undefined && message.background === 1 && head.background === 0)
    return `${behind(head.id, ahead)}. It is background work: messages of people go first, until it has waited for ${YIELD_MAX_MS / 60_000} minutes.`;
  if (head !== undefined) {
    if (head.status === "processing")
      return `${behind(head.id, ahead)}. @${message.agent_id} processes one message at a time and started message ${head.id} at ${iso(head.updated_at)}.`;
    if (isLater(head, now))
      return `${behind(head.id, ahead)}. Message ${head.id} is retried at ${iso(head.not_before)}.`;
    return `${behind(head.id, ahead)}.`;
  }
  // What waits before its first attempt has a reason and no failure.
  if (isLater(message, now) && message.attempts === 0 && message.last_error !== null)
    return `It waits: ${sentence(message.last_error)}`;
  if (isLater(message, now) && message.attempts === 0)
    return `It starts at ${iso(message.not_before)}: TinyAGI waits a moment for more of the same sender (channels.<channel>.debounceMs).`;
  if (isLater(message, now))
    return `It is retried at ${iso(message.not_before)}, because the last attempt failed: ${sentence(message.last_error ?? "no reason was recorded")}`;
  if (live >= maxLive)
    return `It waits for a free slot: ${live} agents are running, and at most ${maxLive} may run at the same time (execution.maxLiveAgents).`;
  return "It is due and starts next.";
}

function dead({ message, retry }: StoryFacts): Verdict {
  const tries = message.attempts === 1 ? "1 attempt" : `${message.attempts} attempts`;
  const { cause, provider } = failureFactOf(message) ?? {};
  const step = cause === undefined ? undefined : causeStep(cause, provider);
  const advice = step === undefined ? retryAdvice(message.error_class) : `${step}, then`;
  return {
    outcome: "failed",
    verdict: `It failed permanently after ${tries}: ${sentence(message.last_error ?? "no reason was recorded")}`,
    next: advice === undefined ? `${retry[0]?.toUpperCase()}${retry.slice(1)}` : `${advice} ${retry}`,
  };
}

function answered(facts: StoryFacts): Verdict {
  const { message, conversation, replies, others } = facts;
  const who = `@${message.agent_id} answered`;
  const plain = (verdict: string): Verdict => ({ outcome: "answered", verdict, next: null });
  if (message.batched_into !== null) return plain(`${who} it together with message ${message.batched_into}.`);
  const lost = replies.find((reply) => reply.status === "dead");
  if (lost !== undefined)
    return {
      outcome: "undelivered",
      verdict: `${who}, but ${conversation.channel} could not deliver the reply: ${sentence(lost.last_error ?? "no reason was recorded")}`,
      next: `Read it with \`tinyagi conversation show ${conversation.id}\`.`,
    };
  if (replies.length === 0) return plain(withoutReply(facts, who));
  const open = replies.filter((reply) => reply.status !== "acked");
  if (open.length === 0)
    return plain(`${who} and ${conversation.channel} delivered the reply at ${iso(latest(replies))}.`);
  if (UNFETCHED_CHANNELS.has(conversation.channel))
    return plain(
      `${who}; the reply is saved; ${conversation.channel} has no delivery. Read it with \`tinyagi conversation show ${conversation.id}\`.`,
    );
  if (others > 0 && message.reported === 0)
    return plain(`${who}; its reply waits for ${others} more of the conversation.`);
  return {
    outcome: "undelivered",
    verdict: `${who}; the reply waits for the channel ${conversation.channel} to fetch it.${failureOf(open)}`,
    next: `Check whether the channel runs: \`tinyagi status\`.`,
  };
}

function withoutReply({ message, conversation, others }: StoryFacts, who: string): string {
  if (message.kind === "room") return `${who} in the chat room; there is no other delivery.`;
  if (conversation.status === "open" && others > 0)
    return `${who}; the reply waits for ${others} more of the conversation.`;
  if (conversation.quiet === 1) return `${who} and had nothing to report, so nothing was delivered.`;
  return `${who}, and there was nothing to deliver.`;
}

function failureOf(open: readonly OutboxRow[]): string {
  const failed = open.find((reply) => reply.last_error !== null);
  return failed === undefined
    ? ""
    : ` ${failed.attempts} attempts failed. Last error: ${sentence(failed.last_error ?? "")}`;
}

function latest(replies: readonly OutboxRow[]): number {
  return Math.max(...replies.map((reply) => reply.acked_at ?? reply.created_at));
}

function isLater(message: MessageRow, now: number): boolean {
  return message.not_before !== null && message.not_before > now;
}

function iso(time: number | null): string {
  return time === null ? "once" : timeMark(time);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
