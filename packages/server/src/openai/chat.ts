/** Chats of OpenAI's API: accepted as messages, followed until their conversations end, and read as answers. */

import type { Clock, NewId } from "@tinyagi/base";
import { AppError, type ChatCompletionBody, isAppError, type Settings } from "@tinyagi/contracts";
import type { ConversationRow, Store } from "@tinyagi/kernel";
import type { Conversations } from "@tinyagi/teams";
import { chatText } from "./chat-text.js";
import { type ChatAnswer, type ChatHead, toUsage } from "./completion.js";
import { toModel } from "./models.js";
import { REPEAT_WINDOW_MS, type RequestId } from "./request-id.js";

const CHANNEL = "api";

export interface ChatServices {
  store: Store;
  conversations: Pick<Conversations, "accept">;
  settings: { current(): Settings };
  clock: Clock;
  newId: NewId;
  /** @throws AppError `SHUTTING_DOWN` during a drain */
  daemon: { assertAccepting(): void };
}

/** What the caller asked for, ready to be accepted. */
export interface Chat {
  model: string;
  text: string;
  sender: string;
}

/** @throws AppError `NOT_FOUND` for an unknown model, `INVALID_INPUT` for what agents cannot serve */
export function readChat(services: ChatServices, body: ChatCompletionBody): Chat {
  const { id: model } = toModel(services.settings.current(), body.model);
  return { model, text: chatText(body), sender: body.user || "API" };
}

/**
 * Accepts the chat as a message, or finds the message that an earlier try of the same request left.
 *
 * @throws AppError `CONFLICT` when the idempotency key belongs to another request
 */
export async function beginChat(services: ChatServices, chat: Chat, id: RequestId): Promise<ChatHead> {
  services.daemon.assertAccepting();
  const { conversations, store, newId } = services;
  const known = id.isRepeat ? repeated(services, id) : undefined;
  if (known !== undefined) return headOf(chat, known);
  const messageId = id.chosen ?? `${id.prefix}${newId("api")}`;
  try {
    const { conversationId } = await conversations.accept({
      text: chat.text,
      channel: CHANNEL,
      sender: chat.sender,
      messageId,
      target: chat.model,
      join: "reply",
    });
    return headOf(chat, existing(store.conversations.get(conversationId)));
  } catch (error) {
    if (!isAppError(error, "DUPLICATE_MESSAGE")) throw error;
    const row = existing(store.conversations.findInbound(CHANNEL, messageId));
    if (row.text === chat.text) return headOf(chat, row);
    throw new AppError("CONFLICT", "This Idempotency-Key belongs to another request. Use a new one.");
  }
}

function repeated({ store, clock }: ChatServices, { prefix, chosen }: RequestId) {
  if (chosen !== undefined) return undefined;
  const row = store.conversations.newestInbound(CHANNEL, prefix);
  if (row === undefined) return undefined;
  const isRecent = row.closed_at === null || clock.now() - row.closed_at < REPEAT_WINDOW_MS;
  return isRecent ? row : undefined;
}

function headOf({ model }: Chat, { id, created_at }: ConversationRow): ChatHead {
  return { conversationId: id, model, createdAt: created_at };
}

/** Retention deletes a conversation only long after its end. */
function existing(row: ConversationRow | undefined): ConversationRow {
  if (row !== undefined) return row;
  throw new AppError("NOT_FOUND", "The conversation of this request no longer exists.");
}

export function isEnded({ store }: Pick<ChatServices, "store">, conversationId: string): boolean {
  return store.conversations.get(conversationId)?.status !== "open";
}

/** The name of the model already says whose answer it is. */
function withoutSignature({ message, agent }: { message: string; agent: string | null }): string {
  const signature = `\n\n- [${agent}]`;
  return message.endsWith(signature) ? message.slice(0, -signature.length) : message;
}

/** The answer of a conversation that has ended. @throws AppError `AGENT_FAILED` when no agent answered, `CANCELLED` */
export function toAnswer({ store }: Pick<ChatServices, "store">, conversationId: string): ChatAnswer {
  const replies = store.outbox.inConversation(conversationId);
  const content = replies.map(withoutSignature).join("\n\n");
  const messages = store.messages.inConversation(conversationId);
  if (!messages.some(({ status }) => status === "completed")) {
    const cancelled = messages.some(({ status }) => status === "cancelled");
    throw cancelled
      ? new AppError("CANCELLED", content || "The message was cancelled before it was answered.")
      : new AppError("AGENT_FAILED", content || "The agent did not answer.");
  }
  return {
    content,
    files: replies.flatMap(({ files }): string[] => JSON.parse(files)),
    usage: toUsage(store.runs.inConversation(conversationId)),
  };
}
