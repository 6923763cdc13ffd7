/**
 * Answers as mail. Guarantees: the id of a mail is chosen before it is sent, and is the same on each try; what the server
 * took is not sent again; every mail says that a program wrote it, so that other programs do not answer.
 */
import { en, type ViewWords } from "@tinyagi/views";
import { createTransport, type SendMailOptions } from "nodemailer";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import type { Chat, MessageRef } from "../adapter/chat.js";
import type { OutgoingText, ReplyFile } from "../adapter/outgoing.js";
import { PlatformError } from "../adapter/platform-error.js";
import type { EmailSettings } from "./email-settings.js";
import { smtpOptionsFor } from "./mail-connection.js";
import { smtpError } from "./mail-error.js";
import { isMessageId } from "./mail-headers.js";
import { mailExactHtml, mailHtml } from "./mail-html.js";
import { ownId } from "./message-id.js";
import type { SentFolder } from "./sent-folder.js";
import type { SentJournal } from "./sent-journal.js";
import type { Threads } from "./threads.js";

const SEND_MS = 200_000;
const SUBJECT_MAX_CHARS = 200;

export interface SendingOptions {
  readonly settings: EmailSettings;
  readonly threads: Promise<Threads>;
  readonly journal: Promise<SentJournal>;
  readonly sentFolder: SentFolder;
  /** Default English. */
  readonly words?: ViewWords | undefined;
}

export function createSending(options: SendingOptions): Pick<ChannelAdapter, "sendText" | "sendFile"> {
  return {
    sendText: (chat, text, signal) => send(options, { chat, ...text, content: toContent(text) }, signal),
    sendFile: (chat, { path, name, ...more }: ReplyFile, signal) =>
      send(
        options,
        { chat, ...more, content: { text: name, attachments: [{ path, filename: name }] } },
        signal,
      ),
  };
}

type Content = Pick<SendMailOptions, "text" | "html" | "attachments">;

/** Programs that show no HTML show the Markdown, which is readable. */
function toContent({ markdown, exact }: OutgoingText): Content {
  if (exact === undefined) return { text: markdown, html: mailHtml(markdown) };
  return { text: exact.map(({ text }) => text).join(""), html: mailExactHtml(exact) };
}

interface Outgoing {
  readonly chat: Chat;
  readonly content: Content;
  readonly replyTo?: string | undefined;
  readonly key?: string | undefined;
}

async function send(options: SendingOptions, outgoing: Outgoing, signal: AbortSignal): Promise<MessageRef> {
  const { settings, sentFolder } = options;
  const journal = await options.journal;
  const id = ownId(settings.address, outgoing.key);
  const ref = { chat: outgoing.chat, id };
  const before = journal.state(id);
  if (before === "sent" || (before === "begun" && (await sentFolder.has(id, signal)))) return ref;
  const mail = {
    ...toHeaders(options, { ...outgoing, id, threads: await options.threads }),
    ...outgoing.content,
  };
  await journal.note(id, "begun").catch((cause: unknown) => {
    throw new PlatformError("unreachable", "The state of outgoing mail could not be written.", { cause });
  });
  await transmit(settings, mail, signal);
  // The server has it. A lost note costs a look into the folder of sent mail.
  await journal.note(id, "sent").catch(() => {});
  sentFolder.keep(mail, signal);
  return ref;
}

function toHeaders(
  { settings: { address }, words = en }: SendingOptions,
  { chat, replyTo, id, threads }: Omit<Outgoing, "content"> & { id: string; threads: Threads },
): SendMailOptions {
  const answered = [replyTo, chat.thread].find((one) => one !== undefined && threads.find(one) !== undefined);
  const known = answered === undefined ? undefined : threads.find(answered);
  const before = [chat.thread, ...(known?.references ?? []), replyTo].filter(
    (one): one is string => one !== undefined && isMessageId(one),
  );
  const references = [...new Set(before)];
  const parent = replyTo !== undefined && isMessageId(replyTo) ? replyTo : references.at(-1);
  return {
    from: address,
    to: { name: "", address: chat.id },
    subject: toSubject(known?.subject) ?? words.chat.channel.subject,
    messageId: `<${id}>`,
    ...(parent === undefined ? {} : { inReplyTo: `<${parent}>` }),
    ...(references.length === 0 ? {} : { references: references.map((one) => `<${one}>`).join(" ") }),
    headers: {
      "Auto-Submitted": parent === undefined ? "auto-generated" : "auto-replied",
      "X-Auto-Response-Suppress": "All",
    },
    disableUrlAccess: true,
  };
}

function toSubject(subject: string | undefined): string | undefined {
  if (subject === undefined || subject === "") return undefined;
  const cut = subject.slice(0, SUBJECT_MAX_CHARS);
  return /^re:/i.test(cut) ? cut : `Re: ${cut}`;
}

/** @throws PlatformError */
async function transmit(settings: EmailSettings, mail: SendMailOptions, signal: AbortSignal): Promise<void> {
  const transport = createTransport({ ...smtpOptionsFor(settings), socketTimeout: SEND_MS });
  const stop = (): void => transport.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    signal.throwIfAborted();
    await transport.sendMail(mail);
  } catch (error) {
    throw smtpError(error, "a mail");
  } finally {
    signal.removeEventListener("abort", stop);
    transport.close();
  }
}
