/**
 * What an app splits is one message: a short window in which more of one sender in one chat joins the message that waits.
 * Guarantees: every part is stored before its platform is told so; the window ends after a time, a number of parts and a size,
 * whatever the sender does; a message for somebody else begins a message of its own and ends the wait of the one before.
 */
import { getDebounce } from "@tinyagi/contracts";
import {
  type ConversationRow,
  type InboundPartRow,
  isFirstWait,
  type MessageRow,
  messageScope,
  type NewContent,
} from "@tinyagi/kernel";
import { wholeText } from "../routing/user-message.js";
import type { ConversationContext } from "./context.js";
import type { Accepted, InboundMessage } from "./inbound.js";
import { addPart, toPart, toThread } from "./inbound-part.js";
import type { InboundRoute } from "./route-inbound.js";

/** A sender that never pauses is answered after so many windows. */
const WINDOWS_MAX = 6;
/** No window lasts longer, whatever the setting. */
const OPEN_MAX_MS = 15_000;
const PARTS_MAX = 20;
/** Characters of the joined text. */
const TEXT_MAX = 100_000;
const PREVIEW_CHARS = 120;
const SEPARATOR = "\n\n";

interface Incoming {
  readonly inbound: InboundMessage;
  readonly messageId: string;
  readonly routed: InboundRoute;
}

/** A message that waits for more of its sender. */
interface Waiting {
  readonly conversation: ConversationRow;
  readonly rows: readonly MessageRow[];
  readonly parts: readonly InboundPartRow[];
}

/** Until when a new message waits; undefined for one that does not. */
export function windowEnd(context: ConversationContext, inbound: InboundMessage): number | undefined {
  const windowMs = getWindow(context, inbound);
  return windowMs === 0 ? undefined : context.clock.now() + windowMs;
}

/** Inside the accepting write: makes a message part of the one that waits for it. @returns undefined for a message of its own */
export function joinWindow(context: ConversationContext, incoming: Incoming): Accepted | undefined {
  const waiting = waitingFor(context, incoming.inbound);
  if (waiting === undefined) return undefined;
  const text = joiningText(waiting, incoming);
  if (text === undefined) {
    endWindow(context, waiting);
    return undefined;
  }
  const { inbound, messageId } = incoming;
  const { conversation, rows, parts } = waiting;
  addPart(context, inbound, {
    key: messageId,
    conversationId: conversation.id,
    text,
    position: parts.length,
  });
  context.store.conversations.setText(conversation.id, conversation.text + SEPARATOR + inbound.text);
  const until = Math.min(
    context.clock.now() + getWindow(context, inbound),
    latestEnd(context, waiting, inbound),
  );
  const isFull = parts.length + 1 >= PARTS_MAX;
  for (const row of rows) {
    extend(context, row, {
      text: row.text + SEPARATOR + text,
      shared: row.shared,
      notBefore: isFull ? null : until,
      parts: parts.length + 1,
      preview: text,
    });
    recordHistory(context, { row, conversation, inbound, messageId, text });
  }
  return {
    conversationId: conversation.id,
    messageId,
    agents: [...new Set(rows.map((row) => row.agent_id))],
  };
}

/** Inside a write: the sender says something else in this chat, so what waits there begins now. */
export function closeWindow(context: ConversationContext, inbound: InboundMessage): void {
  const waiting = waitingFor(context, inbound);
  if (waiting !== undefined) endWindow(context, waiting);
}

/** Inside a write: the sender changed a message. Nothing happens once an agent may have read it. @returns what it belongs to */
export function replacePart(
  context: ConversationContext,
  inbound: InboundMessage,
  routed: InboundRoute,
): Accepted {
  const messageId = inbound.messageId ?? "";
  const part = context.store.inbound.get(inbound.channel, messageId);
  const unknown = { conversationId: part?.conversation_id ?? "", messageId, agents: [] };
  const waiting = part === undefined ? undefined : waitingIn(context, part.conversation_id);
  if (part === undefined || waiting === undefined || part.thread !== toThread(inbound)) return unknown;
  const { rows, parts, conversation } = waiting;
  const { route } = routed;
  if (route.kind !== "targets" || !isFor(rows, routed)) return unknown;
  const text = wholeText(route.targets[0]);
  const [before, after] = [
    parts,
    parts.map((one) =>
      one.key === part.key ? { ...one, body: JSON.stringify({ ...toPart(one), text }) } : one,
    ),
  ].map((all) => all.map((one) => toPart(one).text).join(SEPARATOR));
  if (rows.some((row) => wholeText(row) !== before)) return unknown;
  context.store.inbound.replace(part.channel, part.key, JSON.stringify({ ...toPart(part), text }));
  context.store.conversations.setText(conversation.id, after ?? "");
  for (const row of rows)
    extend(context, row, {
      text: after ?? "",
      shared: null,
      notBefore: row.not_before,
      parts: parts.length,
      preview: text,
    });
  return { ...unknown, agents: [...new Set(rows.map((row) => row.agent_id))] };
}

function getWindow({ settings }: ConversationContext, { from, channel }: InboundMessage): number {
  return from === "channel" ? getDebounce(settings().channels, channel) : 0;
}

function waitingFor(context: ConversationContext, inbound: InboundMessage): Waiting | undefined {
  const thread = toThread(inbound);
  const last = thread === "" ? undefined : context.store.inbound.lastIn(inbound.channel, thread);
  return last === undefined ? undefined : waitingIn(context, last.conversation_id);
}

/** @returns undefined when a message of it runs, ran, or has stopped waiting */
function waitingIn({ store, clock }: ConversationContext, id: string): Waiting | undefined {
  const conversation = store.conversations.get(id);
  const rows = store.messages.inConversation(id);
  const now = clock.now();
  const isWaiting = rows.every(
    (row) => isFirstWait(row) && row.batched_into === null && (row.not_before ?? 0) > now,
  );
  if (conversation?.status !== "open" || rows.length === 0 || !isWaiting) return undefined;
  return { conversation, rows, parts: store.inbound.of(id) };
}

/** The text that joins; undefined when the message is for somebody else, or the one that waits is full. */
function joiningText(waiting: Waiting, { inbound, routed }: Incoming): string | undefined {
  const { route } = routed;
  if (route.kind !== "targets" || waiting.parts.length >= PARTS_MAX) return undefined;
  const text = wholeText(route.targets[0]);
  const length = waiting.rows[0]?.text.length ?? 0;
  // What is said of this message alone is not said of the one that waits.
  if (inbound.budget !== undefined || inbound.choice !== undefined) return undefined;
  if (text === "" || length + text.length > TEXT_MAX) return undefined;
  return isFor(waiting.rows, routed) ? text : undefined;
}

/** Whether a message names no receiver, or the same ones. */
function isFor(rows: readonly MessageRow[], { route, namesReceiver }: InboundRoute): boolean {
  if (route.kind !== "targets") return false;
  if (!namesReceiver) return true;
  const toKey = (agent: string, team: string | null) => `${agent}/${team ?? ""}`;
  const wanted = new Set(route.targets.map(({ agentId, teamId }) => toKey(agentId, teamId)));
  const known = new Set(rows.map((row) => toKey(row.agent_id, row.team_id)));
  return wanted.size === known.size && [...wanted].every((key) => known.has(key));
}

function latestEnd(context: ConversationContext, { parts }: Waiting, inbound: InboundMessage): number {
  const openedAt = parts[0]?.created_at ?? context.clock.now();
  return openedAt + Math.min(OPEN_MAX_MS, getWindow(context, inbound) * WINDOWS_MAX);
}

function endWindow(context: ConversationContext, { rows }: Waiting): void {
  const now = context.clock.now();
  for (const row of rows) {
    context.store.messages.extend(row.id, { ...toContent(row), notBefore: null, now });
    context.offer(row.lane);
  }
}

function extend(
  { store, journal, clock, offer }: ConversationContext,
  row: MessageRow,
  change: {
    text: string;
    shared: string | null;
    notBefore: number | null;
    parts: number;
    preview: string;
  },
): void {
  const { text, shared, notBefore, parts, preview } = change;
  store.messages.extend(row.id, { text, shared, context: row.context, notBefore, now: clock.now() });
  const data = { agent: row.agent_id, parts, preview: preview.slice(0, PREVIEW_CHARS) };
  journal.append("message.extended", data, messageScope(row));
  offer(row.lane);
}

function toContent({ text, shared, context }: MessageRow): NewContent {
  return { text, shared, context };
}

function recordHistory(
  { store, clock }: ConversationContext,
  of: {
    row: MessageRow;
    conversation: ConversationRow;
    inbound: InboundMessage;
    messageId: string;
    text: string;
  },
): void {
  store.history.addAgentMessage({
    agent_id: of.row.agent_id,
    role: "user",
    channel: of.conversation.channel,
    sender: of.inbound.sender,
    message_id: of.messageId,
    content: of.text,
    created_at: clock.now(),
  });
}
