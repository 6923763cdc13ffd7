/** Which messages of an agent share a session, by the agent's setting `sessionScope`. */
import type { AgentConfig } from "@tinyagi/contracts";
import { type AskerFacts, personOf } from "../people/asker.js";
import { OWNERS, resolveCircle } from "../people/circle.js";
import { toSenderKey } from "../people/sender-key.js";
import type { ConversationRow } from "../store/schema.js";
import type { Store } from "../store/store.js";

/** The scope of the session that all messages of owners to its agent share. Everybody else has an own one. */
const AGENT_SCOPE = "agent";
/** Longest id of a chat or a thread that counts. Those of platforms are far shorter. */
const ID_MAX_CHARS = 200;

/** What a session depends on: the columns of a conversation, or those that one would have. */
export type SessionRequest = AskerFacts & Pick<ConversationRow, "id" | "metadata">;

/**
 * The key of the session of a message. Keys of `agent` (for owners) and `conversation` are those of older releases.
 *
 * @throws when the message's conversation is not stored
 */
export function resolveSessionScope(
  store: Pick<Store, "conversations" | "pairings">,
  scope: AgentConfig["sessionScope"],
  conversationId: string,
): string {
  if (scope === "conversation") return conversationId;
  const conversation = store.conversations.get(conversationId);
  if (conversation === undefined) throw new Error(`conversation ${conversationId} is not stored`);
  return toSessionKey(store, scope, conversation);
}

/** The same for a message that may not be stored. */
export function toSessionKey(
  store: Pick<Store, "pairings">,
  scope: AgentConfig["sessionScope"],
  asked: SessionRequest,
): string {
  if (scope === "conversation") return asked.id;
  if (scope === "thread") return key("thread", asked.channel, ...toThread(asked));
  if (scope === "sender") {
    const person = personOf(store, asked);
    return key("sender", person.channel, person.senderKey);
  }
  const circle = resolveCircle(store, asked);
  return circle === OWNERS ? AGENT_SCOPE : circle;
}

/** The chat that the channel named, and the thread in it; else the sender. */
function toThread({ metadata, sender, sender_id: senderId }: SessionRequest): string[] {
  const place: { chat?: unknown; thread?: unknown } = metadata === null ? {} : JSON.parse(metadata);
  const ids = [place.chat, place.thread].filter((id) => typeof id === "string" && id !== "");
  return ids.length === 0 ? [toSenderKey({ sender, senderId })] : ids.map(String);
}

/** Ids may contain every character, so they are quoted. */
function key(kind: string, ...ids: string[]): string {
  return `${kind}:${JSON.stringify(ids.map((id) => id.slice(0, ID_MAX_CHARS)))}`;
}
