/**
 * Handles one due time: the message, the entry in the history and the mark behind it are one transaction, so that
 * a due time is handled once whenever the daemon dies. A firing that is refused is recorded and never repeated.
 */
import { AppError, isAppError } from "@tinyagi/contracts";
import type { Clock } from "../base/clock.js";
import type { Log } from "../base/log.js";
import type { Journal } from "../journal/journal.js";
import type { ScheduleRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import type { Due } from "./due.js";
import { DEFAULT_SCHEDULE_CHANNEL } from "./schedule-input.js";

/** Entries of the history kept of each schedule. */
export const HISTORY_MAX = 500;
const SAFE_MESSAGE_ID = /^[A-Za-z0-9][A-Za-z0-9_.:@=+-]*$/;

export interface AcceptedMessage {
  conversationId: string;
  messageId: string;
}

export interface TimedMessage {
  text: string;
  channel: string;
  sender: string;
  senderId?: string | null;
  messageId: string;
  target: string;
  quiet?: boolean;
}

/**
 * The part of the conversation service that time-driven senders need: it routes a message and returns what accepts it
 * inside a write of the sender. That write may be repeated, and the returned function with it.
 */
export type PrepareMessage = (message: TimedMessage) => Promise<() => AcceptedMessage>;

export interface FiringParts {
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  prepare: PrepareMessage;
}

type FireOrMiss = Extract<Due, { kind: "fire" | "miss" }>;

/** @throws AppError that is retryable: nothing was written, the due time stays */
export async function handleDue(parts: FiringParts, row: ScheduleRow, due: FireOrMiss): Promise<void> {
  if (due.kind === "miss") {
    const times = due.count === 1 ? "" : ` (${due.count} due times)`;
    const reason = `missed: the daemon was not there${times}`;
    await parts.store.write(() => record(parts, row, { dueAt: due.dueAt, status: "skipped", reason }));
    return;
  }
  if (isOverlapping(parts, row)) {
    const reason = "the conversation of its last firing is still open";
    await parts.store.write(() => record(parts, row, { dueAt: due.dueAt, status: "skipped", reason }));
    return;
  }
  await fire(parts, row, due);
}

/** Sends a schedule's message at once, beside its due times. @throws AppError of the conversation service */
export async function fireByHand(parts: FiringParts, row: ScheduleRow): Promise<AcceptedMessage> {
  const now = parts.clock.now();
  // Due times are whole seconds: a run by hand must not take the place of one.
  const dueAt = now % 1_000 === 0 ? now + 1 : now;
  const accept = await parts.prepare(messageOf(row, dueAt));
  return parts.store.write(() => {
    const accepted = accept();
    addRun(parts, row, { dueAt, status: "fired", reason: "run by hand", accepted });
    appendFired(parts, row, { dueAt, byHand: true, conversationId: accepted.conversationId });
    return accepted;
  });
}

function isOverlapping({ store }: FiringParts, row: ScheduleRow): boolean {
  if (row.overlap === "allow" || row.run_at !== null) return false;
  const last = store.schedules.lastFired(row.id)?.conversation_id ?? null;
  return last !== null && store.conversations.get(last)?.status === "open";
}

async function fire(
  parts: FiringParts,
  row: ScheduleRow,
  due: Extract<Due, { kind: "fire" }>,
): Promise<void> {
  try {
    const accept = await parts.prepare(messageOf(row, due.dueAt));
    await parts.store.write(() => {
      // A schedule that was changed meanwhile is looked at again as it is now.
      if (isChanged(parts, row)) return;
      settleFired(parts, row, { due, accepted: accept() });
    });
  } catch (error) {
    await settleRefused(parts, row, { dueAt: due.dueAt, error });
  }
}

function isChanged({ store }: FiringParts, row: ScheduleRow): boolean {
  const current = store.schedules.get(row.id);
  return current?.enabled !== 1 || current.updated_at !== row.updated_at;
}

/** Inside the accepting transaction. */
function settleFired(
  parts: FiringParts,
  row: ScheduleRow,
  fired: { due: Extract<Due, { kind: "fire" }>; accepted: AcceptedMessage },
): void {
  const { due, accepted } = fired;
  const reason = missedNote(parts, row, due);
  const isNew = addRun(parts, row, { dueAt: due.dueAt, status: "fired", reason, accepted });
  if (!isNew) throw new AppError("DUPLICATE_MESSAGE", "This due time was handled before.");
  finish(parts, row, due.dueAt);
  appendFired(parts, row, {
    dueAt: due.dueAt,
    byHand: false,
    conversationId: accepted.conversationId,
  });
}

/** `once` stands for what was missed; `skip` tells it apart. */
function missedNote(
  parts: FiringParts,
  row: ScheduleRow,
  { missed }: Extract<Due, { kind: "fire" }>,
): string | null {
  if (missed === null) return null;
  const times = missed.count === 1 ? "1 due time" : `${missed.count} due times`;
  if (row.catch_up === "once") return `also stands for ${times} missed before`;
  const reason = `missed: the daemon was not there (${times})`;
  addRun(parts, row, { dueAt: missed.first, status: "skipped", reason });
  return null;
}

async function settleRefused(
  parts: FiringParts,
  row: ScheduleRow,
  refused: { dueAt: number; error: unknown },
): Promise<void> {
  const { error, dueAt } = refused;
  if (isAppError(error) && error.retryable) throw error;
  if (isAppError(error, "DUPLICATE_MESSAGE")) {
    const reason = "this due time was handled before";
    await parts.store.write(() => record(parts, row, { dueAt, status: "skipped", reason }));
    return;
  }
  parts.log.warn({ err: error, scheduleId: row.id }, "a schedule could not fire");
  const reason = isAppError(error)
    ? error.message
    : "It could not be sent for an unexpected reason; see the log.";
  await parts.store.write(() => record(parts, row, { dueAt, status: "failed", reason }));
}

/** Inside a write: a due time that led to no message. */
function record(
  parts: FiringParts,
  row: ScheduleRow,
  outcome: { dueAt: number; status: "skipped" | "failed"; reason: string },
): void {
  if (parts.store.schedules.get(row.id) === undefined) return;
  addRun(parts, row, outcome);
  finish(parts, row, outcome.dueAt);
  const { id, label, agent_id: agent } = row;
  const { dueAt, reason } = outcome;
  parts.journal.append(
    outcome.status === "skipped" ? "schedule.skipped" : "schedule.failed",
    { scheduleId: id, label, agent, dueAt, reason },
    { agentId: agent },
  );
}

function addRun(
  { store, clock }: FiringParts,
  row: ScheduleRow,
  run: {
    dueAt: number;
    status: "fired" | "skipped" | "failed";
    reason: string | null;
    accepted?: AcceptedMessage;
  },
): boolean {
  const added = store.schedules.addRun({
    schedule_id: row.id,
    due_at: run.dueAt,
    status: run.status,
    reason: run.reason,
    conversation_id: run.accepted?.conversationId ?? null,
    created_at: clock.now(),
  });
  store.schedules.pruneRuns(row.id, HISTORY_MAX);
  return added === 1;
}

function finish({ store, clock }: FiringParts, row: ScheduleRow, dueAt: number): void {
  store.schedules.handled(row.id, dueAt);
  if (row.run_at !== null) store.schedules.disable(row.id, clock.now());
}

function appendFired(
  { journal }: FiringParts,
  row: ScheduleRow,
  fired: { dueAt: number; byHand: boolean; conversationId: string },
): void {
  const { conversationId, ...rest } = fired;
  journal.append(
    "schedule.fired",
    { scheduleId: row.id, label: row.label, agent: row.agent_id, ...rest },
    { conversationId, agentId: row.agent_id },
  );
}

function messageOf(row: ScheduleRow, dueAt: number): TimedMessage {
  const name = SAFE_MESSAGE_ID.test(row.label) ? row.label : row.id;
  return {
    text: row.message,
    target: row.agent_id,
    channel: row.channel,
    sender: row.sender,
    // A platform delivers by the id of a person, and that is what a schedule for a platform names as its sender.
    senderId: row.channel === DEFAULT_SCHEDULE_CHANNEL ? `tinyagi-schedule:${row.label}` : row.sender,
    messageId: `${name}_${dueAt}`,
  };
}
