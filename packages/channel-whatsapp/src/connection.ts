/** One connection to WhatsApp, from its start to its end. */
import type { AdapterEvents, Timing } from "@tinyagi/channels";
import {
  Browsers,
  DEFAULT_CONNECTION_CONFIG,
  DisconnectReason,
  jidDecode,
  jidNormalizedUser,
  makeWASocket,
  type WAMessage,
  type WASocket,
} from "@whiskeysockets/baileys";
import { readMessage } from "./incoming.js";
import type { KnownNames } from "./known-names.js";
import { keepMessageOrder } from "./message-order.js";
import { QUIET } from "./quiet.js";
import { createReceiptGate, type TakeMessage } from "./receipt-gate.js";
import type { SessionStore } from "./session-store.js";
import type { WhatsAppSettings } from "./whatsapp-settings.js";

/** A question that only shows that both sides are there. */
const KEEP_ALIVE_MS = 10_000;
/** Half-open sockets never answer: after so long without any sign, the connection counts as lost. */
const STALL_MS = 30_000;
const CONNECT_MS = 20_000;
const QUERY_MS = 30_000;

class SilenceError extends Error {
  readonly output = { statusCode: DisconnectReason.timedOut };
}

export interface ConnectionOptions {
  readonly session: SessionStore;
  readonly settings: WhatsAppSettings;
  readonly events: AdapterEvents;
  /** Runs work outside of Baileys' transactions: what starts there and lives longer would write its keys nowhere. */
  readonly outside: <T>(work: () => T) => T;
  readonly signal: AbortSignal;
  readonly timing: Timing;
  readonly opened: (socket: WASocket) => void;
  readonly received: (message: WAMessage) => void;
  readonly names: KnownNames;
  readonly log: (message: string) => void;
}

/** @returns the error with which it ended */
export async function holdConnection(options: ConnectionOptions): Promise<unknown> {
  const { session, signal } = options;
  signal.throwIfAborted();
  const gate = createReceiptGate();
  const socket = makeWASocket({
    ...DEFAULT_CONNECTION_CONFIG,
    waWebSocketUrl: options.settings.url,
    browser: Browsers.ubuntu("Chrome"),
    logger: QUIET,
    auth: session.state,
    keepAliveIntervalMs: KEEP_ALIVE_MS,
    connectTimeoutMs: CONNECT_MS,
    defaultQueryTimeoutMs: QUERY_MS,
    transactionOpts: { maxCommitRetries: 3, delayBetweenTriesMs: 200 },
    makeSignalRepository: gate.makeSignalRepository,
  });
  const take = createTaker(socket, options);
  const { awaitCopy } = keepMessageOrder(socket, {
    ...options,
    takeViewOnce: (node) => take(node, undefined),
  });
  gate.connect({ take, comesAgain: awaitCopy });
  socket.ws.on("frame", gate.seen);
  socket.ev.on("creds.update", (change) => {
    session.update(change).catch(() => options.log("the session of WhatsApp could not be stored"));
  });
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  try {
    return await Promise.race([ended(socket, options), silence(socket, options.timing, either)]);
  } finally {
    over.abort();
    // The end of a half-open connection takes long. Nobody waits for it.
    void socket.end(undefined);
  }
}

/** @returns an error when nothing arrives any more; nothing when `signal` aborts */
async function silence(socket: WASocket, timing: Timing, signal: AbortSignal): Promise<unknown> {
  let frames = 0;
  socket.ws.on("frame", () => {
    frames += 1;
  });
  while (!signal.aborted) {
    const before = frames;
    await timing.sleep(STALL_MS, signal).catch(() => {});
    if (!signal.aborted && frames === before) return new SilenceError("WhatsApp gave no sign of life");
  }
  return undefined;
}

function ended(socket: WASocket, options: ConnectionOptions): Promise<unknown> {
  const { signal } = options;
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
    socket.ev.on("connection.update", ({ connection, qr, lastDisconnect }) => {
      if (signal.aborted) return;
      if (qr !== undefined) offerLogin(socket, options, qr);
      if (connection === "open") options.opened(socket);
      if (connection === "close") resolve(lastDisconnect?.error);
    });
  });
}

/** A person links the account: by the QR code, or by a code to type when the phone number is known. */
function offerLogin(
  socket: WASocket,
  { events, settings, session, log }: ConnectionOptions,
  qr: string,
): void {
  const { phoneNumber } = settings;
  const code = session.state.creds.pairingCode;
  events.connection({
    state: "login",
    login: { qr, ...(code === undefined ? {} : { code: readable(code) }) },
  });
  if (phoneNumber === undefined || code !== undefined) return;
  socket.requestPairingCode(phoneNumber).then(
    (fresh) => events.connection({ state: "login", login: { qr, code: readable(fresh) } }),
    () => log("WhatsApp gave no code to type; the QR code works"),
  );
}

function readable(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

function createTaker(
  socket: WASocket,
  { events, received, outside, names, log }: ConnectionOptions,
): TakeMessage {
  const media = {
    async host() {
      await socket.refreshMediaConn(false);
      return socket.getMediaHost();
    },
  };
  return async (stanza, plain) => {
    const { user, signalRepository } = socket;
    if (user === undefined) return;
    const me = { id: jidNormalizedUser(user.id), lid: user.lid, device: jidDecode(user.id)?.device ?? 0 };
    const read = await readMessage(stanza, plain, {
      me,
      media,
      toNumber: (lid) => signalRepository.lidMapping.getPNForLID(lid),
      nameOf: names.nameOf,
      // Outside of the lock under which a message is decrypted, which a question would wait for.
      groupName: (jid) =>
        names.groupName(jid, () => outside(async () => (await socket.groupMetadata(jid)).subject)),
    }).catch(() => {
      // The app of a person sent it. Thrown on, it would never be confirmed, and its chat would wait for it forever.
      log("a message from WhatsApp could not be read");
      return undefined;
    });
    if (read === undefined) return;
    const { key, pushName } = read.message;
    names.saw([read.incoming.sender.id, key.participant ?? key.remoteJid], pushName);
    received(read.message);
    await outside(() => events.message(read.incoming));
  };
}
