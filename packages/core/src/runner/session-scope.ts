/** Which messages of an agent share a session, by the agent's setting `sessionScope`. */
import type { AgentConfig } from "@tinyagi/contracts";
import { personKeyOf, senderKeyOf } from "../pairing/sender-key.js";
import type { ConversationRow } from "../store/schema.js";
import type { Store } from "../store/store.js";

/** The scope of a session that all messages of its agent share. */
const AGENT_SCOPE = "agent";
/** Longest id of a chat or a thread that counts. Those of platforms are far shorter. */
const ID_MAX_CHARS = 200;

/**
 * The key of the session of a message. Keys of `agent` and `conversation` are those of older releases.
 *
 * @throws when the message's conversation is not stored
 */
export function sessionScopeOf(
  store: Pick<Store, "conversations" | "pairings">,
  scope: AgentConfig["sessionScope"],
  conversationId: string,
): string {
  if (scope === undefined || scope === AGENT_SCOPE) return AGENT_SCOPE;
  if (scope === "conversation") return conversationId;
  const conversation = store.conversations.get(conversationId);
  if (conversation === undefined) throw new Error(`conversation ${conversationId} is not stored`);
  if (scope === "thread") return key("thread", conversation.channel, ...threadOf(conversation));
  const { channel, sender, sender_id: senderId } = conversation;
  const person = personKeyOf(store, { channel, sender, senderId });
  return key("sender", person.channel, person.senderKey);
}

/** The chat that the channel named, and the thread in it; else the sender. */
function threadOf({ metadata, sender, sender_id: senderId }: ConversationRow): string[] {
  const place: { chat?: unknown; thread?: unknown } = metadata === null ? {} : JSON.parse(metadata);
  const ids = [place.chat, place.thread].filter((id) => typeof id === "string" && id !== "");
  return ids.length === 0 ? [senderKeyOf({ sender, senderId })] : ids.map(String);
}

/** Ids may contain every character, so they are quoted. */
function key(kind: string, ...ids: string[]): string {
  return `${kind}:${JSON.stringify(ids.map((id) => id.slice(0, ID_MAX_CHARS)))}`;
}
