/**
 * A Bot API of Telegram on loopback, for an unmodified client. It keeps chats and updates, checks what Telegram checks, and
 * can fail in the ways in which the real one and the network fail.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { answer, reply } from "./answer.js";
import { Refusal } from "./chats.js";
import { type FakeTelegramParts, newParts, TOKEN, USERNAME } from "./parts.js";
import { edit, migrate, press, say } from "./people.js";
import type { FakeTelegram } from "./types.js";

/** @param token of its bot */
export async function createFakeTelegram(token = TOKEN): Promise<FakeTelegram> {
  const parts = newParts(token);
  const { chats, updates } = parts;
  const { server, cut } = toServer(parts);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    username: USERNAME,
    calls: parts.calls,
    say: (chatId, text, options) => say(parts, { chatId, text }, options),
    edit: (messageId, text) => edit(parts, messageId, text),
    migrate: (chatId, to) => migrate(parts, chatId, to),
    press: (messageId, label, from) => press(parts, { messageId, label }, from),
    shown: (chatId) => chats.messages.filter((message) => message.chatId === chatId),
    reactions: (chatId, messageId) => chats.reactions.get(`${chatId}/${messageId}`) ?? [],
    fail(fault) {
      parts.faults.push({ ...fault, left: fault.times ?? 1 });
    },
    disconnect(until) {
      cut();
      if (until === undefined) return;
      parts.isDown = true;
      void until.finally(() => {
        parts.isDown = false;
      });
    },
    redeliver: () => updates.redeliver(),
    reorder: () => updates.reorder(),
    revoke() {
      parts.isRevoked = true;
    },
    pollElsewhere: () => parts.pollers.abort(),
    get unconfirmed() {
      return updates.unconfirmed;
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** `cut` ends all connections. */
function toServer(parts: FakeTelegramParts): { server: Server; cut: () => void } {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    if (parts.isDown) return void request.socket.destroy();
    answer(parts, request, response).catch((error: unknown) => {
      if (!response.destroyed)
        reply(response, error instanceof Refusal ? error : new Refusal(500, String(error)));
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return {
    server,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
