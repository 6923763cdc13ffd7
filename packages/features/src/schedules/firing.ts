/**
 * Handles one due time. The message, the entry in the history and the mark of the last due time are one transaction, so
 * that a due time is handled once even after a crash. A firing that is refused is recorded and never repeated.
 */

import type { Clock, Log } from "@tinyagi/base";
import { isAppError, type ScheduleWhy } from "@tinyagi/contracts";
import type { Journal, ScheduleRow, Store } from "@tinyagi/kernel";
import { type Asker, readAsker } from "@tinyagi/kernel";
import { whyPhrase } from "@tinyagi/views";
import type { Due } from "./due.js";
import { DEFAULT_SCHEDULE_CHANNEL } from "./schedule-input.js";

/** Most entries in the history of one schedule. */
export const HISTORY_MAX = 500;
const SAFE_MESSAGE_ID = /^[A-Za-z0-9][A-Za-z0-9_.:@=+-]*$/;

export interface AcceptedMessage {
  conversationId: string;
  messageId: string;
}

/** What set a conversation up by itself. Its replies say so. */
export type ReportSource = { schedule: string } | { heartbeat: string };

export interface TimedMessage {
  text: string;
  channel: string;
  sender: string;
  senderId?: string | null;
  messageId: string;
  target: string;
  quiet?: boolean;
  /** What it answers: travels with the conversation and its replies. */
  metadata?: ReportSource;
  /** On whose behalf it is sent. */
  asker?: Asker;
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

/** @throws a retryable AppError: nothing was written, and the due time stays */
export async function handleDue(parts: FiringParts, row: ScheduleRow, due: FireOrMiss): Promise<void> {
  if (due.kind === "miss") {
    await parts.store.write(() => record(parts, row, missedEntry(due.dueAt, due.count)));
    return;
  }
  if (isOverlapping(parts, row)) {
    const why = { code: "schedule.overlap" } as const;
    await parts.store.write(() => record(parts, row, { dueAt: due.dueAt, status: "skipped", why }));
    return;
  }
  await fire(parts, row, due);
}

/** Due times at which nothing was sent. */
function missedEntry(dueAt: number, count: number) {
  return { dueAt, status: "skipped", why: { code: "schedule.missed", count }, missed: count } as const;
}

/** Sends a schedule's message immediately, in addition to its due times. @throws AppError of the conversation service */
export async function fireByHand(parts: FiringParts, row: ScheduleRow): Promise<AcceptedMessage> {
  const now = parts.clock.now();
  // Due times are whole seconds. A manual run must not have the same time as one.
  const dueAt = now % 1_000 === 0 ? now + 1 : now;
  const accept = await parts.prepare(messageOf(row, dueAt));
  return parts.store.write(() => {
    const accepted = accept();
    addRun(parts, row, { dueAt, status: "fired", why: { code: "schedule.by_hand" }, accepted });
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
      // A schedule that was changed meanwhile is handled again in its new state.
      if (isChanged(parts, row)) return;
      if (parts.store.schedules.hasRun(row.id, due.dueAt)) recordRepeat(parts, row, due.dueAt);
      else settleFired(parts, row, { due, accepted: accept() });
    });
  } catch (error) {
    await settleRefused(parts, row, { dueAt: due.dueAt, error });
  }
}

function isChanged({ store }: FiringParts, row: ScheduleRow): boolean {
  const current = store.schedules.get(row.id);
  return current?.enabled !== 1 || current.updated_at !== row.updated_at;
}

/** Runs inside the accepting transaction. */
function settleFired(
  parts: FiringParts,
  row: ScheduleRow,
  fired: { due: Extract<Due, { kind: "fire" }>; accepted: AcceptedMessage },
): void {
  const { due, accepted } = fired;
  const replaced = replacedTimes(parts, row, due);
  const why = replaced === 0 ? null : ({ code: "schedule.replaced", count: replaced } as const);
  addRun(parts, row, { dueAt: due.dueAt, status: "fired", why, missed: replaced, accepted });
  finish(parts, row, due.dueAt);
  appendFired(parts, row, {
    dueAt: due.dueAt,
    byHand: false,
    conversationId: accepted.conversationId,
  });
}

/** With `once`, this firing replaces the missed ones; with `skip`, they get their own entry. */
function replacedTimes(
  parts: FiringParts,
  row: ScheduleRow,
  { missed }: Extract<Due, { kind: "fire" }>,
): number {
  if (missed === null) return 0;
  if (row.catch_up === "once") return missed.count;
  addRun(parts, row, missedEntry(missed.first, missed.count));
  return 0;
}

async function settleRefused(
  parts: FiringParts,
  row: ScheduleRow,
  refused: { dueAt: number; error: unknown },
): Promise<void> {
  const { error, dueAt } = refused;
  if (isAppError(error) && error.retryable) throw error;
  if (isAppError(error, "DUPLICATE_MESSAGE")) {
    await parts.store.write(() => recordRepeat(parts, row, dueAt));
    return;
  }
  parts.log.warn({ err: error, scheduleId: row.id }, "a schedule could not fire");
  const why: ScheduleWhy = isAppError(error)
    ? { code: "schedule.refused", error: error.code, said: error.message }
    : { code: "schedule.unexpected" };
  await parts.store.write(() => record(parts, row, { dueAt, status: "failed", why }));
}

/** Records a due time that was already handled. An existing entry in the history stays. Call it inside a write. */
function recordRepeat(parts: FiringParts, row: ScheduleRow, dueAt: number): void {
  record(parts, row, { dueAt, status: "skipped", why: { code: "schedule.repeated" } });
}

/** Records a due time that led to no message. Call it inside a write. */
function record(
  parts: FiringParts,
  row: ScheduleRow,
  outcome: { dueAt: number; status: "skipped" | "failed"; why: ScheduleWhy; missed?: number },
): void {
  if (parts.store.schedules.get(row.id) === undefined) return;
  addRun(parts, row, outcome);
  finish(parts, row, outcome.dueAt);
  const { id, label, agent_id: agent } = row;
  const { dueAt, why } = outcome;
  parts.journal.append(
    outcome.status === "skipped" ? "schedule.skipped" : "schedule.failed",
    { scheduleId: id, label, agent, dueAt, reason: whyPhrase(why), why },
    { agentId: agent },
  );
}

function addRun(
  { store, clock }: FiringParts,
  row: ScheduleRow,
  run: {
    dueAt: number;
    status: "fired" | "skipped" | "failed";
    why: ScheduleWhy | null;
    missed?: number;
    accepted?: AcceptedMessage;
  },
): void {
  store.schedules.addRun({
    schedule_id: row.id,
    due_at: run.dueAt,
    status: run.status,
    reason: run.why === null ? null : JSON.stringify(run.why),
    conversation_id: run.accepted?.conversationId ?? null,
    created_at: clock.now(),
    missed: run.missed ?? 0,
  });
  store.schedules.pruneRuns(row.id, HISTORY_MAX);
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
    // A platform delivers by a person's id. A schedule for a platform has that id as its sender.
    senderId: row.channel === DEFAULT_SCHEDULE_CHANNEL ? `tinyagi-schedule:${row.label}` : row.sender,
    messageId: `${name}_${dueAt}`,
    metadata: { schedule: row.label },
    asker: readAsker(row.asker),
  };
}
