/**
 * The messages that a person's commands may be about: the own ones, and to an owner all, because notices of failures name
 * those of every channel. Live runs are steered only from the channel of their work.
 */
import { isSamePerson, type MessageRow, personOf, type Store } from "@tinyagi/kernel";
import type { CommandCall } from "./command-call.js";

/** Newest messages of each state that are searched for the one that is meant. */
const SEARCH_MAX = 1_000;
/** Newest conversations that are searched for a message of the person. */
const CONVERSATIONS_MAX = 100;

type Who = Pick<CommandCall, "role" | "open" | "channel" | "person">;

/** The own work; an owner steers all, and where strangers can write only that of the channel. */
export function isOwnWork(store: Store, row: Pick<MessageRow, "conversation_id">, who: Who): boolean {
  const conversation = store.conversations.get(row.conversation_id);
  if (conversation === undefined) return false;
  if (who.role === "owner" && (!who.open || conversation.channel === who.channel)) return true;
  return isSamePerson(personOf(store, conversation), who.person);
}

function isReached(store: Store, row: Pick<MessageRow, "conversation_id">, who: Who): boolean {
  return who.role === "owner" || isOwnWork(store, row, who);
}

/** The message with this number; undefined also for that of somebody else, so that numbers tell nothing. */
export function ownMessage(store: Store, written: string, who: Who): MessageRow | undefined {
  const row = /^#?[1-9]\d{0,14}$/.test(written)
    ? store.messages.get(Number(written.replace("#", "")))
    : undefined;
  return row !== undefined && isReached(store, row, who) ? row : undefined;
}

/** The newest message that failed for good or waits for another attempt: of the person, else any that they reach. */
export function newestTrouble(store: Store, who: Who): MessageRow | undefined {
  const dead = store.deadLetters.list({ limit: SEARCH_MAX });
  const waiting = store.messages
    .withStatus("pending", SEARCH_MAX)
    .filter(({ not_before, last_error }) => not_before !== null && last_error !== null);
  const all = [...dead, ...waiting].sort((a, b) => b.id - a.id);
  return (
    all.find((row) => isOwnWork(store, row, { ...who, role: "member" })) ??
    all.find((row) => isReached(store, row, who))
  );
}

/** The newest message of the person, whatever became of it. */
export function newestMessage(store: Store, who: Who): MessageRow | undefined {
  return store.conversations
    .list({ limit: CONVERSATIONS_MAX })
    .filter((row) => isSamePerson(personOf(store, row), who.person))
    .flatMap(({ id }) => store.messages.inConversation(id).at(-1) ?? [])[0];
}
