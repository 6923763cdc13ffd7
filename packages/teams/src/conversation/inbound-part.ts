/** What is stored of one message of a platform or client, beside the text that routing made of it. */
import { ANSWERED_MAX_CHARS, type MessageAbout, parsePlatform } from "@tinyagi/contracts";
import type { SentMessageRow, Store } from "@tinyagi/kernel";
import type { ConversationContext } from "./context.js";
import type { InboundMessage } from "./inbound.js";

/** The column `body` as an object. */
export interface InboundPart {
  /** What the first receiver reads of it. */
  readonly text: string;
  readonly about?: MessageAbout;
  /** The agent whose run sent it. */
  readonly agent?: string;
}

/** A new mail has a subject of its own, and so an answer of its own. */
const EACH_BEGINS_A_MATTER: ReadonlySet<string> = new Set(["email"]);

/** Who writes in which chat. Empty where messages of a sender are never joined. */
export function toThread({ channel, from, senderId, metadata }: InboundMessage): string {
  if (from !== "channel") return "";
  const { chat = "", thread = "", message } = metadata ?? {};
  // A thread that the message itself begins does not part it from the message before.
  const isNew = thread === message && !EACH_BEGINS_A_MATTER.has(parsePlatform(channel));
  return JSON.stringify([senderId ?? "", chat, isNew ? "" : thread]);
}

/** Inside the accepting write. A message of TinyAGI itself has no part. */
export function addPart(
  { store, clock }: Pick<ConversationContext, "store" | "clock">,
  inbound: InboundMessage,
  {
    key,
    conversationId,
    text,
    position,
  }: { key: string; conversationId: string; text: string; position: number },
): void {
  if (inbound.from === undefined) return;
  const { about, byAgent } = inbound;
  const part: InboundPart = {
    text,
    ...(about === undefined ? {} : { about }),
    ...(byAgent === undefined ? {} : { agent: byAgent }),
  };
  store.inbound.add({
    channel: inbound.channel,
    key,
    conversation_id: conversationId,
    thread: toThread(inbound),
    position,
    body: JSON.stringify(part),
    created_at: clock.now(),
  });
}

export function toPart({ body }: { body: string }): InboundPart {
  return JSON.parse(body);
}

/** TinyAGI's own message that an inbound one answers, as far as it is remembered. */
export function answeredReply(
  { inbound }: Pick<Store, "inbound">,
  { channel, chat, about }: { channel: string; chat: unknown; about: MessageAbout | undefined },
): SentMessageRow | undefined {
  const id = about?.answers?.id;
  if (id === undefined || id === "" || typeof chat !== "string") return undefined;
  return inbound.sent({ channel, chat, platform_id: id });
}

/** As much of an answered message as an agent reads. */
export function answeredText(text: string): string {
  return text.length <= ANSWERED_MAX_CHARS ? text : `${text.slice(0, ANSWERED_MAX_CHARS - 1)}…`;
}
