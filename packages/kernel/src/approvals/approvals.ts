/**
 * Decisions that only a person may make. An approval is stored before the agent waits for it, survives restarts, expires,
 * is bound to its exact content, and is settled once: the first decision counts. While one is open, its message is held,
 * so that after a restart the agent runs again only when the decision is known. When the run that asked ends, its open
 * approvals are cancelled. TinyAGI itself asks about messages that do not run: such an approval has a subject, several
 * messages may wait for it, and it ends with the last of them. Who may decide is not checked here: the API and the inbox do that.
 */

import type { Clock, Log, Timer } from "@tinyagi/base";
import { AppError, type ApprovalKind, type EventScope, type JournalEvent } from "@tinyagi/contracts";
import { literalLine, literalText } from "@tinyagi/contracts/literal-text";
import { onClockJump } from "../clock-watch/clock-watch.js";
import { messageScope, runScope } from "../journal/event-scope.js";
import { FIELD_MAX_CHARS, type Journal } from "../journal/journal.js";
import { approvalNotice, approvalNoticeText } from "../outbox/approval-notice.js";
import { askedEstimate } from "../outbox/asked-estimate.js";
import type { Outbox } from "../outbox/outbox.js";
import { approvalHold } from "../queue/hold-reason.js";
import type { ApprovalRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { type ShownContent, shownContent } from "./approval-content.js";
import type {
  ApprovalAnswer,
  ApprovalOutcome,
  ApprovalRequest,
  Approvals,
  HoldRequest,
} from "./approval-contract.js";
import { approvalOf, asOutcome, assertDecidable, isUsable, liveRun } from "./approval-rules.js";

/** Open approvals of one message. */
export const OPEN_MAX = 16;
/** Approvals of one message in all, so that an agent cannot flood a person. */
export const ASKED_MAX = 500;
/** Longest time that an approval stays open. */
const EXPIRY_MAX_MS = 30 * 86_400_000;
/** After a failed write, until the next attempt to expire what is due. */
const RETRY_MS = 1_000;
/** Longest text of a person that is stored. */
const ANSWER_MAX_CHARS = 16_000;
/** Attempts to find a free id. A collision among 2^40 is very unlikely. */
const ID_TRIES = 5;

export interface ApprovalsOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  /** Eight letters and digits; see `createCodes`. */
  newCode: () => string;
  defaultExpiryMs: () => number;
  /** Where the person is notified. */
  outbox: Pick<Outbox, "add">;
  /** Signals that a lane may have a due message. */
  wake: (lane: string) => void;
}

/** What a repeated write must not draw again. */
interface Drawn {
  ids: readonly string[];
  now: number;
}

/** An approval that is about to be stored. */
interface NewAsk extends ShownContent, Pick<ApprovalRow, Owner | "kind" | "subject"> {
  expiresAt?: number | undefined;
}
type Owner = "run_id" | "message_row_id" | "conversation_id" | "agent_id";

export function createApprovals(options: ApprovalsOptions): Approvals {
  const { store, journal, clock, log } = options;
  const waiters = new Map<string, Set<(outcome: ApprovalOutcome) => void>>();
  const listeners = new Map<ApprovalKind, Parameters<Approvals["onSubject"]>[1][]>();
  const drawnFor = new Map<string, Drawn>();
  let timer: Timer | undefined;
  let closed = false;
  const unwatch = onClockJump(journal, arm);

  function mustGet(id: string): ApprovalRow {
    const row = store.approvals.get(id);
    if (row === undefined) throw new AppError("NOT_FOUND", "There is no approval with this id.");
    return row;
  }

  /** Inside a write: the approval of a run's request, new or known. */
  function ask(request: ApprovalRequest, drawn: Drawn): string {
    const run = liveRun(store, request.runId);
    const { kind } = request;
    const content = shownContent({ ...request, agentId: run.agent_id }, journal.redacted);
    const asked = store.approvals.ofMessage(run.message_row_id);
    const same = asked.find((row) => row.digest === content.digest && isUsable(row));
    if (same !== undefined) return same.id;
    if (asked.length >= ASKED_MAX || asked.filter(({ status }) => status === "open").length >= OPEN_MAX)
      throw new AppError(
        "RATE_LIMITED",
        "This message already asked a person too often. Continue without asking.",
      );
    const { message_row_id, conversation_id, agent_id } = run;
    const owner = { run_id: run.id, message_row_id, conversation_id, agent_id };
    const { expiresAt } = request;
    return add({ ...owner, ...content, kind, subject: null, expiresAt }, drawn).id;
  }

  /** Inside a write: stores an approval, holds its message, and notifies the person. */
  function add({ expiresAt, ...asked }: NewAsk, { ids, now }: Drawn): ApprovalRow {
    const id = freeId(store, ids);
    const expires_at = Math.min(expiresAt ?? now + options.defaultExpiryMs(), now + EXPIRY_MAX_MS);
    store.approvals.insert({ id, ...asked, created_at: now, expires_at });
    store.holds.put(asked.message_row_id, approvalHold(id), now);
    const row = mustGet(id);
    const { digest } = asked;
    const suggested: readonly string[] = row.options === null ? [] : JSON.parse(row.options);
    const replyId = notify(options, row, row.conversation_id);
    journal.append(
      "approval.requested",
      {
        ...about(row),
        title: literalLine(asked.title),
        detail: literalText(asked.detail),
        ...(suggested.length === 0 ? {} : { options: suggested.map(literalLine) }),
        digest,
        expiresAt: expires_at,
        ...askedEstimate(row),
        ...(isPartial(options, asked) ? { partial: true as const } : {}),
        ...(replyId === undefined ? {} : { replyId }),
      },
      scopeOf(row),
    );
    store.afterCommit(arm);
    return row;
  }

  function draw(): Drawn {
    const ids = Array.from({ length: ID_TRIES }, () => `ask_${options.newCode().toLowerCase()}`);
    return { ids, now: clock.now() };
  }

  /** As `draw`. A write that is repeated gets the same as before. */
  function drawFor(subject: string): Drawn {
    const known = drawnFor.get(subject) ?? draw();
    drawnFor.set(subject, known);
    store.afterCommit(() => void drawnFor.delete(subject));
    return known;
  }

  function hold({ messageRowId, subject, kind, runId = "", ...asked }: HoldRequest): void {
    const message = store.messages.get(messageRowId);
    if (message === undefined) throw new AppError("NOT_FOUND", `There is no message ${messageRowId}.`);
    const { conversation_id, agent_id } = message;
    const known = store.approvals.about(subject);
    if (known === undefined) {
      const content = shownContent({ ...asked, kind, agentId: agent_id }, journal.redacted);
      const owner = { run_id: runId, message_row_id: messageRowId, conversation_id, agent_id };
      add({ ...owner, ...content, kind, subject }, drawFor(subject));
      return;
    }
    const reason = approvalHold(known.id);
    store.holds.put(messageRowId, reason, clock.now());
    const isNew = known.conversation_id !== conversation_id;
    const other = { messageRowId, conversationId: conversation_id };
    if (isNew && !store.holds.holdsInConversation(reason, other)) notify(options, known, conversation_id);
  }

  /** Resolves with the outcome. One that a waiting run gets counts as taken. */
  async function outcomeOf(id: string, signal: AbortSignal | undefined): Promise<ApprovalOutcome> {
    if (signal?.aborted === true) throw gaveUp();
    const row = mustGet(id);
    if (row.status !== "open") {
      await store.write(() => store.approvals.take(id, clock.now()));
      return asOutcome(row);
    }
    return new Promise((resolve, reject) => {
      const group = waiters.get(id) ?? new Set();
      waiters.set(id, group);
      const leave = () => {
        group.delete(settle);
        if (group.size === 0) waiters.delete(id);
        signal?.removeEventListener("abort", abort);
      };
      const settle = (outcome: ApprovalOutcome) => {
        leave();
        resolve(outcome);
      };
      const abort = () => {
        leave();
        reject(gaveUp());
      };
      group.add(settle);
      signal?.addEventListener("abort", abort);
    });
  }

  /** Inside a write: the one step that ends an approval. */
  function settle(
    row: ApprovalRow,
    status: ApprovalOutcome["status"],
    end: { by?: string; text?: string; record: () => void },
  ): ApprovalRow {
    const now = clock.now();
    const { by = null, text = null } = end;
    if (store.approvals.settle(row.id, { status, answer: text, by, now }) === 0)
      throw new AppError("APPROVAL_ANSWERED", "This approval was settled before.");
    if (waiters.has(row.id)) store.approvals.take(row.id, now);
    const held = store.holds.heldBy(approvalHold(row.id));
    for (const messageRowId of held) store.holds.remove(messageRowId, approvalHold(row.id));
    const settled = mustGet(row.id);
    end.record();
    if (row.subject !== null && status !== "cancelled")
      for (const listener of listeners.get(row.kind) ?? []) listener(settled, held);
    const lanes = new Set(held.flatMap((messageRowId) => store.messages.get(messageRowId)?.lane ?? []));
    store.afterCommit(() => {
      for (const resolve of waiters.get(row.id) ?? []) resolve(asOutcome(settled));
      for (const lane of lanes) options.wake(lane);
      arm();
    });
    return settled;
  }

  function decide(
    id: string,
    status: "approved" | "denied" | "answered",
    { digest, by, text }: ApprovalAnswer,
  ): Promise<ApprovalRow> {
    return store.write(() => {
      const row = mustGet(id);
      assertDecidable(row, { status, digest, now: clock.now() });
      const remark = text === undefined || text === "" ? {} : { text: text.slice(0, ANSWER_MAX_CHARS) };
      const record = () =>
        journal.append("approval.answered", { ...about(row), status, ...remark, by }, scopeOf(row));
      return settle(row, status, { by, ...remark, record });
    });
  }

  /** Inside a write. */
  function cancel(row: ApprovalRow, reason: string): void {
    const record = () => journal.append("approval.cancelled", { ...about(row), reason }, scopeOf(row));
    settle(row, "cancelled", { record });
  }

  /** Inside a write. */
  function expireDue(): void {
    for (const row of store.approvals.due(clock.now())) {
      const record = () => journal.append("approval.expired", about(row), scopeOf(row));
      settle(row, "expired", { record });
    }
  }

  function arm(): void {
    timer?.cancel();
    const next = closed ? null : store.approvals.nextExpiry();
    if (next !== null) wait(next - clock.now());
  }

  function wait(delayMs: number): void {
    timer = clock.setTimer(delayMs, () => void store.write(expireDue).then(arm, tryAgain));
  }

  function tryAgain(error: unknown): void {
    log.error({ err: error }, "approvals could not be expired; it is tried again");
    if (!closed) wait(RETRY_MS);
  }

  /** Inside a write: what a run asked needs no decision after its end; its message may wait for a subject. */
  function cancelAsked(messageRowId: number, reason: string): void {
    for (const row of store.approvals.ofMessage(messageRowId))
      if (row.status === "open" && row.subject === null) cancel(row, reason);
  }

  /** Inside a write: a message that has ended waits for no subject. Others may. */
  function leaveSubjects(messageRowId: number): void {
    for (const hold of store.holds.of(messageRowId)) {
      const row = approvalOf(store, hold);
      if (row?.status !== "open" || row.subject === null) continue;
      store.holds.remove(messageRowId, hold);
      const next = store.holds.anyHeldBy(hold);
      const message = next === undefined ? undefined : store.messages.get(next);
      if (message === undefined) cancel(row, "no message waits for it");
      else if (row.message_row_id === messageRowId)
        store.approvals.rebind(row.id, {
          message_row_id: message.id,
          conversation_id: message.conversation_id,
        });
    }
  }

  function ended(event: JournalEvent): void {
    const reason = ENDS.get(event.type);
    const { messageRowId } = event;
    if (reason === undefined || messageRowId === undefined) return;
    const isMessage = event.type === "message.cancelled" || event.type === "message.died";
    const isAsked = store.approvals.ofMessage(messageRowId).some(({ status }) => status === "open");
    const isHeld =
      isMessage && store.holds.of(messageRowId).some((hold) => approvalOf(store, hold) !== undefined);
    if (!isAsked && !isHeld) return;
    store
      .write(() => {
        cancelAsked(messageRowId, reason);
        if (isMessage) leaveSubjects(messageRowId);
      })
      .catch((error: unknown) =>
        log.error(
          { err: error, messageRowId },
          "open approvals could not be cancelled; the next start does it",
        ),
      );
  }

  const unsubscribe = journal.subscribe(ended);
  return {
    async request(request) {
      // Drawn once: a write that queues a reply may be repeated, and must then queue the same.
      const drawn = draw();
      const id = await store.write(() => ask(request, drawn));
      return outcomeOf(id, request.signal);
    },
    approve: (id, answer) => decide(id, "approved", answer),
    deny: (id, answer) => decide(id, "denied", answer),
    answer: (id, answer) => decide(id, "answered", answer),
    get: mustGet,
    notice: (id) => approvalNotice(mustGet(id), journal.redacted),
    hold,
    onSubject(kind, listener) {
      listeners.set(kind, [...(listeners.get(kind) ?? []), listener]);
    },
    withdraw(subject, reason) {
      const row = store.approvals.about(subject);
      if (row !== undefined) cancel(row, reason);
    },
    list: (filter) => store.approvals.list(filter),
    async start() {
      await store.write(() => {
        for (const row of store.approvals.abandoned()) cancel(row, "the message it belongs to has ended");
        expireDue();
      });
      arm();
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      unwatch();
      timer?.cancel();
      unsubscribe();
    },
  };
}

/** Events that end the need for a decision. An interrupted run is repeated, so its approvals stay open. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ["run.completed", "the run that asked ended"],
  ["run.failed", "the run that asked failed"],
  ["run.cancelled", "the run that asked was cancelled"],
  ["message.cancelled", "the message was cancelled"],
  ["message.died", "the message failed permanently"],
]);

/** Inside a write: the person reads the question where the conversation takes place. @returns the id of the reply */
function notify(
  { store, journal, outbox }: Pick<ApprovalsOptions, "store" | "journal" | "outbox">,
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
  { journal }: Pick<ApprovalsOptions, "journal">,
  { title, detail, options }: ShownContent,
): boolean {
  const isMasked = [title, detail, options ?? ""].some((text) => journal.redacted(text) !== text);
  return isMasked || literalText(detail).length > FIELD_MAX_CHARS;
}

function freeId(store: Store, ids: readonly string[]): string {
  const id = ids.find((one) => store.approvals.get(one) === undefined);
  if (id === undefined) throw new Error("no free approval id was found");
  return id;
}

function about({ id, kind, agent_id }: ApprovalRow) {
  return { approvalId: id, kind, agent: agent_id };
}

function scopeOf(row: ApprovalRow): EventScope {
  const about = { ...row, id: row.message_row_id };
  return row.run_id === "" ? messageScope(about) : runScope(about);
}

function gaveUp(): AppError {
  return new AppError("CANCELLED", "The run no longer waits for the decision.");
}
