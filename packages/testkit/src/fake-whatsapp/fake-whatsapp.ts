/**
 * A WhatsApp server on loopback for one account, which Baileys talks to unmodified: the Noise handshake, linking by QR code
 * and by typed code, end-to-end encrypted messages both ways, groups, media, and the failures of the real one.
 */
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { waitFor } from "../wait-for.js";
import type { ChatView } from "./chat-view.js";
import { createClientLink } from "./client-link.js";
import { login, pair } from "./device-login.js";
import { takeNode } from "./device-traffic.js";
import type { Directory } from "./directory.js";
import type { Faults } from "./faults.js";
import { readQr } from "./linking.js";
import { createMediaServer, type MediaServer } from "./media-server.js";
import type { Person } from "./person.js";
import { createSay, type Say } from "./say.js";
import { createServerState, required, type ServerState } from "./server-state.js";

export interface FakeWhatsAppOptions {
  /** Whether the device must upload its 812 one-time keys first, as a real one does. That takes 2 s. Default false. */
  readonly asksForKeys?: boolean;
}

export interface FakeWhatsApp extends AsyncDisposable {
  /** For `waWebSocketUrl`. */
  readonly url: string;
  /** The account of the bot. */
  readonly account: Person;
  readonly directory: Directory;
  readonly view: ChatView;
  readonly faults: Faults;
  readonly media: MediaServer;
  readonly isLinked: boolean;
  readonly isConnected: boolean;
  /** Chats in which the device was seen typing. */
  readonly typing: readonly string[];
  /** Ids of the messages that the device sent, each time it sent one. */
  readonly sends: readonly string[];
  /** Ids of messages that the device confirmed. */
  readonly confirmed: readonly string[];
  /** Links the device that shows this QR code. */
  scan(qr: string): Promise<void>;
  /** Links the device that shows this code to type. */
  enterCode(code: string): Promise<void>;
  /** Writes to the bot, or in a group with this id. Returns the id of the message. */
  readonly say: Say;
  /** Delivers all messages again. */
  redeliver(): void;
}

export async function createFakeWhatsApp({
  asksForKeys = false,
}: FakeWhatsAppOptions = {}): Promise<FakeWhatsApp> {
  const media = await createMediaServer();
  const state = createServerState(media, asksForKeys);
  const server = await listen(state);
  const { directory, view, faults, typing, sends, confirmed, mailbox } = state;
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws/chat`,
    account: state.owner,
    directory,
    view,
    faults,
    media,
    typing,
    sends,
    confirmed,
    get isLinked() {
      return state.isLinked;
    },
    get isConnected() {
      return state.link?.isOpen === true;
    },
    scan: async (qr) => pair(state, readQr(qr)),
    async enterCode(code) {
      await waitFor(() => state.codeLinking !== undefined);
      required(state.unlinked).link.send(await required(state.codeLinking).greeting(code));
    },
    say: createSay(state),
    redeliver() {
      for (const node of mailbox.all()) state.link?.send(node);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
      await media[Symbol.asyncDispose]();
    },
  };
}

async function listen(state: ServerState): Promise<WebSocketServer> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await new Promise<void>((resolve) => server.once("listening", () => resolve()));
  server.on("connection", (socket) => {
    if (state.faults.refusesConnections) {
      socket.terminate();
      return;
    }
    createClientLink(socket, {
      login: (payload, link) => login(state, payload, link),
      node: (node, link) => takeNode(state, node, link),
      closed(link) {
        if (state.link === link) state.link = undefined;
        if (state.unlinked?.link === link) state.unlinked = undefined;
      },
    });
  });
  return server;
}
