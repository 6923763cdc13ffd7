/**
 * A Bot API of Telegram on loopback, for an unmodified client. It keeps chats and updates, checks what Telegram checks, and
 * can fail in the ways in which the real one and the network fail.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createChats, Refusal } from "./chats.js";
import { readBody } from "./request.js";
import type {
  FakeTelegram,
  SayOptions,
  TelegramCall,
  TelegramFault,
  TelegramFile,
  TelegramPerson,
} from "./types.js";
import { createUpdates } from "./updates.js";

const TOKEN = "123456789:AAfakeTokenOfTheFakeTelegram_0123456789";
const USERNAME = "tiny_test_bot";
const ME = { id: 123_456_789, is_bot: true, first_name: "Tiny", username: USERNAME };
/** The person who writes when nobody is named. The name is hostile. */
export const TELEGRAM_PERSON: TelegramPerson = { id: 4_711, first_name: "<b>Eve</b>" };

interface Pending extends TelegramFault {
  left: number;
}

/** @param token of its bot */
export async function createFakeTelegram(botToken = TOKEN): Promise<FakeTelegram> {
  const chats = createChats();
  const updates = createUpdates();
  const calls: TelegramCall[] = [];
  const files = new Map<string, TelegramFile>();
  /** Messages of people, so that they can change them. */
  const written = new Map<number, Record<string, unknown>>();
  const faults: Pending[] = [];
  const sockets = new Set<Socket>();
  let isDown = false;
  let isRevoked = false;
  let pollers = new AbortController();

  function faultFor(method: string): TelegramFault["with"] | undefined {
    const fault = faults.find((candidate) => candidate.left > 0 && (candidate.method ?? method) === method);
    if (fault !== undefined) fault.left -= 1;
    return fault?.with;
  }

  async function getUpdates(fields: Record<string, unknown>, response: ServerResponse) {
    // A second poller ends the first one.
    pollers.abort();
    const mine = new AbortController();
    pollers = mine;
    response.once("close", () => mine.abort());
    const found = await updates.fetch(Number(fields.offset ?? 0), {
      holdMs: Number(fields.timeout ?? 0) * 1_000,
      limit: Number(fields.limit ?? 100),
      signal: mine.signal,
    });
    if (mine.signal.aborted && !response.destroyed)
      throw new Refusal(409, "Conflict: terminated by other getUpdates request");
    return found;
  }

  type Body = Awaited<ReturnType<typeof readBody>>;
  const methods: Record<string, (body: Body, response: ServerResponse) => unknown> = {
    getMe: () => ME,
    deleteWebhook: () => true,
    setMyCommands: () => true,
    sendChatAction: () => true,
    answerCallbackQuery: () => true,
    getUpdates: ({ fields }, response) => getUpdates(fields, response),
    sendMessage: (body) => shownAs(chats.send(body)),
    sendDocument: (body) => shownAs(chats.send(body)),
    editMessageText: (body) => shownAs(chats.edit(body)),
    editMessageReplyMarkup: (body) => shownAs(chats.edit(body)),
    deleteMessage(body) {
      chats.messages.splice(chats.messages.indexOf(chats.find(body)), 1);
      return true;
    },
    setMessageReaction({ fields }) {
      const list = fields.reaction as { emoji: string }[];
      chats.reactions.set(
        `${fields.chat_id}/${fields.message_id}`,
        list.map(({ emoji }) => emoji),
      );
      return true;
    },
    getFile({ fields }) {
      const id = String(fields.file_id);
      const file = files.get(id);
      if (file === undefined) throw new Refusal(400, "Bad Request: invalid file_id");
      return { file_id: id, file_unique_id: id, file_size: file.bytes.length, file_path: `documents/${id}` };
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, token = "", method = "", rest = ""] =
      /^(?:\/file)?\/bot([^/]+)\/([^/?]+)(?:\/([^?]*))?/.exec(request.url ?? "") ?? [];
    if (token !== botToken || isRevoked) return reply(response, new Refusal(401, "Unauthorized"));
    if (request.url?.startsWith("/file/") === true) {
      const file = files.get(rest);
      response.writeHead(file === undefined ? 404 : 200).end(file?.bytes);
      return;
    }
    const body = await readBody(request);
    const fault = faultFor(method);
    if (fault === "stall") return;
    if (fault === "drop") return void request.socket.destroy();
    if (typeof fault === "object")
      return reply(response, new Refusal(fault.code, fault.description, { retry_after: fault.retryAfter }));
    calls.push({ method, body: body.fields });
    const act = methods[method];
    if (act === undefined) return reply(response, new Refusal(404, `Not Found: ${method}`));
    const result = await act(body, response);
    if (fault === "lost") return void request.socket.destroy();
    if (fault === "mute") return;
    reply(response, result);
  }

  const server = createServer((request, response) => {
    if (isDown) return void request.socket.destroy();
    answer(request, response).catch((error: unknown) => {
      if (!response.destroyed)
        reply(response, error instanceof Refusal ? error : new Refusal(500, String(error)));
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };

  return {
    url: `http://127.0.0.1:${port}`,
    token: botToken,
    username: USERNAME,
    calls,
    say(chatId, text, options = {}) {
      const id = chats.nextId();
      chats.known.add(`${chatId}/${id}`);
      const message = messageOf({ chatId, id, text }, options, files);
      written.set(id, message);
      updates.push({ message });
      return id;
    },
    edit(messageId, text) {
      const message = { ...written.get(messageId), text, edit_date: Math.floor(Date.now() / 1_000) };
      updates.push({ edited_message: message });
    },
    migrate(chatId, to) {
      chats.migrated.set(chatId, to);
      const base = { date: 1, from: { ...TELEGRAM_PERSON, is_bot: false } };
      updates.push({
        message: { ...base, message_id: chats.nextId(), chat: chatOf(chatId), migrate_to_chat_id: to },
      });
      updates.push({
        message: { ...base, message_id: chats.nextId(), chat: chatOf(to), migrate_from_chat_id: chatId },
      });
    },
    press(messageId, label, from = TELEGRAM_PERSON) {
      const message = chats.messages.find(({ id }) => id === messageId);
      const button = message?.buttons.find(({ text }) => text === label);
      if (message === undefined || button === undefined)
        throw new Error(`message ${messageId} has no button ${label}`);
      const query = { id: String(chats.nextId()), from: { ...from, is_bot: false }, chat_instance: "1" };
      const shown = { message_id: messageId, date: 1, chat: chatOf(message.chatId), from: ME };
      updates.push({ callback_query: { ...query, data: button.callback_data, message: shown } });
    },
    shown: (chatId) => chats.messages.filter((message) => message.chatId === chatId),
    reactions: (chatId, messageId) => chats.reactions.get(`${chatId}/${messageId}`) ?? [],
    fail(fault) {
      faults.push({ ...fault, left: fault.times ?? 1 });
    },
    disconnect(until) {
      cut();
      if (until === undefined) return;
      isDown = true;
      void until.finally(() => {
        isDown = false;
      });
    },
    redeliver: () => updates.redeliver(),
    reorder: () => updates.reorder(),
    revoke() {
      isRevoked = true;
    },
    pollElsewhere: () => pollers.abort(),
    get unconfirmed() {
      return updates.unconfirmed;
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function shownAs({ id, chatId, text }: { id: number; chatId: number; text: string }) {
  return { message_id: id, date: 1, chat: chatOf(chatId), from: ME, text };
}

function chatOf(id: number) {
  return id > 0 ? { id, type: "private", first_name: "Eve" } : { id, type: "supergroup", title: "Group" };
}

function messageOf(
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
    chat: chatOf(chatId),
    from: { ...from, is_bot: false },
    ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
    ...(replyTo === undefined
      ? {}
      : { reply_to_message: { message_id: replyTo, from: ME, chat: chatOf(chatId), date: 1 } }),
    ...(album === undefined ? {} : { media_group_id: album }),
    ...(passedOn === undefined ? {} : PASSED_ON[passedOn]),
    ...(quoted === undefined ? {} : quotationOf(chatId, quoted)),
  };
  if (file === undefined) return { ...base, text: written, entities };
  const fileId = `file_${id}`;
  files.set(fileId, file);
  const part = { file_id: fileId, file_unique_id: fileId, file_size: file.bytes.length };
  const media =
    fileKind === "photo" ? [part] : fileKind === "voice" ? part : { ...part, file_name: file.name };
  return { ...base, caption: written, caption_entities: entities, [fileKind]: media };
}

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

function quotationOf(chatId: number, text: string) {
  return {
    reply_to_message: { message_id: 1, date: 1, chat: chatOf(chatId), from: MALLORY, text },
    quote: { text, position: 0, is_manual: true },
    external_reply: { origin: { type: "user", date: 1, sender_user: MALLORY } },
  };
}

function reply(response: ServerResponse, result: unknown): void {
  if (!(result instanceof Refusal)) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ok: true, result }));
    return;
  }
  const { code, description, parameters } = result;
  const body = { ok: false, error_code: code, description, parameters };
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
}
