/**
 * Slack on loopback, for an unmodified client: the Web API, Socket Mode and the file server. It keeps chats and envelopes,
 * checks what Slack checks, and can fail in the ways in which the real one and the network fail.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { type AnsweringParts, answer } from "./answer.js";
import { APP_TOKEN, BOT, DIRECT, type FakeSlackParts, GROUP, newParts, TOKEN } from "./parts.js";
import { command, edit, press, say } from "./people.js";
import type { FakeSlack } from "./types.js";
import { createMethods } from "./web-api.js";

export async function createFakeSlack(): Promise<FakeSlack> {
  const parts = withMethods(newParts());
  const { world, envelopes } = parts;
  const sockets = new WebSocketServer({ noServer: true });
  const server = toServer(parts, sockets);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  parts.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${parts.url}/api`,
    token: TOKEN,
    appToken: APP_TOKEN,
    botId: BOT,
    direct: DIRECT,
    group: GROUP,
    calls: parts.calls,
    notes: parts.notes,
    get connections() {
      return envelopes.sockets.size;
    },
    get unacknowledged() {
      return envelopes.open;
    },
    say: (channel, text, more) => say(parts, { channel, text }, more),
    edit: (messageId, text) => edit(parts, messageId, text),
    press: (messageId, label) => press(parts, messageId, label),
    command: (chatId, text) => command(parts, chatId, text),
    shown: (chatId) => world.shown(chatId, BOT),
    reactions: (messageId) => [...(world.records.find(({ ts }) => ts === messageId)?.reactions ?? [])],
    redeliver: envelopes.redeliver,
    giveUp: envelopes.giveUp,
    disconnect() {
      for (const socket of envelopes.sockets) socket.terminate();
    },
    refresh() {
      for (const socket of envelopes.sockets)
        socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
    },
    fail: (fault) => void parts.faults.push(fault),
    revoke() {
      parts.isRevoked = true;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of envelopes.sockets) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function withMethods(parts: FakeSlackParts): AnsweringParts {
  const { world, names, notes, uploads, tickets } = parts;
  const methods = createMethods({
    world,
    names,
    notes,
    uploads,
    ticket() {
      const made = `K${tickets.size}`;
      tickets.add(made);
      return made;
    },
    botId: BOT,
    direct: DIRECT,
    channels: [DIRECT, GROUP],
    url: () => parts.url,
  });
  return Object.assign(parts, { methods });
}

function toServer(parts: AnsweringParts, sockets: WebSocketServer): Server {
  const server = createServer((request, response) => {
    answer(parts, request, response).catch(() => response.destroy());
  });
  server.on("upgrade", (request, socket, head) => {
    const given = new URL(request.url ?? "/", "http://slack").searchParams.get("ticket") ?? "";
    // An address is good for one connection.
    if (!parts.tickets.delete(given)) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, parts.envelopes.connect);
  });
  return server;
}
