/** What people do in the fake Telegram, and the updates that the bot gets of it. */
import { messageOf, toChat } from "./messages.js";
import { type FakeTelegramParts, ME, TELEGRAM_PERSON } from "./parts.js";
import type { SayOptions, TelegramPerson } from "./types.js";

/** A person writes. @returns the id of the message */
export function say(
  { chats, files, written, updates }: FakeTelegramParts,
  { chatId, text }: { chatId: number; text: string },
  options: SayOptions = {},
): number {
  const id = chats.nextId();
  chats.known.add(`${chatId}/${id}`);
  const message = messageOf({ chatId, id, text }, options, files);
  written.set(id, message);
  updates.push({ message });
  return id;
}

/** A person changes a message. */
export function edit({ written, updates }: FakeTelegramParts, messageId: number, text: string): void {
  const message = { ...written.get(messageId), text, edit_date: Math.floor(Date.now() / 1_000) };
  updates.push({ edited_message: message });
}

/** A group becomes a supergroup. */
export function migrate({ chats, updates }: FakeTelegramParts, chatId: number, to: number): void {
  chats.migrated.set(chatId, to);
  const base = { date: 1, from: { ...TELEGRAM_PERSON, is_bot: false } };
  updates.push({
    message: { ...base, message_id: chats.nextId(), chat: toChat(chatId), migrate_to_chat_id: to },
  });
  updates.push({
    message: { ...base, message_id: chats.nextId(), chat: toChat(to), migrate_from_chat_id: chatId },
  });
}

/** A person presses a button of the bot. */
export function press(
  { chats, updates }: FakeTelegramParts,
  { messageId, label }: { messageId: number; label: string },
  from: TelegramPerson = TELEGRAM_PERSON,
): void {
  const message = chats.messages.find(({ id }) => id === messageId);
  const button = message?.buttons.find(({ text }) => text === label);
  if (message === undefined || button === undefined)
    throw new Error(`message ${messageId} has no button ${label}`);
  const query = { id: String(chats.nextId()), from: { ...from, is_bot: false }, chat_instance: "1" };
  const shown = { message_id: messageId, date: 1, chat: toChat(message.chatId), from: ME };
  updates.push({ callback_query: { ...query, data: button.callback_data, message: shown } });
}
