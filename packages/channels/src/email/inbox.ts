/**
 * Follows the inbox of one connection. Guarantees: mails are handed in in the order of their numbers; a mail that TinyAGI
 * did not take stays after the read mark, and comes again; of the mail of a stranger, no file is fetched.
 */
import type { ImapFlow } from "imapflow";
import type { AdapterContext } from "../adapter/adapter-context.js";
import type { AdapterEvents } from "../adapter/channel-adapter.js";
import type { Attachment } from "../adapter/incoming.js";
import { PlatformError } from "../adapter/platform-error.js";
import { keepSaving, openReadMark, type ReadMark } from "../inbound/read-mark.js";
import type { FilePart, TextPart } from "./body-parts.js";
import type { EmailSettings } from "./email-settings.js";
import { textOfHtml } from "./html-text.js";
import { isForward, type Mail, toIncoming, toMail, toRefusal, toThread } from "./incoming.js";
import { imapError } from "./mail-error.js";
import { lastTaken, markFolder } from "./new-numbers.js";
import { wordsOfMail } from "./own-words.js";
import type { ThreadLimit } from "./thread-limit.js";
import type { Threads } from "./threads.js";

/** Connections that one mail may cost. */
const READ_TRIES = 3;
const TEXT_MAX_BYTES = 1_024 * 1_024;
const QUERY = { uid: true, envelope: true, bodyStructure: true, headers: true, internalDate: true } as const;

export interface InboxOptions {
  readonly settings: EmailSettings;
  readonly context: AdapterContext;
  readonly events: AdapterEvents;
  readonly threads: Threads;
  readonly limit: ThreadLimit;
  /** How often each mail could not be read, over all connections. */
  readonly unreadable: Map<string, number>;
  readonly onReady: () => void;
}

/** Resolves when the connection is lost. @throws PlatformError */
export async function followInbox(
  client: ImapFlow,
  options: InboxOptions,
  signal: AbortSignal,
): Promise<void> {
  const { context } = options;
  const closed = new Promise<void>((resolve) => client.once("close", resolve));
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  const { uidValidity, uidNext } = await client.mailboxOpen("INBOX").catch((error: unknown) => {
    throw imapError(error, "the inbox");
  });
  const { stateFolder } = context;
  const mark = await openReadMark(markFolder(stateFolder, uidValidity));
  if (mark.since() === undefined) {
    const last = await lastTaken(client, { stateFolder, next: uidNext }).catch((error: unknown) => {
      throw imapError(error, "the inbox");
    });
    mark.hold(last)();
  }
  const saving = keepSaving(mark, context, stop);
  const inbox: Inbox = { ...options, client, mark, validity: uidValidity, signal: stop };
  const reader = createReader(inbox);
  client.on("exists", reader.look);
  try {
    options.onReady();
    reader.look();
    await Promise.race([closed, reader.failed]);
  } finally {
    over.abort(new Error("the connection is over"));
    await saving;
  }
}

interface Inbox extends InboxOptions {
  readonly client: ImapFlow;
  readonly mark: ReadMark;
  readonly validity: bigint;
  readonly signal: AbortSignal;
}

/** One look at a time; what happens during a look leads to another. */
function createReader(inbox: Inbox): { look: () => void; failed: Promise<never> } {
  let next = Number(inbox.mark.since() ?? 0n) + 1;
  let isLooking = false;
  let isDue = false;
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {});

  async function lookOnce(): Promise<void> {
    const found = (await inbox.client.search({ uid: `${next}:*` }, { uid: true })) || [];
    // `7:*` is the last mail, if there is none from 7 on.
    for (const uid of found.filter((one) => one >= next).sort((one, other) => one - other)) {
      next = uid + 1;
      await takeOrSkip(inbox, uid);
    }
  }

  async function look(): Promise<void> {
    isDue = true;
    if (isLooking) return;
    isLooking = true;
    try {
      while (isDue && !inbox.signal.aborted) {
        isDue = false;
        await lookOnce();
      }
    } catch (error) {
      // The next connection reads again from the mark.
      fail(imapError(error, "new mail"));
    } finally {
      isLooking = false;
    }
  }

  return { look: () => void look(), failed };
}

/** One mail that can never be read must not keep all others from being read. @throws what the connection meets */
async function takeOrSkip(inbox: Inbox, uid: number): Promise<void> {
  const release = inbox.mark.hold(BigInt(uid));
  try {
    await takeMail(inbox, uid, release);
  } catch (error) {
    inbox.signal.throwIfAborted();
    const name = `${inbox.validity}.${uid}`;
    const failures = (inbox.unreadable.get(name) ?? 0) + 1;
    inbox.unreadable.set(name, failures);
    if (failures < READ_TRIES) throw error;
    inbox.unreadable.delete(name);
    inbox.context.log("warn", "a mail could not be read; it stays in the inbox", { uid });
    release();
  }
}

/** Resolves when the mail was handed in; TinyAGI takes it meanwhile. */
async function takeMail(inbox: Inbox, uid: number, release: () => void): Promise<void> {
  const { client, settings, context, signal } = inbox;
  const fetched = await client.fetchOne(String(uid), QUERY, { uid: true });
  const mail = fetched === false ? undefined : toMail(fetched, inbox.validity);
  const refusal = mail === undefined ? "unreadable" : toRefusal(mail, settings);
  if (mail === undefined || refusal !== undefined) {
    if (refusal !== "own") context.log("info", "a mail was not taken", { reason: refusal });
    return release();
  }
  if (!inbox.limit.takes(`${mail.from.address}\n${toThread(mail)}`, mail.id)) {
    context.log("warn", "a mail was not taken: too many in one thread within an hour");
    return release();
  }
  const message = await messageOf(inbox, mail);
  if (message === undefined) return release();
  inbox.threads.learn(mail);
  inbox.events.message(message).then(
    (isTaken) => {
      release();
      // Decoration, for whoever looks into the mailbox.
      if (isTaken && !signal.aborted)
        client.messageFlagsAdd(String(uid), ["\\Seen"], { uid: true }).catch(() => {});
    },
    // The channel stops: the next process reads it again.
    () => {},
  );
}

async function messageOf(inbox: Inbox, mail: Mail) {
  const text = mail.text === undefined ? "" : await toText(inbox, mail.uid, mail.text);
  return toIncoming(mail, inbox.settings, {
    words: wordsOfMail(text, isForward(mail)),
    open: (file) => opening(inbox, mail.uid, file),
  });
}

async function toText({ client }: Inbox, uid: number, { part, isHtml }: TextPart): Promise<string> {
  const { content } = await client.download(String(uid), part, { uid: true, maxBytes: TEXT_MAX_BYTES });
  if (content === undefined) return "";
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return isHtml ? textOfHtml(text) : text;
}

function opening({ client, signal }: Inbox, uid: number, { part }: FilePart): Attachment["open"] {
  return async () => {
    // After a new connection the mail is delivered again, with files of that connection.
    if (signal.aborted || !client.usable) throw new PlatformError("unreachable", "The connection was lost.");
    try {
      const { content } = await client.download(String(uid), part, { uid: true });
      if (content === undefined)
        throw new PlatformError("permanent", "The mail is not in the inbox any more.");
      return content;
    } catch (error) {
      throw imapError(error, "the download of a file");
    }
  };
}
