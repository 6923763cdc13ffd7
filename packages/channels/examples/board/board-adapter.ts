/** Board: private chats and groups, with files. */
import { readFile } from "node:fs/promises";
import {
  type AdapterContext,
  type AdapterEvents,
  backoffMs,
  type ChannelAdapter,
  type Chat,
  type IncomingMessage,
  lostConnection,
  PlatformError,
} from "@tinyagi/channels";
import { AppError } from "@tinyagi/contracts";
import { z } from "zod";
import { type Board, createBoard } from "./board-calls.js";
import { plainText } from "./plain-text.js";

/** Board takes 4,096 characters. Bullets may be longer than what they stand for. */
const TEXT_MAX = 4_000;
const FILE_MAX_BYTES = 20 * 1_024 * 1_024;

const settingsSchema = z.looseObject({
  bot_token: z.string().min(1),
  api_root: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")),
});
const accountSchema = z.object({ name: z.string() });
const sentSchema = z.object({ id: z.string() });
const batchSchema = z.array(
  z.object({
    /** Grows with each delivery, also with a second one of the same message. */
    number: z.number(),
    id: z.string().regex(/^[\w-]{1,50}$/),
    chat: z.string(),
    isGroup: z.boolean(),
    isMention: z.boolean(),
    from: z.object({ id: z.string(), name: z.string() }),
    text: z.string(),
    file: z
      .object({ name: z.string(), bytes: z.number(), path: z.string().regex(/^\/files\/[\w-]{1,50}$/) })
      .optional(),
  }),
);
type BoardMessage = z.infer<typeof batchSchema>[number];

/** @throws AppError `INVALID_INPUT` */
export function openBoard({ settings, timing }: AdapterContext): ChannelAdapter {
  const parsed = settingsSchema.safeParse(settings);
  if (!parsed.success)
    throw new AppError("INVALID_INPUT", "channels.board cannot be used: check bot_token and api_root.");
  const board = createBoard({ token: parsed.data.bot_token, apiRoot: parsed.data.api_root });
  return {
    limits: { textMax: TEXT_MAX, fileBytesMax: FILE_MAX_BYTES },
    run: (events, signal) => run({ board, timing }, events, signal),
    check: (signal) => readAccount(board, signal),
    // A private chat has the id of its person.
    directChat: async (senderId) => ({ id: senderId }),
    ...sending(board),
  };
}

async function readAccount(board: Board, signal: AbortSignal): Promise<string> {
  return (await board.read(accountSchema, { path: "/me", what: "the token", signal })).name;
}

/** Connects, and connects again after any loss. @throws PlatformError `unauthorized` */
async function run(
  { board, timing }: Pick<AdapterContext, "timing"> & { board: Board },
  events: AdapterEvents,
  signal: AbortSignal,
): Promise<void> {
  events.connection({ state: "connecting" });
  let failures = 0;
  while (!signal.aborted) {
    try {
      const account = await readAccount(board, signal);
      events.connection({ state: "connected", account });
      failures = 0;
      await receive(board, events, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof PlatformError) || error.kind === "unauthorized") throw error;
      failures += 1;
      events.connection(lostConnection(error));
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, timing.random()));
      await timing.sleep(waitMs, signal).catch(() => {});
    }
  }
}

/** Until the connection is lost. Board delivers everything again whose number was not confirmed. */
async function receive(board: Board, events: AdapterEvents, signal: AbortSignal): Promise<void> {
  let after = 0;
  while (!signal.aborted) {
    const path = `/messages?after=${after}`;
    const batch = await board.read(batchSchema, { path, what: "new messages", signal });
    // The next request confirms these messages, so it is made when TinyAGI took all of them.
    await Promise.all(batch.map((message) => events.message(toIncoming(board, message))));
    after = batch.at(-1)?.number ?? after;
  }
}

function toIncoming(board: Board, message: BoardMessage): IncomingMessage {
  const { id, chat, isGroup, isMention, from, text, file } = message;
  return {
    // The same for each delivery of this message.
    key: `board_${id}`,
    ref: { chat: { id: chat }, id },
    kind: isGroup ? "group" : "direct",
    sender: from,
    text: text.replace(/^@bot\s+/, ""),
    // On Board, nobody passes on what others wrote.
    forwarded: false,
    addressed: isMention,
    attachments:
      file === undefined
        ? []
        : [
            {
              kind: "document",
              name: file.name,
              bytes: file.bytes,
              // Called only for people who are approved.
              open: (signal) => download(board, file.path, signal),
            },
          ],
  };
}

async function download(board: Board, path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const { body } = await board.open({ path, what: "the download of a file", signal });
  if (body === null) throw new PlatformError("unreachable", "Board sent a file without content.");
  return body;
}

function sending(board: Board): Pick<ChannelAdapter, "sendText" | "sendFile"> {
  const toRef = async (chat: Chat, sent: Promise<{ id: string }>) => ({ chat, id: (await sent).id });
  return {
    sendText: (chat, { markdown, exact, replyTo, key }, signal) => {
      // What a person decides about is shown with every character.
      const text = exact?.map((part) => part.text).join("") ?? plainText(markdown);
      const body = JSON.stringify({ chat: chat.id, text, replyTo, key });
      const call = { method: "POST", path: "/messages", what: "a message", body, signal } as const;
      return toRef(chat, board.read(sentSchema, call));
    },
    async sendFile(chat, { path: file, name, key = "" }, signal) {
      const path = `/files?${new URLSearchParams({ chat: chat.id, name, key })}`;
      const call = { method: "PUT", path, what: "a file", body: await readFile(file), signal } as const;
      return toRef(chat, board.read(sentSchema, call));
    },
  };
}
