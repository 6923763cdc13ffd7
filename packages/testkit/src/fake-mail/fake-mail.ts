/** A mail provider on loopback: IMAP and SMTP for an unmodified client, and people who write to its account. */
import { buffer } from "node:stream/consumers";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { type ImapState, type Mailbox, startImapServer } from "./imap-server.js";
import { type MailDraft, storedMail } from "./stored-mail.js";

const ACCOUNT = "bot@mail.test";
const PASSWORD = "fake-password-of-the-fake-mail";
const SERVER = "mx.mail.test";
/** The person who writes when nobody is named. The name is hostile. */
export const MAIL_PERSON = { address: "eve@people.test", name: "<b>Eve</b>" } as const;

export interface ReceivedMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  /** As a program shows the HTML. */
  readonly text: string;
  readonly plain: string;
  readonly inReplyTo: string | undefined;
  readonly references: readonly string[];
  readonly headers: ReadonlyMap<string, string>;
  readonly file?: { readonly name: string; readonly bytes: Uint8Array };
}

export interface MailSay extends Partial<Omit<MailDraft, "parts">> {
  readonly file?: { readonly name: string; readonly bytes: Uint8Array };
  /** Of the text. Default `text/plain`. */
  readonly type?: string;
  /** What the server says about the sender; default: that it checked the signature. */
  readonly results?: string;
}

export interface SmtpFault {
  readonly code: number;
  readonly text: string;
  /** After the server took the mail: the client does not get to know it. */
  readonly isTaken?: boolean;
}

export interface FakeMail extends AsyncDisposable {
  readonly account: string;
  readonly password: string;
  readonly authservId: string;
  readonly imapPort: number;
  readonly smtpPort: number;
  readonly received: readonly ReceivedMail[];
  readonly sentFolder: Mailbox;
  readonly inbox: Mailbox;
  readonly imap: ImapState;
  readonly connections: number;
  /** @returns the id of the mail */
  say(text: string, more?: MailSay): string;
  redeliver(): void;
  disconnect(): void;
  fail(fault: SmtpFault): void;
  revoke(): void;
}

export async function createFakeMail({ hasIdle = true }: { hasIdle?: boolean } = {}): Promise<FakeMail> {
  const inbox: Mailbox = { mails: [], uidNext: 1 };
  const sentFolder: Mailbox = { mails: [], uidNext: 1 };
  const imap: ImapState = {
    mailboxes: new Map([
      ["INBOX", inbox],
      ["Sent", sentFolder],
    ]),
    user: ACCOUNT,
    password: PASSWORD,
    uidValidity: 7,
    isRevoked: false,
    hasIdle,
    commands: [],
  };
  const received: ReceivedMail[] = [];
  const faults: SmtpFault[] = [];
  const drafts: MailDraft[] = [];
  const server = await startImapServer(imap);
  const smtp = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, callback) {
      const isKnown = !imap.isRevoked && username === ACCOUNT && password === PASSWORD;
      callback(
        isKnown ? null : refusal({ code: 535, text: "5.7.8 Invalid credentials" }),
        isKnown ? { user: ACCOUNT } : undefined,
      );
    },
    onRcptTo(_address, _session, callback) {
      const [fault] = faults;
      if (fault === undefined || fault.isTaken === true) return callback();
      faults.shift();
      callback(refusal(fault));
    },
    onData(stream, session, callback) {
      void take(stream, session.envelope.rcptTo[0]?.address ?? "").then(() => {
        const fault = faults.shift();
        callback(fault === undefined ? null : refusal(fault));
      }, callback);
    },
  });
  // Clients leave when they have what they need.
  smtp.on("error", () => {});
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
  const address = smtp.server.address();

  async function take(stream: Parameters<typeof buffer>[0], to: string): Promise<void> {
    received.push(await readMail(await buffer(stream), to));
  }

  function deliver(draft: MailDraft): void {
    inbox.mails.push(storedMail(draft, inbox.uidNext));
    inbox.uidNext += 1;
    server.announce();
  }

  return {
    account: ACCOUNT,
    password: PASSWORD,
    authservId: SERVER,
    received,
    sentFolder,
    inbox,
    imap,
    imapPort: server.port,
    smtpPort: typeof address === "object" && address !== null ? address.port : 0,
    get connections() {
      return server.connections;
    },
    say(text, more = {}) {
      const draft = toDraft(text, { ...more, id: more.id ?? `m${drafts.length + 1}@people.test` });
      drafts.push(draft);
      deliver(draft);
      return draft.id;
    },
    redeliver() {
      for (const draft of [...drafts]) deliver(draft);
    },
    disconnect: server.disconnect,
    fail: (fault) => void faults.push(fault),
    revoke() {
      imap.isRevoked = true;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
    },
  };
}

function toDraft(
  text: string,
  { file, type = "text/plain", results, ...more }: MailSay & Pick<MailDraft, "id">,
): MailDraft {
  const domain = (more.from ?? MAIL_PERSON).address.split("@")[1];
  const word = results ?? `dkim=pass (good key) header.d=${domain}; spf=pass smtp.mailfrom=${domain}`;
  return {
    from: MAIL_PERSON,
    to: [ACCOUNT],
    subject: "",
    ...more,
    above: [`Authentication-Results: ${SERVER};\r\n\t${word}`, ...(more.above ?? [])],
    parts: [
      { type, bytes: Buffer.from(`${text}\r\n`) },
      ...(file === undefined ? [] : [{ type: "application/octet-stream", ...file }]),
    ],
  };
}

function refusal({ code, text }: SmtpFault): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

async function readMail(raw: Uint8Array, to: string): Promise<ReceivedMail> {
  const mail = await PostalMime.parse(raw);
  const [attachment] = mail.attachments;
  const bytes = attachment?.content;
  return {
    id: withoutBrackets(mail.messageId ?? ""),
    to,
    subject: mail.subject ?? "",
    text: mail.html === undefined ? (mail.text ?? "").trimEnd() : visibleHtml(mail.html),
    plain: (mail.text ?? "").trimEnd(),
    inReplyTo: mail.inReplyTo === undefined ? undefined : withoutBrackets(mail.inReplyTo),
    references: (mail.references ?? "").split(/\s+/).map(withoutBrackets),
    headers: new Map(mail.headers.map(({ key, value }) => [key, value])),
    ...(attachment === undefined
      ? {}
      : { file: { name: attachment.filename ?? "", bytes: new Uint8Array(bytes as ArrayBuffer) } }),
  };
}

function withoutBrackets(id: string): string {
  return id.replace(/^</, "").replace(/>$/, "");
}

/** Inside `pre`, everything but tags and entities is shown as it is. */
export function visibleHtml(html: string): string {
  const start = html.indexOf(">") + 1;
  const body = html.slice(start, html.lastIndexOf("</pre>"));
  return body
    .replaceAll("\r\n", "\n")
    .replace(/^\n/, "")
    .replaceAll(/<[^<>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
