/** Collects the facts about one message and builds its story. Only reads. */
import { type Advice, AppError, type JournalEvent, type Reason, type StoryOutcome } from "@tinyagi/contracts";
import type { ConversationRow, MessageRow, Store } from "@tinyagi/kernel";
import { toEvent } from "@tinyagi/kernel";
import { findPause, type PauseFacts, storedHold } from "./holds.js";
import type { Load } from "./load.js";
import { toSubAgent } from "./retry-command.js";
import type { StoryFacts } from "./story-facts.js";
import { type StepFacts, storySteps } from "./story-steps.js";
import { toVerdict } from "./verdict.js";

/** Most events read per conversation of the message. */
const EVENTS_MAX = 2_000;
/** Most conversations of a message that was replayed repeatedly; the newest are used. */
const CONVERSATIONS_MAX = 10;

export interface Story {
  message: MessageRow;
  conversation: ConversationRow;
  outcome: StoryOutcome;
  reasons: Reason[];
  advice: Advice | null;
  steps: StepFacts[];
}

/**
 * @param id row id or message id
 * @throws AppError `NOT_FOUND`
 */
export function whyMessage(store: Store, id: string, { placeWait, ...around }: Load): Story {
  const message = find(store, id);
  const conversation = message === undefined ? undefined : store.conversations.get(message.conversation_id);
  if (message === undefined || conversation === undefined)
    throw new AppError(
      "NOT_FOUND",
      "No message has this id. Messages of senders who are not approved are never stored. See `tinyagi pairing list`.",
    );
  const runs = store.why.runsOf(message.id);
  const head = message.status === "pending" ? store.why.headOf(message.lane, around.now) : undefined;
  const events = pickEvents(store, { message, runs });
  const behind = head?.id === message.id ? undefined : head;
  const facts: StoryFacts = {
    message,
    conversation,
    runs,
    replies: store.outbox.inConversation(conversation.id),
    others: store.messages.openInConversation(conversation.id).filter((row) => row.id !== message.id).length,
    head: behind,
    ahead: message.status === "pending" ? store.why.countAhead(message) : 0,
    held: storedHold(store, message, { of: null, pause: () => findPause(store, message, events) }),
    headHeld: behind && storedHold(store, behind, { of: behind.id, pause: () => pauseOf(store, behind) }),
    subAgent: toSubAgent(store, message),
    away: placeWait?.(message.agent_id),
    ...around,
  };
  const verdict = toVerdict(facts);
  return { message, conversation, ...verdict, steps: storySteps(facts, events, verdict) };
}

/** A number is tried as a row id first, because ids of platforms may be numbers too. */
function find(store: Store, id: string): MessageRow | undefined {
  const row = /^[1-9][0-9]{0,14}$/.test(id) ? store.messages.get(Number(id)) : undefined;
  return row ?? store.why.byMessageId(id) ?? store.why.byReplyId(id);
}

function pauseOf(store: Store, message: MessageRow): PauseFacts {
  return findPause(store, message, pickEvents(store, { message, runs: [] }));
}

/** A replay may have moved the message to another conversation. Its runs contain the earlier ones. */
function pickEvents(store: Store, { message, runs }: Pick<StoryFacts, "message" | "runs">): JournalEvent[] {
  const ids = new Set([...runs.map((run) => run.conversation_id), message.conversation_id]);
  return [...ids]
    .slice(-CONVERSATIONS_MAX)
    .flatMap((id) => store.events.ofConversation(id, EVENTS_MAX))
    .sort((a, b) => a.seq - b.seq)
    .map(toEvent);
}
