/** Baileys as it is, with a session in memory. */
import {
  DEFAULT_CONNECTION_CONFIG,
  DisconnectReason,
  initAuthCreds,
  makeWASocket,
  type proto,
  type WASocket,
} from "@whiskeysockets/baileys";
import { waitFor } from "../wait-for.js";
import type { FakeWhatsApp } from "./fake-whatsapp.js";
import { memoryKeys } from "./memory-keys.js";
import { SILENT } from "./silent-logger.js";

export interface Connected {
  readonly socket: WASocket;
  readonly messages: proto.IMessage[];
  qr: string;
  isOpen: boolean;
  /** The reason of the end, by its number. */
  end: number | undefined;
}

export interface BaileysClient extends AsyncDisposable {
  connect(): Connected;
  /** Links by QR code. @returns the open connection */
  link(): Promise<Connected>;
}

export function createBaileysClient(whatsApp: FakeWhatsApp): BaileysClient {
  const creds = initAuthCreds();
  const keys = memoryKeys();
  const sockets: WASocket[] = [];

  function connect(): Connected {
    const socket = makeWASocket({
      ...DEFAULT_CONNECTION_CONFIG,
      waWebSocketUrl: whatsApp.url,
      logger: SILENT,
      // A device that expects its history holds messages back for 20 s.
      shouldSyncHistoryMessage: () => false,
      auth: { creds, keys },
    });
    sockets.push(socket);
    const state: Connected = { socket, messages: [], qr: "", isOpen: false, end: undefined };
    socket.ev.on("creds.update", (update) => Object.assign(creds, update));
    socket.ev.on("messages.upsert", ({ messages }) => {
      for (const { key, message } of messages) if (message && !key.fromMe) state.messages.push(message);
    });
    socket.ev.on("connection.update", ({ qr, connection, lastDisconnect }) => {
      if (qr !== undefined) state.qr = qr;
      if (connection === "open") state.isOpen = true;
      if (connection === "close") state.end = getStatus(lastDisconnect?.error);
    });
    return state;
  }

  return {
    connect,
    async link() {
      const first = connect();
      await waitFor(() => first.qr !== "");
      await whatsApp.scan(first.qr);
      await waitFor(() => first.end === DisconnectReason.restartRequired);
      const second = connect();
      await waitFor(() => second.isOpen);
      return second;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(sockets.map((socket) => socket.end(undefined)));
    },
  };
}

function getStatus(error: unknown): number {
  const output = error instanceof Error && "output" in error ? error.output : undefined;
  const status =
    typeof output === "object" && output !== null && "statusCode" in output ? output.statusCode : 0;
  return typeof status === "number" ? status : 0;
}
