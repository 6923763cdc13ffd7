/** What people write on WhatsApp, as messages of a channel. */
import { createHash } from "node:crypto";
import type { IncomingMessage, Person } from "@tinyagi/channels";
import {
  areJidsSameUser,
  type BinaryNode,
  decodeMessageNode,
  isJidBroadcast,
  isJidGroup,
  isJidNewsletter,
  isLidUser,
  isPnUser,
  jidDecode,
  jidNormalizedUser,
  normalizeMessageContent,
  proto,
  unpadRandomMax16,
  type WAMessage,
} from "@whiskeysockets/baileys";
import { type MediaSource, mediaIn, toAttachments } from "./attachments.js";
import { toText, VIEW_ONCE_TEXT } from "./content-text.js";
import { withNames } from "./mentions.js";
import { toRefId } from "./message-ref.js";

/** The account of the bot, under both ids that it has. */
export interface Me {
  readonly id: string;
  readonly lid?: string | undefined;
  /** Number of this device. */
  readonly device: number;
}

export interface ReadContext {
  readonly me: Me;
  readonly media: MediaSource;
  /** The phone number behind a hidden id, if it is known. */
  toNumber(lid: string): Promise<string | null>;
  /** The name under which an account was last seen. */
  nameOf(jid: string): string | undefined;
  /** The name of a group; undefined when WhatsApp does not say it in time. */
  groupName(jid: string): Promise<string | undefined>;
}

const VIEW_ONCE: proto.IMessage = { conversation: VIEW_ONCE_TEXT };

export interface ReadMessage {
  readonly incoming: IncomingMessage;
  /** For answers that quote it, and for reactions. */
  readonly message: WAMessage;
}

/**
 * @param plain undefined for a message that WhatsApp shows only on the phone
 *
 * In the chat of the account with itself, the owner writes to the bot. All other messages of the account are ignored.
 *
 * @returns undefined for what no person wrote to the bot: own messages, status posts, receipts, edits, reactions
 */
export async function readMessage(
  stanza: BinaryNode,
  plain: Uint8Array | undefined,
  context: ReadContext,
): Promise<ReadMessage | undefined> {
  const { me, media } = context;
  const { fullMessage: message } = decodeMessageNode(stanza, me.id, me.lid ?? "");
  const { key } = message;
  const { remoteJid: chat, id } = key;
  if (!chat || !id || isJidBroadcast(chat) || isJidNewsletter(chat)) return undefined;
  if (key.fromMe && !isNoteToSelf(stanza, me)) return undefined;
  const decoded = plain === undefined ? VIEW_ONCE : proto.Message.decode(unpadRandomMax16(plain));
  const given = normalizeMessageContent(decoded.deviceSentMessage?.message ?? decoded);
  const edited = given?.protocolMessage?.editedMessage;
  const content = edited ? normalizeMessageContent(edited) : given;
  if (content === undefined) return undefined;
  const info = buildContext(content);
  const text = await withNames(withoutMention(toText(content), me), info?.mentionedJid ?? [], context);
  const attachments = toAttachments(content, media);
  if (text === "" && attachments.length === 0) return undefined;
  const isGroup = isJidGroup(chat) === true;
  // A change names the message that it changes.
  const changes = edited ? (given?.protocolMessage?.key?.id ?? id) : undefined;
  const of = { ...key, id: changes ?? id };
  const sender = key.fromMe ? { id: me.id, name: message.pushName ?? "" } : await toSender(message, context);
  return {
    message: { ...message, message: { conversation: text } },
    incoming: {
      key: toKey(chat, { sender: sender.id, id: of.id }),
      ref: { chat: { id: isGroup ? chat : jidNormalizedUser(chat) }, id: toRefId(of) },
      kind: isGroup ? "group" : "direct",
      sender,
      text,
      forwarded: isForwarded(content),
      ...(await toMessageContext(message, { info, context })),
      ...(changes === undefined ? {} : { edits: true }),
      attachments,
      addressed: isAddressed(info, me),
    },
  };
}

/** What the message says about itself beside its text. */
async function toMessageContext(
  { key, messageTimestamp }: WAMessage,
  { info, context }: { info: proto.IContextInfo | undefined; context: ReadContext },
): Promise<Pick<IncomingMessage, "sentAt" | "chatName" | "answers">> {
  const seconds = Number(messageTimestamp ?? Number.NaN);
  const chatName = isJidGroup(key.remoteJid ?? "") ? await context.groupName(key.remoteJid ?? "") : undefined;
  const answers = answeredBy(info, context);
  return {
    ...(Number.isFinite(seconds) ? { sentAt: seconds * 1_000 } : {}),
    ...(chatName === undefined ? {} : { chatName }),
    ...(answers === undefined ? {} : { answers }),
  };
}

function answeredBy(
  info: proto.IContextInfo | undefined,
  { me, nameOf }: ReadContext,
): IncomingMessage["answers"] {
  if (!info?.stanzaId) return undefined;
  const quoted = normalizeMessageContent(info.quotedMessage);
  const text = quoted === undefined ? "" : toText(quoted);
  const mine = isMe(info.participant, me);
  const author = mine || !info.participant ? undefined : nameOf(jidNormalizedUser(info.participant));
  return {
    id: mine || !info.participant ? info.stanzaId : `${jidNormalizedUser(info.participant)}/${info.stanzaId}`,
    mine,
    ...(author === undefined ? {} : { author }),
    ...(text === "" ? {} : { text }),
  };
}

/** Whether the owner wrote it to the own number, on another device than this one. */
function isNoteToSelf({ attrs: { from = "", recipient } }: BinaryNode, me: Me): boolean {
  return isMe(recipient, me) && (jidDecode(from)?.device ?? 0) !== me.device;
}

function isMe(jid: string | null | undefined, me: Me): boolean {
  return (
    Boolean(jid) && [me.id, me.lid].some((mine) => mine !== undefined && areJidsSameUser(jid ?? "", mine))
  );
}

/** The apps of people choose the ids of messages. They are unique per sender at best, and may contain anything. */
function toKey(chat: string, { sender, id }: { sender: string; id: string }): string {
  return `wa_${createHash("sha256").update(`${chat}\n${sender}\n${id}`).digest("hex")}`;
}

/** A person is known by the phone number where WhatsApp tells it, so that a pairing outlives the change to hidden ids. */
async function toSender({ key, pushName }: WAMessage, { toNumber }: ReadContext): Promise<Person> {
  const isGroup = isJidGroup(key.remoteJid ?? "") === true;
  const known = isGroup ? [key.participant, key.participantAlt] : [key.remoteJid, key.remoteJidAlt];
  const ids = known.flatMap((jid) => (jid ? [jidNormalizedUser(jid)] : []));
  const lid = ids.find((jid) => isLidUser(jid));
  const number = ids.find((jid) => isPnUser(jid)) ?? (lid === undefined ? null : await toNumber(lid));
  const id = number ? jidNormalizedUser(number) : (lid ?? ids[0] ?? "");
  return { id, name: pushName ?? "" };
}

function buildContext(content: proto.IMessage): proto.IContextInfo | undefined {
  return (mediaIn(content)?.message ?? content.extendedTextMessage)?.contextInfo ?? undefined;
}

/** Whatever kind of message it is: the app of the person marks what it passes on in its context. */
function isForwarded(content: proto.IMessage): boolean {
  return Object.values(content).some(
    (part: { contextInfo?: proto.IContextInfo | null } | null | undefined) => {
      const info = part?.contextInfo;
      if (!info) return false;
      const isFromChannel = Boolean(info.forwardedNewsletterMessageInfo ?? info.forwardedAiBotMessageInfo);
      return info.isForwarded === true || (info.forwardingScore ?? 0) > 0 || isFromChannel;
    },
  );
}

/** Mentioned, or answered. */
function isAddressed(info: proto.IContextInfo | undefined, me: Me): boolean {
  const isMentioned = (info?.mentionedJid ?? []).some((jid) => isMe(jid, me));
  return isMentioned || (Boolean(info?.stanzaId) && isMe(info?.participant, me));
}

/** In the text, a mention is the number or the hidden id after an `@`. */
function withoutMention(text: string, me: Me): string {
  const users = [me.id, me.lid].flatMap((jid) => jidDecode(jid)?.user ?? []);
  return users
    .reduce((rest, user) => rest.replaceAll(new RegExp(`@${user}(?!\\d)\\s?`, "g"), ""), text)
    .trim();
}
