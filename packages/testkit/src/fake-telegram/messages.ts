/** Messages as the Bot API writes them. */
import { ME, TELEGRAM_PERSON, USERNAME } from "./parts.js";
import type { SayOptions, TelegramFile } from "./types.js";

const MALLORY = { id: 666, is_bot: false, first_name: "Mallory" };
const CHANNEL = { id: -100_666, type: "channel", title: "News" };
const PASSED_ON = {
  user: { forward_origin: { type: "user", date: 1, sender_user: MALLORY } },
  old: { forward_from: MALLORY, forward_date: 1 },
  channel: {
    is_automatic_forward: true,
    sender_chat: CHANNEL,
    forward_origin: { type: "channel", date: 1, chat: CHANNEL, message_id: 1 },
  },
  bot: { via_bot: { id: 667, is_bot: true, first_name: "Inline", username: "inline_bot" } },
} as const;

/** A message of the bot, as the API answers with it. */
export function shownAs({ id, chatId, text }: { id: number; chatId: number; text: string }) {
  return { message_id: id, date: 1, chat: toChat(chatId), from: ME, text };
}

export function toChat(id: number) {
  return id > 0 ? { id, type: "private", first_name: "Eve" } : { id, type: "supergroup", title: "Group" };
}

/** A message of a person, as an update contains it. */
export function messageOf(
  { chatId, id, text }: { chatId: number; id: number; text: string },
  options: SayOptions,
  files: Map<string, TelegramFile>,
): Record<string, unknown> {
  const {
    from = TELEGRAM_PERSON,
    mention = false,
    replyTo,
    thread,
    file,
    fileKind = "document",
    album,
    passedOn,
    quoted,
    mentions,
  } = options;
  const written = mention ? `@${USERNAME} ${text}` : mentions === undefined ? text : `${mentions} ${text}`;
  const entities = [
    ...(mentions === undefined
      ? []
      : [
          {
            type: "text_mention",
            offset: 0,
            length: mentions.length,
            user: { id: 668, is_bot: false, first_name: mentions },
          },
        ]),
    ...(mention ? [{ type: "mention", offset: 0, length: USERNAME.length + 1 }] : []),
    ...(/^\/\w+/.test(written)
      ? [{ type: "bot_command", offset: 0, length: (/^\S+/.exec(written)?.[0] ?? "").length }]
      : []),
  ];
  const base = {
    message_id: id,
    date: Math.floor(Date.now() / 1_000),
    chat: toChat(chatId),
    from: { ...from, is_bot: false },
    ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
    ...(replyTo === undefined
      ? {}
      : { reply_to_message: { message_id: replyTo, from: ME, chat: toChat(chatId), date: 1 } }),
    ...(album === undefined ? {} : { media_group_id: album }),
    ...(passedOn === undefined ? {} : PASSED_ON[passedOn]),
    ...(quoted === undefined ? {} : toQuotation(chatId, quoted)),
  };
  if (file === undefined) return { ...base, text: written, entities };
  const fileId = `file_${id}`;
  files.set(fileId, file);
  const part = { file_id: fileId, file_unique_id: fileId, file_size: file.bytes.length };
  const media =
    fileKind === "photo" ? [part] : fileKind === "voice" ? part : { ...part, file_name: file.name };
  return { ...base, caption: written, caption_entities: entities, [fileKind]: media };
}

function toQuotation(chatId: number, text: string) {
  return {
    reply_to_message: { message_id: 1, date: 1, chat: toChat(chatId), from: MALLORY, text },
    quote: { text, position: 0, is_manual: true },
    external_reply: { origin: { type: "user", date: 1, sender_user: MALLORY } },
  };
}
