/** The chats of the fake: messages of the bot, reactions, and the checks that Telegram makes. */

import { readEntities } from "./entities.js";
import { readHtml } from "./html.js";
import type { CallBody } from "./request.js";
import type { TelegramMessage } from "./types.js";

const TEXT_MAX = 4_096;

export interface RefusalParameters {
  readonly retry_after?: number | undefined;
  readonly migrate_to_chat_id?: number;
}

/** A refusal as the Bot API gives it. */
export class Refusal extends Error {
  constructor(
    readonly code: number,
    readonly description: string,
    readonly parameters: RefusalParameters = {},
  ) {
    super(description);
  }
}

export interface Chats {
  nextId(): number;
  readonly messages: TelegramMessage[];
  readonly reactions: Map<string, readonly string[]>;
  /** People's messages, so that answers to others are noticed. */
  readonly known: Set<string>;
  /** Groups that became supergroups: their old ids, and the new ones. */
  readonly migrated: Map<number, number>;
  /** @throws Refusal */
  send(body: CallBody): TelegramMessage;
  /** @throws Refusal */
  edit(body: CallBody): TelegramMessage;
  /** @throws Refusal */
  find(body: CallBody): TelegramMessage;
}

export function createChats(): Chats {
  let last = 0;
  const messages: TelegramMessage[] = [];
  const known = new Set<string>();
  const migrated = new Map<number, number>();
  const nextId = () => {
    last += 1;
    return last;
  };

  function find({ fields }: CallBody): TelegramMessage {
    const found = messages.find(
      ({ id, chatId }) => id === Number(fields.message_id) && chatId === Number(fields.chat_id),
    );
    if (found === undefined) throw new Refusal(400, "Bad Request: message to edit not found");
    return found;
  }

  return {
    nextId,
    messages,
    reactions: new Map(),
    known,
    migrated,
    find,
    send({ fields, files }) {
      const [file] = files.values();
      const text = file === undefined ? textIn(fields) : "";
      const reply = fields.reply_parameters as
        | { message_id: number; allow_sending_without_reply?: boolean }
        | undefined;
      const chatId = Number(fields.chat_id);
      const target = migrated.get(chatId);
      if (target !== undefined)
        throw new Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {
          migrate_to_chat_id: target,
        });
      const isThere = reply !== undefined && known.has(`${chatId}/${reply.message_id}`);
      if (reply !== undefined && !isThere && reply.allow_sending_without_reply !== true)
        throw new Refusal(400, "Bad Request: message to be replied not found");
      const message: TelegramMessage = {
        id: nextId(),
        chatId,
        text,
        buttons: buttonsIn(fields),
        file,
        edits: 0,
        replyTo: isThere ? reply.message_id : undefined,
        thread: fields.message_thread_id === undefined ? undefined : Number(fields.message_thread_id),
      };
      known.add(`${chatId}/${message.id}`);
      messages.push(message);
      return message;
    },
    edit(body) {
      const message = find(body);
      const text = body.fields.text === undefined ? message.text : textIn(body.fields);
      const buttons = buttonsIn(body.fields);
      if (text === message.text && JSON.stringify(buttons) === JSON.stringify(message.buttons))
        throw new Refusal(
          400,
          "Bad Request: message is not modified: specified new message content is the same",
        );
      Object.assign(message, { text, buttons, edits: message.edits + 1 });
      return message;
    },
  };
}

function textIn({ text, parse_mode: mode, entities }: Record<string, unknown>): string {
  const raw = typeof text === "string" ? text : "";
  // A form has its objects as JSON, which `readBody` reads.
  const given = Array.isArray(entities) ? entities : [];
  const read = mode === "HTML" ? readHtml(raw) : readEntities(raw, given);
  if ("error" in read) throw new Refusal(400, `Bad Request: ${read.error}`);
  if (read.text.trim() === "") throw new Refusal(400, "Bad Request: message text is empty");
  if (read.text.length > TEXT_MAX) throw new Refusal(400, "Bad Request: message is too long");
  return read.text.trim();
}

function buttonsIn({ reply_markup: markup }: Record<string, unknown>): TelegramMessage["buttons"] {
  const rows =
    (markup as { inline_keyboard?: TelegramMessage["buttons"][] } | undefined)?.inline_keyboard ?? [];
  const buttons = rows.flat();
  if (buttons.some(({ callback_data }) => Buffer.byteLength(callback_data) > 64))
    throw new Refusal(400, "Bad Request: BUTTON_DATA_INVALID");
  return buttons;
}
