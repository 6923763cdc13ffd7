/** Stores what a run or TinyAGI itself asks, holds the message, and notifies the person. All inside a write. */

import { AppError, EVENT_FIELD_MAX_CHARS } from "@tinyagi/contracts";
import { literalLine, literalText } from "@tinyagi/contracts/literal-text";
import { approvalNoticeText, briefOf } from "../outbox/approval-notice.js";
import { parseStoredEstimate } from "../outbox/asked-estimate.js";
import { approvalHold } from "../queue/hold-reason.js";
import type { ApprovalRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { digestWith, type ShownContent, shownContent } from "./approval-content.js";
import type { ApprovalAsk, HoldRequest } from "./approval-contract.js";
import { type ApprovalParts, about, mustGet, toScope } from "./approval-parts.js";
import { isUsable, liveRun } from "./approval-rules.js";

/** Open approvals of one message. */
export const OPEN_MAX = 16;
/** Approvals of one message in all, so that an agent cannot flood a person. */
export const ASKED_MAX = 500;
/** Longest time that an approval stays open. */
const EXPIRY_MAX_MS = 30 * 86_400_000;
/** Attempts to find a free id. A collision among 2^40 is very unlikely. */
const ID_TRIES = 5;

/** What a repeated write must not draw again. */
export interface Drawn {
  ids: readonly string[];
  now: number;
}

/** An approval that is about to be stored. */
interface NewAsk extends ShownContent, Pick<ApprovalRow, Owner | "kind" | "subject"> {
  expiresAt?: number | undefined;
}
type Owner = "run_id" | "message_row_id" | "conversation_id" | "agent_id";

/** Inside a write: the approval of a run's request, new or known. */
export function ask(parts: ApprovalParts, request: ApprovalAsk, drawn: Drawn): string {
  const { store, journal } = parts;
  const run = liveRun(store, request.runId);
  const { kind, formerDetail = request.detail } = request;
  const wanted = { ...request, agentId: run.agent_id };
  const content = shownContent(wanted, journal.redacted);
  const digests = [content.digest, digestWith(formerDetail, wanted)];
  const asked = store.approvals.ofMessage(run.message_row_id);
  const same = asked.find((row) => digests.includes(row.digest) && isUsable(row));
  if (same !== undefined) return same.id;
  if (asked.length >= ASKED_MAX || asked.filter(({ status }) => status === "open").length >= OPEN_MAX)
    throw new AppError(
      "RATE_LIMITED",
      "This message already asked a person too often. Continue without asking.",
    );
  const { message_row_id, conversation_id, agent_id } = run;
  const owner = { run_id: run.id, message_row_id, conversation_id, agent_id };
  const { expiresAt } = request;
  return add(parts, { ...owner, ...content, kind, subject: null, expiresAt }, drawn).id;
}

/** Inside a write: stores an approval, holds its message, and notifies the person. */
function add(parts: ApprovalParts, { expiresAt, ...asked }: NewAsk, { ids, now }: Drawn): ApprovalRow {
  const { store, journal } = parts;
  const id = freeId(store, ids);
  const expires_at = Math.min(expiresAt ?? now + parts.defaultExpiryMs(), now + EXPIRY_MAX_MS);
  store.approvals.insert({ id, ...asked, created_at: now, expires_at });
  store.holds.put(asked.message_row_id, approvalHold(id), now);
  const row = mustGet(parts, id);
  const { digest } = asked;
  const suggested: readonly string[] = row.options === null ? [] : JSON.parse(row.options);
  const replyId = notify(parts, row, row.conversation_id);
  journal.append(
    "approval.requested",
    {
      ...about(row),
      title: literalLine(asked.title),
      detail: literalText(asked.detail),
      ...briefOf(row, journal.redacted),
      ...(suggested.length === 0 ? {} : { options: suggested.map(literalLine) }),
      digest,
      expiresAt: expires_at,
      ...parseStoredEstimate(row),
      ...(isPartial(parts, asked) ? { partial: true as const } : {}),
      ...(replyId === undefined ? {} : { replyId }),
    },
    toScope(row),
  );
  store.afterCommit(parts.expiry.arm);
  return row;
}

/** What is drawn once for a write that may be repeated. */
export function draw({ newCode, clock }: Pick<ApprovalParts, "newCode" | "clock">): Drawn {
  const ids = Array.from({ length: ID_TRIES }, () => `ask_${newCode().toLowerCase()}`);
  return { ids, now: clock.now() };
}

/** Inside a write: as `Approvals.hold` says. */
export function hold(parts: ApprovalParts, request: HoldRequest, drawn: () => Drawn): void {
  const { messageRowId, subject, kind, runId = "", ...asked } = request;
  const { store, journal, clock } = parts;
  const message = store.messages.get(messageRowId);
  if (message === undefined) throw new AppError("NOT_FOUND", `There is no message ${messageRowId}.`);
  const { conversation_id, agent_id } = message;
  const known = store.approvals.about(subject);
  if (known === undefined) {
    const content = shownContent({ ...asked, kind, agentId: agent_id }, journal.redacted);
    const owner = { run_id: runId, message_row_id: messageRowId, conversation_id, agent_id };
    add(parts, { ...owner, ...content, kind, subject }, drawn());
    return;
  }
  const reason = approvalHold(known.id);
  store.holds.put(messageRowId, reason, clock.now());
  const isNew = known.conversation_id !== conversation_id;
  const other = { messageRowId, conversationId: conversation_id };
  if (isNew && !store.holds.holdsInConversation(reason, other)) notify(parts, known, conversation_id);
}

/** Inside a write: the person reads the question where the conversation takes place. @returns the id of the reply */
function notify(
  { store, journal, outbox }: Pick<ApprovalParts, "store" | "journal" | "outbox">,
  row: ApprovalRow,
  conversationId: string,
): number | undefined {
  const conversation = store.conversations.get(conversationId);
  if (conversation === undefined) return undefined;
  return outbox.add({
    conversationId: conversation.id,
    messageId: conversation.reply_to_id,
    channel: conversation.channel,
    sender: conversation.sender,
    senderId: conversation.sender_id,
    message: approvalNoticeText(row, journal.redacted),
    originalMessage: conversation.text,
    agent: row.agent_id,
    files: [],
    metadata: conversation.metadata,
    approvalId: row.id,
  });
}

/** Whether the journal shows less than what is asked. */
function isPartial(
  { journal }: Pick<ApprovalParts, "journal">,
  { title, detail, options }: ShownContent,
): boolean {
  const isMasked = [title, detail, options ?? ""].some((text) => journal.redacted(text) !== text);
  return isMasked || literalText(detail).length > EVENT_FIELD_MAX_CHARS;
}

function freeId(store: Store, ids: readonly string[]): string {
  const id = ids.find((one) => store.approvals.get(one) === undefined);
  if (id === undefined) throw new Error("no free approval id was found");
  return id;
}
