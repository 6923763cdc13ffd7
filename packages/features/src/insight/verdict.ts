/** Why a message is in the state that it is in, and what to do about it: codes and facts. Pure. */

import type { Advice, Reason, StoryOutcome } from "@tinyagi/contracts";
import { UNFETCHED_CHANNELS } from "@tinyagi/contracts";
import type { MessageRow, OutboxRow } from "@tinyagi/kernel";
import { toFailureFact, YIELD_MAX_MS } from "@tinyagi/kernel";
import { type Held, ownHold } from "./holds.js";
import type { StoryFacts } from "./story-facts.js";

export interface Verdict {
  outcome: StoryOutcome;
  /** They follow each other. */
  reasons: Reason[];
  advice: Advice | null;
}

export function toVerdict(facts: StoryFacts): Verdict {
  const { message } = facts;
  switch (message.status) {
    case "pending":
      return joined(facts) ?? waiting(facts);
    case "processing":
      return working(facts);
    case "dead":
      return dead(facts);
    case "cancelled":
      return {
        outcome: "cancelled",
        reasons: [cancelled(message)],
        advice: null,
      };
    case "completed":
      return answered(facts);
  }
}

function cancelled(message: MessageRow): Reason {
  const { budget, cancelled: why } = toFailureFact(message) ?? {};
  const isBudget = message.error_class === "budget" && budget !== undefined && budget.act !== "waits";
  if (isBudget) return { code: "cancelled.budget", ...budget };
  return { code: "cancelled", error: message.last_error, ...(why === undefined ? {} : { why }) };
}

/** A stored hold decides first, then the message before it in its lane, then its own time and what is free. */
function waiting(facts: StoryFacts): Verdict {
  const { message, head, ahead, held, headHeld, now } = facts;
  if (held !== undefined) return waitsFor([], held);
  if (head === undefined) return waitsFor([], ownHold(message, facts));
  const turn: Reason = { code: "waits.turn", message: head.id, more: Math.max(0, ahead - 1) };
  if (headHeld !== undefined) return waitsFor([turn], headHeld);
  return { outcome: "waiting", reasons: [turn, ...turnOf(message, head, now)], advice: null };
}

function waitsFor(before: Reason[], { hold, advice }: Held): Verdict {
  return { outcome: "waiting", reasons: [...before, hold], advice };
}

/** A message that joined the run of another one has no run of its own. */
function joined({ message, head }: StoryFacts): Verdict | undefined {
  if (message.batched_into === null || head?.id !== message.batched_into) return undefined;
  return {
    outcome: "working",
    reasons: [{ code: "works.joined", agent: message.agent_id, since: head.updated_at, message: head.id }],
    advice: null,
  };
}

function working({ message, held }: StoryFacts): Verdict {
  const { agent_id: agent, updated_at: since, attempts: attempt } = message;
  return {
    outcome: "working",
    reasons: [{ code: "works", agent, since, attempt }, ...(held === undefined ? [] : [held.hold])],
    advice: held?.advice ?? null,
  };
}

/** What the head of the lane does. */
function turnOf(message: MessageRow, head: MessageRow, now: number): Reason[] {
  const { id, updated_at: since, not_before: at } = head;
  if (message.background === 1 && head.background === 0)
    return [{ code: "waits.people", minutes: YIELD_MAX_MS / 60_000 }];
  if (head.status === "processing")
    return [{ code: "waits.turn.works", agent: message.agent_id, since, message: id }];
  return at !== null && at > now ? [{ code: "waits.turn.retried", message: id, at }] : [];
}

function dead({ message, subAgent }: StoryFacts): Verdict {
  const { cause, provider, crashes } = toFailureFact(message) ?? {};
  const { attempts, last_error: error } = message;
  return {
    outcome: "failed",
    reasons: [{ code: "failed", attempts, error, ...(crashes === undefined ? {} : { crashes }) }],
    advice: {
      code: "retry",
      message: message.id,
      cause: cause ?? null,
      provider: provider ?? null,
      errorClass: message.error_class,
      subAgent,
    },
  };
}

function answered(facts: StoryFacts): Verdict {
  const { message, conversation, replies, others } = facts;
  const { agent_id: agent } = message;
  const { channel, id } = conversation;
  const plain = (reason: Reason): Verdict => ({ outcome: "answered", reasons: [reason], advice: null });
  if (message.batched_into !== null)
    return plain({ code: "answered.together", agent, message: message.batched_into });
  const lost = replies.find((reply) => reply.status === "dead");
  if (lost !== undefined)
    return {
      outcome: "undelivered",
      reasons: [{ code: "answered.undelivered", agent, channel, error: lost.last_error }],
      advice: { code: "read", conversation: id },
    };
  if (replies.length === 0) return plain(withoutReply(facts));
  const open = replies.filter((reply) => reply.status !== "acked");
  if (open.length === 0) return plain({ code: "answered.delivered", agent, channel, at: latest(replies) });
  if (UNFETCHED_CHANNELS.has(channel))
    return plain({ code: "answered.saved", agent, channel, conversation: id });
  if (others > 0 && message.reported === 0) return plain({ code: "answered.others", agent, others });
  return {
    outcome: "undelivered",
    reasons: [{ code: "answered.unfetched", agent, channel, failed: toFailure(open) }],
    advice: { code: "check_channel" },
  };
}

function withoutReply({ message, conversation, others }: StoryFacts): Reason {
  const { agent_id: agent } = message;
  if (message.kind === "room") return { code: "answered.room", agent };
  if (conversation.status === "open" && others > 0) return { code: "answered.others", agent, others };
  return { code: conversation.quiet === 1 ? "answered.quiet" : "answered.empty", agent };
}

function toFailure(open: readonly OutboxRow[]): { attempts: number; error: string } | null {
  for (const { attempts, last_error: error } of open) if (error !== null) return { attempts, error };
  return null;
}

function latest(replies: readonly OutboxRow[]): number {
  return Math.max(...replies.map((reply) => reply.acked_at ?? reply.created_at));
}
