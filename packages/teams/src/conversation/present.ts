/**
 * What an agent reads of a stored message: where it comes from, as one line of data, then the text. Rendered when the message is
 * claimed, so that it is true then: a role that changed counts.
 */
import {
  type AskerFacts,
  type ConversationRow,
  findRole,
  type MessageRow,
  readAsker,
  renderPrompt,
  type Store,
} from "@tinyagi/kernel";
import { localStamp, type MessageFacts, renderFacts, type Writer } from "../routing/message-facts.js";
import { answeredReply, answeredText, type InboundPart, toPart } from "./inbound-part.js";

/** A message that waited for less is not told that time has passed. */
const LATE_MS = 120_000;
/** Parts of one message that have a line of their own. */
const LINES_MAX = 20;

export interface PresentParts {
  readonly store: Pick<Store, "conversations" | "inbound" | "pairings">;
  readonly now: () => number;
}

/** @returns the text with its line, or lines where several messages of a person are one */
export function presentMessage(parts: PresentParts, message: MessageRow): string {
  const conversation = parts.store.conversations.get(message.conversation_id);
  const prompt = renderPrompt(message);
  if (conversation === undefined) return prompt;
  const about = { parts, message, conversation };
  const rows = isOwn(message) ? parts.store.inbound.of(conversation.id) : [];
  const lines = new Set(
    rows.map((row) => renderFacts(factsOf(about, { part: toPart(row), at: row.created_at }))),
  );
  if (lines.size === 0) lines.add(renderFacts(factsOf(about, { at: message.created_at })));
  return `${[...lines].slice(0, LINES_MAX).join("\n")}\n\n${prompt}`;
}

/** The line before a message of the operator at the terminal. @param now milliseconds since the epoch */
export function exampleFacts(now: number): string {
  return renderFacts({ from: { person: "cli", role: "owner" }, via: "terminal", sent: localStamp(now) });
}

/** Whether its text is what the person wrote. A later step of a chain carries the outputs of agents. */
function isOwn({ kind, from_agent: agent }: MessageRow): boolean {
  return kind === "user" || (kind === "chain" && agent === null);
}

interface About {
  readonly parts: PresentParts;
  readonly message: MessageRow;
  readonly conversation: ConversationRow;
}

function factsOf(
  { parts, message, conversation }: About,
  { part, at }: { part?: InboundPart; at: number },
): MessageFacts {
  const { about } = part ?? {};
  const origin = getOrigin(parts, conversation);
  const from = getWriter(message, { part, origin });
  const behind = from === origin ? findPersonBehind(parts, conversation, origin) : origin;
  const sentAt = about?.sentAt ?? at;
  const now = parts.now();
  const answers = toAnswers(parts, { message, conversation, part });
  return {
    from,
    ...(behind === undefined ? {} : { for: behind }),
    via: conversation.channel === "cli" ? "terminal" : conversation.channel,
    ...(about?.chat === undefined ? {} : { chat: about.chat }),
    sent: localStamp(sentAt),
    ...(now - sentAt < LATE_MS ? {} : { now: localStamp(now) }),
    ...(answers === undefined ? {} : { answers }),
    ...(about?.forwardedFrom === undefined ? {} : { forwardedFrom: about.forwardedFrom }),
  };
}

function getWriter(
  message: MessageRow,
  { part, origin }: { part: InboundPart | undefined; origin: Writer },
): Writer {
  if (part?.agent !== undefined) return { agent: part.agent };
  if (isOwn(message)) return origin;
  const { kind, from_agent: agent } = message;
  if (agent === null) return { tinyagi: true };
  // A post of the operator in a room.
  return kind === "room" && agent === "user" ? origin : { agent };
}

/** What began the conversation: a client's message has parts, so its metadata does not count. */
function getOrigin({ store }: PresentParts, conversation: ConversationRow): Writer {
  const { channel, metadata } = conversation;
  if (store.inbound.of(conversation.id).length === 0) {
    const { schedule, heartbeat } = metadata === null ? {} : JSON.parse(metadata);
    if (typeof schedule === "string") return { schedule };
    if (channel === "heartbeat" || typeof heartbeat === "string") return { heartbeat: true };
  }
  return personOf(store, conversation, conversation);
}

/** The person for whom a schedule or heartbeat works, if a person set it up. */
function findPersonBehind(
  { store }: PresentParts,
  conversation: ConversationRow,
  origin: Writer,
): Writer | undefined {
  if (!("schedule" in origin)) return undefined;
  const asker = readAsker(conversation.asker);
  if (asker === null || asker === "operator") return undefined;
  const known = store.pairings.get(asker.channel, asker.senderId);
  return personOf(store, conversation, {
    sender: known?.sender ?? asker.senderId,
    sender_id: asker.senderId,
  });
}

function personOf(
  store: Pick<Store, "pairings">,
  asked: AskerFacts,
  { sender, sender_id: id }: Pick<AskerFacts, "sender" | "sender_id">,
): Writer {
  const role = findRole(store, asked);
  return {
    person: sender,
    ...(id === null || id === sender ? {} : { id }),
    ...(role === undefined ? {} : { role }),
  };
}

function toAnswers(
  { store }: PresentParts,
  {
    message,
    conversation,
    part,
  }: { message: MessageRow; conversation: ConversationRow; part: InboundPart | undefined },
): MessageFacts["answers"] {
  const answers = part?.about?.answers;
  if (answers === undefined) return undefined;
  const chat = conversation.metadata === null ? undefined : JSON.parse(conversation.metadata).chat;
  const sent = answeredReply(store, { channel: conversation.channel, chat, about: part?.about });
  const text = sent === undefined ? answers.text : answeredText(sent.text);
  const who =
    sent === undefined
      ? answeredAuthor(answers)
      : sent.agent_id === message.agent_id
        ? "you"
        : sent.agent_id === null
          ? "TinyAGI"
          : `@${sent.agent_id}`;
  return { from: who, ...(text === undefined || text === "" ? {} : { text }) };
}

function answeredAuthor({ mine, author }: { mine: boolean; author?: string | undefined }): string {
  return mine ? "TinyAGI" : (author ?? "somebody");
}
