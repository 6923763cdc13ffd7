/** A mail as a message of a person. Pure, but for its parts, which are fetched later. */
import { createHash } from "node:crypto";
import type { FetchMessageObject } from "imapflow";
import type { Attachment, IncomingMessage } from "../adapter/incoming.js";
import { isAuthentic } from "./authenticity.js";
import { isAutomated } from "./automated.js";
import { type FilePart, partsOfMail, type TextPart } from "./body-parts.js";
import type { EmailSettings } from "./email-settings.js";
import { type MailHeaders, messageIdsIn, readHeaders } from "./mail-headers.js";
import { isOwnId } from "./message-id.js";
import type { MailWords } from "./own-words.js";

const SUBJECT_MAX_CHARS = 300;
/** A thread never needs more of them. */
const REFERENCES_MAX = 20;

/** Why a mail is not taken. Nobody is answered: who sent it is not known, or nobody reads it. */
export type MailRefusal = "automated" | "unauthenticated" | "not_allowed" | "own" | "unreadable";

export interface Mail {
  readonly uid: number;
  readonly headers: MailHeaders;
  readonly from: { readonly address: string; readonly name: string };
  /** All recipients, in lower case. */
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly id: string;
  /** When the server got it. */
  readonly sentAt: number | undefined;
  readonly inReplyTo: string | undefined;
  /** Ids of the messages before it, the first of the thread first. */
  readonly references: readonly string[];
  readonly text: TextPart | undefined;
  readonly files: readonly FilePart[];
}

/** @param validity tells apart the numbers of a mailbox that was made again */
export function toMail(fetched: FetchMessageObject, validity: bigint): Mail | undefined {
  const { uid, envelope, bodyStructure } = fetched;
  const authors = envelope?.from ?? [];
  const [author] = authors;
  if (authors.length !== 1 || author?.address === undefined || !author.address.includes("@"))
    return undefined;
  const headers = readHeaders(fetched.headers?.toString("utf8") ?? "");
  const [id] = messageIdsIn(headers.first("message-id"));
  const before = [
    ...messageIdsIn(headers.first("references")),
    ...messageIdsIn(headers.first("in-reply-to")),
  ];
  const addresses = (list: typeof authors = []): string[] =>
    list.flatMap(({ address }) => (address === undefined ? [] : [address.toLowerCase()]));
  return {
    uid,
    headers,
    from: { address: author.address.toLowerCase(), name: author.name ?? "" },
    to: addresses(envelope?.to),
    cc: addresses(envelope?.cc),
    subject: (envelope?.subject ?? "").replaceAll(/\s+/g, " ").trim().slice(0, SUBJECT_MAX_CHARS),
    sentAt: timeOf(fetched.internalDate),
    inReplyTo: messageIdsIn(headers.first("in-reply-to"))[0],
    id: id ?? `${validity}.${uid}@no-message-id`,
    references: [...new Set(before)].slice(-REFERENCES_MAX),
    ...partsOfMail(bodyStructure),
  };
}

/** @returns undefined when the mail may be taken */
export function toRefusal({ headers, from }: Mail, settings: EmailSettings): MailRefusal | undefined {
  const { address } = from;
  const domain = address.slice(address.lastIndexOf("@") + 1);
  if (address === settings.address) return "own";
  if (isAutomated(headers, address)) return "automated";
  if (!isAuthentic(headers, settings.authservId, domain)) return "unauthenticated";
  const isListed = settings.allow?.some((entry) => entry === address || entry === `@${domain}`) ?? true;
  return isListed ? undefined : "not_allowed";
}

/** The thread is named by its first message. */
export function toThread({ references, id }: Mail): string {
  return references[0] ?? id;
}

/** What lists and filters write before a subject, such as `[EXT]`, says nothing. */
export function isForward({ subject, headers }: Pick<Mail, "subject" | "headers">): boolean {
  if (headers.first("x-forwarded-message-id") !== undefined) return true;
  const words = subject.startsWith("[") ? subject.slice(subject.indexOf("]") + 1) : subject;
  const [mark = "", ...more] = words.split(/[:：]/, 2);
  return more.length > 0 && FORWARD_MARKS.has(mark.trim().toLowerCase());
}

const FORWARD_MARKS: ReadonlySet<string> = new Set(
  [
    "fwd,fw,forward,forwarded,wg,tr,rv,i,enc,vs,vl,vb,vbs,doorst,pd,pdp,fs,trs,tov,továbbítás,i̇lt,ilt,πρθ,пер",
    "переслано,пересылка,הועבר,إعادة توجيه,转发,轉寄,転送,전달,yml",
  ].flatMap((marks) => marks.split(",")),
);

export interface MailContent {
  readonly words: MailWords;
  readonly open: (file: FilePart) => Attachment["open"];
}

/** @returns undefined for a mail without content */
export function toIncoming(
  mail: Mail,
  { address }: EmailSettings,
  { words, open }: MailContent,
): IncomingMessage | undefined {
  const { from, id, files } = mail;
  const passedOn = words.forwarded ?? "";
  const isAllForwarded = passedOn !== "" && words.own === "";
  const text = isAllForwarded ? passedOn : toText(mail, words);
  const attachments: Attachment[] = files.map((file) => ({
    kind: file.kind,
    name: file.name,
    ...(file.bytes === undefined ? {} : { bytes: file.bytes }),
    open: open(file),
  }));
  // What others wrote is data beside the person's words, and never a part of them.
  if (passedOn !== "" && !isAllForwarded) attachments.push(textFile("forwarded.txt", passedOn));
  if (text === "" && attachments.length === 0) return undefined;
  const others = [...mail.to, ...mail.cc].filter((one) => one !== address && one !== from.address);
  return {
    // The sender is authentic, so nobody else can use up this key.
    key: `mail_${createHash("sha256").update(`${from.address}\n${id}`).digest("hex").slice(0, 40)}`,
    ref: { chat: { id: from.address, thread: toThread(mail) }, id },
    kind: others.length === 0 ? "direct" : "group",
    sender: { id: from.address, name: from.name === "" ? from.address : from.name },
    text,
    forwarded: isAllForwarded,
    attachments,
    addressed: mail.to.includes(address),
    ...(mail.sentAt === undefined ? {} : { sentAt: mail.sentAt }),
    ...toAnswers(mail, address, words.quoted),
    ...(others.length === 0 ? {} : { groups: others }),
  };
}

/** What it answers; the program of the person may quote it, all or a part. */
function toAnswers(
  { inReplyTo }: Mail,
  account: string,
  quoted: string | undefined,
): Pick<IncomingMessage, "answers"> {
  if (inReplyTo === undefined && quoted === undefined) return {};
  const mine = inReplyTo !== undefined && isOwnId(inReplyTo, account);
  return { answers: { id: inReplyTo ?? "", mine, ...(quoted === undefined ? {} : { text: quoted }) } };
}

function timeOf(date: Date | string | undefined): number | undefined {
  const time = date === undefined ? Number.NaN : new Date(date).getTime();
  return Number.isNaN(time) ? undefined : time;
}

/** The subject of what is passed on is by others too. */
function toText(mail: Mail, { own, forwarded }: MailWords): string {
  return forwarded !== undefined || isForward(mail) ? own : withSubject(mail, own);
}

/** The subject of a new thread says something. A command or an address must begin the text. */
function withSubject({ subject, references }: Mail, own: string): string {
  if (subject === "" || references.length > 0 || own.includes(subject)) return own;
  if (own === "") return subject;
  return /^[/@[]/.test(own) ? own : `Subject: ${subject}\n\n${own}`;
}

function textFile(name: string, text: string): Attachment {
  const bytes = Buffer.from(text);
  return {
    kind: "document",
    name,
    bytes: bytes.length,
    open: async () =>
      (async function* content() {
        yield bytes;
      })(),
  };
}
