/** Rows with defaults, so that a test names only what matters to it. For tests only. */
import type { EventRow, PairingRow, ProjectRow, TaskRow } from "../schema.js";
import type { NewApproval } from "./approval-statements.js";
import type { NewReply } from "./outbox-statements.js";
import type { NewPairing } from "./pairing-statements.js";
import type { NewRun } from "./run-life-statements.js";
import type { NewSchedule, NewScheduleRun } from "./schedule-statements.js";

/** A starting run of message 1 in conversation `c1`. */
export function runRow(id: string, changes: Partial<NewRun> = {}): NewRun {
  return {
    id,
    message_row_id: 1,
    conversation_id: "c1",
    parent_run_id: null,
    root_run_id: id,
    depth: 0,
    agent_id: "coder",
    harness: "demo",
    provider: "demo",
    model: null,
    attempt: 1,
    boot_id: "boot1",
    created_at: 0,
    ...changes,
  };
}

/** A reply of conversation `c1` on Discord. */
export function replyRow(key: string, changes: Partial<NewReply> = {}): NewReply {
  return {
    conversation_id: "c1",
    message_id: "m1",
    channel: "discord",
    sender: "ana",
    sender_id: null,
    message: "hi",
    original_message: "",
    agent: null,
    files: "[]",
    metadata: null,
    chat: "",
    approval_id: null,
    idempotency_key: key,
    created_at: 0,
    ...changes,
  };
}

export function eventRow(type: string, changes: Partial<EventRow> = {}): Omit<EventRow, "seq"> {
  return {
    type,
    time: 0,
    conversation_id: null,
    run_id: null,
    message_row_id: null,
    agent_id: null,
    data: "{}",
    ...changes,
  };
}

/** A task of coder in `todo`; its identifier is made of its id. */
export function taskRow(id: string, changes: Partial<TaskRow> = {}): TaskRow {
  return {
    id,
    number: 1,
    identifier: `T-${id}`,
    title: "a task",
    description: "",
    status: "todo",
    assignee: "coder",
    assignee_type: "agent",
    project_id: null,
    priority: "none",
    due_on: null,
    sort_order: 0,
    conversation_id: null,
    dispatched_at: null,
    dispatch_error: null,
    created_at: 0,
    updated_at: 0,
    ...changes,
  };
}

export function projectRow(id: string, changes: Partial<ProjectRow> = {}): ProjectRow {
  return {
    id,
    name: id,
    description: "",
    prefix: id.toUpperCase(),
    color: "#000000",
    status: "active",
    created_at: 0,
    updated_at: 0,
    ...changes,
  };
}

/** A Telegram sender who waits with a code. */
export function pairingRow(senderId: string, changes: Partial<PairingRow> = {}): NewPairing {
  return {
    channel: "telegram",
    sender_id: senderId,
    sender: `Sender ${senderId}`,
    state: "pending",
    role: "member",
    code: `CODE${senderId}`,
    created_at: 0,
    last_seen_at: 0,
    expires_at: 100,
    approved_at: null,
    approved_by: null,
    ...changes,
  };
}

/** An enabled cron schedule; its label is its id. */
export function scheduleRow(id: string, changes: Partial<NewSchedule> = {}): NewSchedule {
  return {
    id,
    label: id,
    cron: "0 9 * * *",
    run_at: null,
    time_zone: null,
    agent_id: "coder",
    message: "work",
    channel: "schedule",
    sender: "schedule",
    enabled: 1,
    catch_up: "once",
    overlap: "skip",
    created_at: 0,
    updated_at: 0,
    asker: null,
    ...changes,
  };
}

export function scheduleRunRow(
  scheduleId: string,
  dueAt: number,
  changes: Partial<NewScheduleRun> = {},
): NewScheduleRun {
  return {
    schedule_id: scheduleId,
    due_at: dueAt,
    status: "fired",
    reason: null,
    conversation_id: null,
    created_at: dueAt,
    ...changes,
  };
}

/** An open question of run `r1`. */
export function approvalRow(id: string, changes: Partial<NewApproval> = {}): NewApproval {
  return {
    id,
    kind: "question",
    run_id: "r1",
    message_row_id: 1,
    conversation_id: "c1",
    agent_id: "coder",
    title: "Which colour?",
    detail: "Which colour?",
    options: null,
    preview: null,
    digest: "0".repeat(64),
    created_at: 0,
    expires_at: 1_000,
    ...changes,
  };
}
