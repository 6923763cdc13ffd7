/** Gathers what is known of one message and has its story told. Reads only. */
import { AppError, type StoryOutcome, type StoryStep } from "@tinyagi/contracts";
import { toEvent } from "../journal/journal.js";
import type { ConversationRow, MessageRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import type { StoryFacts } from "./story-facts.js";
import { storySteps } from "./story-steps.js";
import { verdictOf } from "./verdict.js";

/** Events read of each conversation the message belonged to. */
const EVENTS_MAX = 2_000;
/** Conversations a message replayed again and again is followed through, newest last. */
const CONVERSATIONS_MAX = 10;

export interface Story {
  message: MessageRow;
  conversation: ConversationRow;
  outcome: StoryOutcome;
  verdict: string;
  next: string | null;
  steps: StoryStep[];
}

/**
 * @param id row id or message id
 * @throws AppError `NOT_FOUND`
 */
export function whyMessage(
  store: Store,
  id: string,
  around: { live: number; maxLive: number; now: number },
): Story {
  const message = find(store, id);
  const conversation = message === undefined ? undefined : store.conversations.get(message.conversation_id);
  if (message === undefined || conversation === undefined)
    throw new AppError(
      "NOT_FOUND",
      "No message has this id. What a sender who is not approved writes is never taken in: see `tinyagi pairing list`.",
    );
  const runs = store.why.runsOf(message.id);
  const head = message.status === "pending" ? store.why.headOf(message.lane) : undefined;
  const facts: StoryFacts = {
    message,
    conversation,
    runs,
    replies: store.outbox.inConversation(conversation.id),
    others: store.messages.openInConversation(conversation.id).filter((row) => row.id !== message.id).length,
    head: head?.id === message.id ? undefined : head,
    ahead: message.status === "pending" ? store.why.countAhead(message.lane, message.id) : 0,
    ...around,
  };
  const told = verdictOf(facts);
  return { message, conversation, ...told, steps: storySteps(facts, eventsOf(store, facts), told) };
}

/** A number is a row first: ids of platforms may be numbers, too. */
function find(store: Store, id: string): MessageRow | undefined {
  const row = /^[1-9][0-9]{0,14}$/.test(id) ? store.messages.get(Number(id)) : undefined;
  return row ?? store.why.byMessageId(id) ?? store.why.byReplyId(id);
}

/** A replayed message may have changed its conversation: its runs know the earlier ones. */
function eventsOf(store: Store, { message, runs }: StoryFacts) {
  const ids = new Set([...runs.map((run) => run.conversation_id), message.conversation_id]);
  return [...ids]
    .slice(-CONVERSATIONS_MAX)
    .flatMap((id) => store.events.ofConversation(id, EVENTS_MAX))
    .sort((a, b) => a.seq - b.seq)
    .map(toEvent);
}
