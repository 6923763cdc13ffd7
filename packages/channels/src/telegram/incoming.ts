/** Updates of Telegram as messages of people. Pure, but for the attachments, which are opened later. */
import type { CallbackQuery, Message, MessageEntity, Update, UserFromGetMe } from "grammy/types";
import type { MessageRef, Person } from "../adapter/chat.js";
import type { ButtonPress, ChatKind, IncomingMessage } from "../adapter/incoming.js";
import { mentionName } from "../inbound/mention-name.js";
import { answeredBy, forwardedBy } from "./around.js";
import { type FileSource, toAttachments } from "./attachments.js";

/** @returns undefined for what no person wrote: service messages, channel posts, other bots */
export function toIncoming(
  messages: readonly Message[],
  me: UserFromGetMe,
  source: FileSource,
): IncomingMessage | undefined {
  const [first] = messages;
  if (first?.from === undefined || first.from.is_bot || first.chat.type === "channel") return undefined;
  const texts = messages.map((message) => toText(message, me)).filter((text) => text !== "");
  const attachments = messages.flatMap((message) => toAttachments(message, source));
  if (texts.length === 0 && attachments.length === 0) return undefined;
  return {
    ...getOrigin(first, first.from),
    key: `tg_${first.chat.id}_${first.message_id}`,
    text: texts.join("\n"),
    forwarded: messages.some(isPassedOn),
    ...toMessageContext(messages, first, me),
    attachments,
    addressed: messages.some((message) => isAddressed(message, me)),
  };
}

/** What the message says about itself beside its text. */
function toMessageContext(
  messages: readonly Message[],
  first: Message,
  me: UserFromGetMe,
): Pick<IncomingMessage, "sentAt" | "chatName" | "answers" | "forwardedFrom"> {
  const { chat, date } = first;
  const answers = messages.map((message) => answeredBy(message, me)).find((found) => found !== undefined);
  const author = messages.map(forwardedBy).find((found) => found !== undefined);
  return {
    sentAt: date * 1_000,
    ...("title" in chat && chat.title !== undefined ? { chatName: chat.title } : {}),
    ...(answers === undefined ? {} : { answers }),
    ...(author === undefined ? {} : { forwardedFrom: author }),
  };
}

/** Fields of Bot API servers before 7.0, which people may run themselves. */
type OldForward = { readonly forward_date?: number };

/** Passed on by the person, by Telegram from a channel, or written by another bot that the person chose. */
function isPassedOn(message: Message & OldForward): boolean {
  const {
    forward_origin: origin,
    forward_date: date,
    is_automatic_forward: isAutomatic,
    via_bot: bot,
  } = message;
  return origin !== undefined || date !== undefined || isAutomatic === true || bot !== undefined;
}

export function toButtonPress(query: CallbackQuery): ButtonPress | undefined {
  const { message, data, from } = query;
  if (message === undefined || data === undefined) return undefined;
  return { ...getOrigin(message, from), key: `tg_press_${query.id}`, value: data };
}

/** An album arrives as several messages. @returns the messages that belong together, in their order */
export function toMessages(updates: readonly Update[]): Message[][] {
  const groups: Message[][] = [];
  const albums = new Map<string, Message[]>();
  for (const { message } of updates) {
    if (message === undefined) continue;
    const album = getAlbumId(message);
    const known = album === undefined ? undefined : albums.get(album);
    const group = known ?? [];
    group.push(message);
    if (known !== undefined) continue;
    groups.push(group);
    if (album !== undefined) albums.set(album, group);
  }
  return groups;
}

/** @returns what all messages of one album share */
export function getAlbumId(message: Message): string | undefined {
  const { chat, media_group_id: album } = message;
  return album === undefined ? undefined : `${chat.id}/${album}`;
}

function getOrigin(
  message: Pick<Message, "chat" | "message_id"> & { message_thread_id?: number; is_topic_message?: boolean },
  from: { id: number; first_name: string; last_name?: string },
): { ref: MessageRef; kind: ChatKind; sender: Person } {
  const { chat, message_thread_id: thread, is_topic_message: isTopic } = message;
  return {
    ref: {
      chat: {
        id: String(chat.id),
        ...(isTopic === true && thread !== undefined ? { thread: String(thread) } : {}),
      },
      id: String(message.message_id),
    },
    kind: chat.type === "private" ? "direct" : "group",
    sender: { id: String(from.id), name: [from.first_name, from.last_name].filter(Boolean).join(" ") },
  };
}

function toText(message: Message, me: UserFromGetMe): string {
  const { sticker, location, contact, venue, poll, dice } = message;
  const written = withoutMention(message, me);
  if (written !== "") return written;
  if (sticker !== undefined) return sticker.emoji === undefined ? "[Sticker]" : `[Sticker: ${sticker.emoji}]`;
  if (venue !== undefined) return `[Place: ${venue.title}, ${venue.address}]`;
  if (location !== undefined) return `[Location: ${location.latitude}, ${location.longitude}]`;
  if (poll !== undefined)
    return [`[Poll: ${poll.question}]`, ...poll.options.map(({ text }) => `- ${text}`)].join("\n");
  if (dice !== undefined) return `[${dice.emoji}: ${dice.value}]`;
  if (contact !== undefined) return `[Contact: ${contact.first_name} ${contact.phone_number}]`;
  return "";
}

function writtenIn(message: Message): { text: string; entities: readonly MessageEntity[] } {
  return {
    text: message.text ?? message.caption ?? "",
    entities: message.entities ?? message.caption_entities ?? [],
  };
}

/** Offsets are in UTF-16 code units, as those of JavaScript. The text is put together once, from its beginning. */
function withoutMention(message: Message, me: UserFromGetMe): string {
  const { text, entities } = writtenIn(message);
  const parts: string[] = [];
  let end = 0;
  for (const entity of entities.toSorted((a, b) => a.offset - b.offset)) {
    const shown = shownFor(text, entity, me);
    // Others begin inside of one that was shown.
    if (shown === undefined || entity.offset < end) continue;
    parts.push(text.slice(end, entity.offset), shown);
    end = entity.offset + entity.length;
  }
  return [...parts, text.slice(end)].join("").trim();
}

/** What stands for a part of the text; undefined for what stays as it is. */
function shownFor(text: string, entity: MessageEntity, me: UserFromGetMe): string | undefined {
  const { offset, length } = entity;
  if (isMention(text, entity, me))
    return entity.type === "bot_command" ? (text.slice(offset, offset + length).split("@")[0] ?? "") : "";
  // Somebody without a user name: the text that stands for the person is free.
  if (entity.type !== "text_mention") return undefined;
  return mentionName([entity.user.first_name, entity.user.last_name].filter(Boolean).join(" "));
}

function isMention(text: string, entity: MessageEntity, me: UserFromGetMe): boolean {
  const part = text.slice(entity.offset, entity.offset + entity.length).toLowerCase();
  const name = `@${me.username.toLowerCase()}`;
  if (entity.type === "mention") return part === name;
  if (entity.type === "bot_command") return part.endsWith(name);
  return entity.type === "text_mention" && entity.user.id === me.id;
}

function isAddressed(message: Message, me: UserFromGetMe): boolean {
  const { text, entities } = writtenIn(message);
  const answered = message.reply_to_message;
  // Every message of a topic "answers" the message that created it.
  if (answered?.from?.id === me.id && answered.forum_topic_created === undefined) return true;
  return entities.some((entity) => isMention(text, entity, me));
}
