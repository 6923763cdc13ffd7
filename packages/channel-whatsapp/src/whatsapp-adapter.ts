/**
 * WhatsApp, as a linked device of an account, through Baileys. The protocol is not official: WhatsApp may change it, or
 * block the account.
 */
import { AsyncResource } from "node:async_hooks";
import {
  type AdapterContext,
  type AdapterEvents,
  backoffMs,
  type ChannelAdapter,
  lostConnection,
  PlatformError,
} from "@tinyagi/channels";
import type { WASocket } from "@whiskeysockets/baileys";
import { holdConnection } from "./connection.js";
import { decideEnd } from "./connection-end.js";
import { createKnownNames, type KnownNames } from "./known-names.js";
import { quietConsole } from "./quiet.js";
import { createRecentMessages, type RecentMessages } from "./recent-messages.js";
import { createSending } from "./sending.js";
import { openSessionStore, type SessionStore } from "./session-store.js";
import { type WhatsAppSettings, whatsAppSettings } from "./whatsapp-settings.js";

/** WhatsApp takes 65,536 characters. The marks of its format come on top. */
const TEXT_MAX = 30_000;
const FILE_MAX_BYTES = 100 * 1_024 * 1_024;
const NOT_LINKED = "no WhatsApp account is linked. Link one: tinyagi channel setup whatsapp";

/** @throws AppError `INVALID_INPUT` */
export function openWhatsApp(context: AdapterContext): ChannelAdapter {
  quietConsole();
  const whatsApp: WhatsApp = {
    context,
    settings: whatsAppSettings(context.settings),
    recent: createRecentMessages(),
    names: createKnownNames(context.timing.now),
    socket: undefined,
    failure: undefined,
  };
  return {
    limits: { textMax: TEXT_MAX, fileBytesMax: FILE_MAX_BYTES },
    run: (events, signal) => run(whatsApp, events, signal),
    check: () => readAccount(context),
    directChat: async (senderId) => ({
      id: senderId.includes("@") ? senderId : `${senderId}@s.whatsapp.net`,
    }),
    ...createSending({
      socket: () => openSocket(whatsApp),
      find: whatsApp.recent.find,
      now: context.timing.now,
    }),
  };
}

interface WhatsApp {
  readonly context: AdapterContext;
  readonly settings: WhatsAppSettings;
  readonly recent: RecentMessages;
  readonly names: KnownNames;
  /** The open connection. */
  socket: WASocket | undefined;
  /** Why there will be none any more. */
  failure: PlatformError | undefined;
}

function openSocket({ socket, failure }: WhatsApp): WASocket {
  if (failure !== undefined) throw failure;
  if (socket === undefined) throw new PlatformError("unreachable", "there is no connection to WhatsApp");
  return socket;
}

/** A second connection with the same session would end the first, so the stored session is looked at. */
async function readAccount({ stateFolder }: AdapterContext): Promise<string> {
  const { state, isLinked } = await readSession(stateFolder);
  if (!isLinked) throw new PlatformError("unauthorized", NOT_LINKED, { step: "link" });
  return nameOf(state.creds.me);
}

async function readSession(folder: string): Promise<SessionStore> {
  try {
    return await openSessionStore(folder);
  } catch (cause) {
    const reason = "the stored WhatsApp session cannot be read. Remove it: tinyagi channel reset whatsapp";
    throw new PlatformError("unauthorized", reason, { cause });
  }
}

function nameOf(me: { id: string; name?: string | undefined } | undefined): string {
  const number = (me?.id ?? "").split(/[:@]/)[0];
  return me?.name ? `${me.name} (+${number})` : `+${number}`;
}

/** @throws PlatformError `unauthorized` when no repetition can help */
async function run(whatsApp: WhatsApp, events: AdapterEvents, signal: AbortSignal): Promise<void> {
  const { context } = whatsApp;
  const outside = new AsyncResource("TinyAgiWhatsApp");
  let session = await readSession(context.stateFolder);
  let failures = 0;
  events.connection({ state: "connecting" });
  try {
    while (!signal.aborted) {
      const error = await holdConnection({
        session,
        settings: whatsApp.settings,
        events,
        outside: (work) => outside.runInAsyncScope(work),
        signal,
        timing: context.timing,
        opened(socket) {
          failures = 0;
          whatsApp.socket = socket;
          events.connection({ state: "connected", account: nameOf(socket.user) });
        },
        received: whatsApp.recent.add,
        names: whatsApp.names,
        log: (message) => context.log("warn", message),
      });
      whatsApp.socket = undefined;
      if (signal.aborted) return;
      failures += 1;
      session = await afterEnd(whatsApp, { error, session, failures, events, signal });
    }
  } finally {
    whatsApp.socket = undefined;
    await session.close();
  }
}

interface Ended {
  readonly error: unknown;
  readonly session: SessionStore;
  readonly failures: number;
  readonly events: AdapterEvents;
  readonly signal: AbortSignal;
}

/** Waits as long as it makes sense. @returns the session of the next connection */
async function afterEnd(whatsApp: WhatsApp, { error, session, failures, events, signal }: Ended) {
  const { timing, stateFolder } = whatsApp.context;
  const end = decideEnd(error);
  if (end.kind === "final") {
    // A session that WhatsApp ended is worth nothing. The next start shows a new QR code.
    if (end.isLoggedOut) await session.erase();
    whatsApp.failure = end.error;
    throw end.error;
  }
  if (end.kind === "retry") {
    // Codes to scan expire all the time: no failure as long as a person is awaited.
    if (session.isLinked) events.connection(lostConnection(end.error));
    const waitMs = Math.max(end.error.retryAfterMs ?? 0, backoffMs(failures, timing.random()));
    await timing.sleep(waitMs, signal).catch(() => {});
  }
  if (session.isLinked) return session;
  await session.close();
  return readSession(stateFolder);
}
