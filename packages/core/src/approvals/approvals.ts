/**
 * Decisions that only a person may make. An approval is stored before the agent waits for it, survives restarts, expires,
 * is bound to its exact content, and is settled once: the first decision counts. While one is open, its message is held,
 * so that after a restart the agent runs again only when the decision is known. When the run that asked ends, its open
 * approvals are cancelled. Who may decide is not checked here: the API and the inbox do that.
 */
import { AppError, type ApprovalKind, type ApprovalState, type JournalEvent } from "@tinyagi/contracts";
import type { Clock, Timer } from "../base/clock.js";
import type { Log } from "../base/log.js";
import { runScope } from "../journal/event-scope.js";
import type { Journal } from "../journal/journal.js";
import type { Outbox } from "../outbox/outbox.js";
import type { ApprovalRow, RunRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { shownContent } from "./approval-content.js";
import { approvalNotice } from "./approval-text.js";

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

export interface ApprovalRequest {
  kind: ApprovalKind;
  /** The run that waits. It must be live. */
  runId: string;
  /** One line. */
  title: string;
  /** Exactly what is decided: the question, the command, the plan. */
  detail: string;
  options?: readonly string[];
  /** Plain JSON for user interfaces. */
  preview?: unknown;
  /** Epoch milliseconds. Default: `defaultExpiryMs` from now. */
  expiresAt?: number;
  /** Ends the wait, not the approval: the run's end cancels it. */
  signal?: AbortSignal;
}

export interface ApprovalOutcome {
  id: string;
  status: Exclude<ApprovalState, "open">;
  /** The person's answer or remark. */
  text?: string;
  by?: string;
}

export interface ApprovalAnswer {
  /** The digest of the content that the person saw. */
  digest: string;
  /** The person's name for events: `operator`, or `telegram:123`. */
  by: string;
  text?: string | undefined;
}

export interface Approvals extends AsyncDisposable {
  /**
   * Asks a person and waits for the outcome. The same request of a later attempt of the message gets the same approval:
   * an open one is joined, and a decision that no run has got yet is given to it, once.
   *
   * @throws AppError `INVALID_INPUT`, `STALE_RUN` when the run has ended, `RATE_LIMITED` when it asks too often,
   *   `CANCELLED` by `signal`
   */
  request(request: ApprovalRequest): Promise<ApprovalOutcome>;
  /** @throws AppError `NOT_FOUND`, `APPROVAL_ANSWERED`, `APPROVAL_CHANGED`, `APPROVAL_CLOSED`, `INVALID_INPUT` */
  approve(id: string, answer: ApprovalAnswer): Promise<ApprovalRow>;
  deny(id: string, answer: ApprovalAnswer): Promise<ApprovalRow>;
  /** Answers a question. */
  answer(id: string, answer: ApprovalAnswer & { text: string }): Promise<ApprovalRow>;
  /** @throws AppError `NOT_FOUND` */
  get(id: string): ApprovalRow;
  /** Open ones, soonest expiry last; others newest first. @param status default: all */
  list(filter: { status?: ApprovalState | undefined; limit: number }): ApprovalRow[];
  /** After a start: settles what ended or expired in the meantime. */
  start(): Promise<void>;
}

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

/** The hold of an approval's message. */
const holdOf = (id: string): string => `approval:${id}`;

export function createApprovals(options: ApprovalsOptions): Approvals {
  const { store, journal, clock, log } = options;
  const waiters = new Map<string, Set<(outcome: ApprovalOutcome) => void>>();
  let timer: Timer | undefined;
  let closed = false;

  function mustGet(id: string): ApprovalRow {
    const row = store.approvals.get(id);
    if (row === undefined) throw new AppError("NOT_FOUND", "There is no approval with this id.");
    return row;
  }

  /** Inside a write: the approval of a request, new or known. */
  function ask(request: ApprovalRequest, { ids, now }: Drawn): string {
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
    const id = freeId(store, ids);
    const expires_at = Math.min(request.expiresAt ?? now + options.defaultExpiryMs(), now + EXPIRY_MAX_MS);
    const { message_row_id, conversation_id, agent_id } = run;
    const owner = { run_id: run.id, message_row_id, conversation_id, agent_id };
    store.approvals.insert({ id, kind, ...owner, ...content, created_at: now, expires_at });
    store.holds.put(message_row_id, holdOf(id), now);
    const row = mustGet(id);
    const { title, detail, digest } = content;
    const suggested: string[] | undefined = row.options === null ? undefined : JSON.parse(row.options);
    journal.append(
      "approval.requested",
      {
        ...about(row),
        title,
        detail,
        ...(suggested === undefined ? {} : { options: suggested }),
        digest,
        expiresAt: expires_at,
      },
      scopeOf(row),
    );
    notify(options, row);
    store.afterCommit(arm);
    return id;
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
    end: { by?: string; text?: string } = {},
  ) {
    const now = clock.now();
    const { by = null, text = null } = end;
    if (store.approvals.settle(row.id, { status, answer: text, by, now }) === 0)
      throw new AppError("APPROVAL_ANSWERED", "This approval was settled before.");
    if (waiters.has(row.id)) store.approvals.take(row.id, now);
    store.holds.remove(row.message_row_id, holdOf(row.id));
    const lane = store.messages.get(row.message_row_id)?.lane;
    const settled = mustGet(row.id);
    store.afterCommit(() => {
      for (const resolve of waiters.get(row.id) ?? []) resolve(asOutcome(settled));
      if (lane !== undefined) options.wake(lane);
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
      const settled = settle(row, status, { by, ...remark });
      journal.append("approval.answered", { ...about(row), status, ...remark, by }, scopeOf(row));
      return settled;
    });
  }

  /** Inside a write. */
  function cancel(row: ApprovalRow, reason: string): void {
    settle(row, "cancelled");
    journal.append("approval.cancelled", { ...about(row), reason }, scopeOf(row));
  }

  /** Inside a write. */
  function expireDue(): void {
    for (const row of store.approvals.due(clock.now())) {
      settle(row, "expired");
      journal.append("approval.expired", about(row), scopeOf(row));
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

  function runEnded(event: JournalEvent): void {
    const reason = ENDS.get(event.type);
    const { messageRowId } = event;
    if (reason === undefined || messageRowId === undefined) return;
    const isOpen = ({ status }: ApprovalRow) => status === "open";
    if (!store.approvals.ofMessage(messageRowId).some(isOpen)) return;
    store
      .write(() => {
        for (const row of store.approvals.ofMessage(messageRowId).filter(isOpen)) cancel(row, reason);
      })
      .catch((error: unknown) =>
        log.error(
          { err: error, messageRowId },
          "open approvals could not be cancelled; the next start does it",
        ),
      );
  }

  const unsubscribe = journal.subscribe(runEnded);
  return {
    async request(request) {
      // Drawn once: a write that queues a reply may be repeated, and must then queue the same.
      const drawn = {
        ids: Array.from({ length: ID_TRIES }, () => `ask_${options.newCode().toLowerCase()}`),
        now: clock.now(),
      };
      const id = await store.write(() => ask(request, drawn));
      return outcomeOf(id, request.signal);
    },
    approve: (id, answer) => decide(id, "approved", answer),
    deny: (id, answer) => decide(id, "denied", answer),
    answer: (id, answer) => decide(id, "answered", answer),
    get: mustGet,
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

/** Inside a write: the person reads the question where the conversation takes place. */
function notify({ store, outbox }: Pick<ApprovalsOptions, "store" | "outbox">, row: ApprovalRow): void {
  const conversation = store.conversations.get(row.conversation_id);
  if (conversation === undefined) return;
  outbox.add({
    conversationId: conversation.id,
    messageId: conversation.reply_to_id,
    channel: conversation.channel,
    sender: conversation.sender,
    senderId: conversation.sender_id,
    message: approvalNotice(row),
    originalMessage: conversation.text,
    agent: row.agent_id,
    files: [],
    metadata: conversation.metadata,
  });
}

function liveRun(store: Store, runId: string): RunRow {
  const run = store.runs.get(runId);
  if (run === undefined || (run.status !== "starting" && run.status !== "running"))
    throw new AppError("STALE_RUN", "The run has ended, so no one waits for a decision.");
  return run;
}

/** Open, or decided while no run waited. An expired one is asked again. */
function isUsable({ status, taken_at }: ApprovalRow): boolean {
  if (status === "open") return true;
  return taken_at === null && status !== "expired" && status !== "cancelled";
}

function assertDecidable(
  row: ApprovalRow,
  { status, digest, now }: { status: ApprovalState; digest: string; now: number },
): void {
  if (
    row.status === "expired" ||
    row.status === "cancelled" ||
    (row.status === "open" && row.expires_at <= now)
  )
    throw new AppError(
      "APPROVAL_CLOSED",
      row.status === "cancelled" ? "The run that asked has ended." : "This approval has expired.",
    );
  if (row.status !== "open")
    throw new AppError(
      "APPROVAL_ANSWERED",
      `This was ${row.status} before, by ${row.answered_by ?? "someone"}.`,
    );
  if (row.digest !== digest)
    throw new AppError(
      "APPROVAL_CHANGED",
      "The content is not the one that was shown. Read it again, then decide.",
    );
  if (row.kind === "question" && status === "approved")
    throw new AppError(
      "INVALID_INPUT",
      `This is a question. Answer it: tinyagi answer ${row.id} "your text"`,
    );
  if (row.kind !== "question" && status === "answered")
    throw new AppError("INVALID_INPUT", `This is no question. Use: tinyagi approve ${row.id}, or deny`);
}

function freeId(store: Store, ids: readonly string[]): string {
  const id = ids.find((one) => store.approvals.get(one) === undefined);
  if (id === undefined) throw new Error("no free approval id was found");
  return id;
}

function asOutcome({ id, status, answer, answered_by }: ApprovalRow): ApprovalOutcome {
  if (status === "open") throw new Error("an open approval has no outcome");
  return {
    id,
    status,
    ...(answer === null ? {} : { text: answer }),
    ...(answered_by === null ? {} : { by: answered_by }),
  };
}

function about({ id, kind, agent_id }: ApprovalRow) {
  return { approvalId: id, kind, agent: agent_id };
}

function scopeOf(row: ApprovalRow) {
  return runScope({ ...row, id: row.message_row_id });
}

function gaveUp(): AppError {
  return new AppError("CANCELLED", "The run no longer waits for the decision.");
}
