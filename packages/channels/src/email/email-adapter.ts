/** E-mail: the inbox over IMAP with IDLE, answers over SMTP. A person is an address, and a thread is a thread. */

import type { AdapterContext } from "../adapter/adapter-context.js";
import type { AdapterEvents, ChannelAdapter } from "../adapter/channel-adapter.js";
import { endedConnection, lostConnection } from "../adapter/connection.js";
import { PlatformError } from "../adapter/platform-error.js";
import { backoffMs } from "../base/timing.js";
import { type EmailSettings, emailSettings } from "./email-settings.js";
import { followInbox } from "./inbox.js";
import { openMailbox } from "./mail-connection.js";
import { createSending } from "./sending.js";
import { createSentFolder } from "./sent-folder.js";
import { openSentJournal } from "./sent-journal.js";
import { createThreadLimit, type ThreadLimit } from "./thread-limit.js";
import { openThreads, type Threads } from "./threads.js";

/** A mail has no limit, but nobody reads more. */
const TEXT_MAX = 20_000;
/** Most servers take 25 MB, of which the coding needs a third. */
const FILE_MAX_BYTES = 15 * 1_024 * 1_024;

interface Email {
  readonly settings: EmailSettings;
  readonly context: AdapterContext;
  readonly threads: Promise<Threads>;
  readonly limit: ThreadLimit;
}

/** @throws AppError `INVALID_INPUT` */
export function openEmail(context: AdapterContext): ChannelAdapter {
  const settings = emailSettings(context.settings);
  const { stateFolder, log, timing } = context;
  const threads = openThreads(stateFolder, log);
  const email: Email = { settings, context, threads, limit: createThreadLimit(timing) };
  return {
    limits: { textMax: TEXT_MAX, fileBytesMax: FILE_MAX_BYTES },
    run: (events, signal) => run(email, events, signal),
    async check(signal) {
      const client = await openMailbox(settings, signal);
      client.close();
      return settings.address;
    },
    directChat: async (senderId) => ({ id: senderId }),
    ...createSending({
      settings,
      threads,
      journal: openSentJournal(stateFolder),
      sentFolder: createSentFolder(settings, log),
      words: context.words,
    }),
  };
}

/** Connects, and connects again after any loss. @throws PlatformError `unauthorized` */
async function run(email: Email, events: AdapterEvents, signal: AbortSignal): Promise<void> {
  const { settings, context } = email;
  const { timing } = context;
  const threads = await email.threads;
  const unreadable = new Map<string, number>();
  let failures = 0;
  const onReady = (): void => {
    failures = 0;
    events.connection({ state: "connected", account: settings.address });
  };
  events.connection({ state: "connecting" });
  while (!signal.aborted) {
    try {
      const client = await openMailbox(settings, signal);
      try {
        await followInbox(client, { ...email, threads, events, unreadable, onReady }, signal);
      } finally {
        client.close();
      }
      if (!signal.aborted) events.connection(endedConnection("the connection was lost"));
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
