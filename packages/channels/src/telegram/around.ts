/** What stands around a message of Telegram: what it answers, and who wrote what was passed on. Pure. */
import type { Message, MessageOrigin, UserFromGetMe } from "grammy/types";
import type { AnsweredMessage } from "../adapter/incoming.js";

/** @returns undefined for a message that answers nothing */
export function answeredBy(message: Message, me: UserFromGetMe): AnsweredMessage | undefined {
  const { reply_to_message: answered, quote, external_reply: elsewhere } = message;
  // Every message of a topic "answers" the message that created it.
  if (answered !== undefined && answered.forum_topic_created === undefined) {
    const author = toAuthor(answered);
    const text = quote?.text ?? answered.text ?? answered.caption;
    return {
      id: String(answered.message_id),
      mine: answered.from?.id === me.id,
      ...(author === undefined ? {} : { author }),
      ...(text === undefined ? {} : { text }),
    };
  }
  if (elsewhere === undefined) return undefined;
  const author = getOrigin(elsewhere.origin);
  return {
    // Of another chat: its id means nothing here.
    id: "",
    mine: false,
    ...(author === undefined ? {} : { author }),
    ...(quote === undefined ? {} : { text: quote.text }),
  };
}

/** Who wrote what the person passed on. */
export function forwardedBy({ forward_origin: origin, via_bot: bot }: Message): string | undefined {
  return getOrigin(origin) ?? (bot === undefined ? undefined : bot.first_name);
}

function toAuthor({ from, sender_chat: chat }: Pick<Message, "from" | "sender_chat">): string | undefined {
  if (chat !== undefined && "title" in chat) return chat.title;
  return from === undefined ? undefined : nameOf(from);
}

function getOrigin(origin: MessageOrigin | undefined): string | undefined {
  switch (origin?.type) {
    case "user":
      return nameOf(origin.sender_user);
    case "hidden_user":
      return origin.sender_user_name;
    case "chat":
      return "title" in origin.sender_chat ? origin.sender_chat.title : undefined;
    case "channel":
      return origin.chat.title;
    default:
      return undefined;
  }
}

function nameOf({ first_name: first, last_name: last }: { first_name: string; last_name?: string }): string {
  return [first, last].filter(Boolean).join(" ");
}
