/**
 * Converts rows of the store to the views of the API. Credentials in the text of a person or an agent are left out, by
 * the rule of the journal. Replies are shown as they are delivered.
 */

import { cutText } from "@tinyagi/base";
import type {
  ConversationDetail,
  ConversationView,
  LaneMessage,
  MessageView,
  RunErrorClass,
  RunTreeNode,
  RunView,
  ShownContext,
  Usage,
  WorkPlace,
} from "@tinyagi/contracts";
import { classStep, holdCode } from "@tinyagi/contracts";
import { toTitle } from "@tinyagi/contracts/title";
import { type LaneEntry, waitOfMessage } from "@tinyagi/features";
import {
  type ConversationRow,
  type DeadPlace,
  type DeadRow,
  isInGraph,
  type Journal,
  type MessageRow,
  partsOfReply,
  type RunRow,
  renderPrompt,
  resolveSource,
  type Store,
  type ThreadFacts,
} from "@tinyagi/kernel";

import { failureView } from "./message/failure-view.js";

/** Characters of a message in a lane. It is cut after credentials were taken out. */
const PREVIEW_SHOWN = 300;
/** Of a text whose beginning is shown. */
const READ_CHARS = 2_000;

type Reply = ConversationDetail["replies"][number];

/** Takes credentials out of a text. */
export type Redact = Journal["redacted"];

/** @returns how conversations are shown, by what is asked and what runs at this moment */
export function conversationViewer(
  store: Store,
  redact: Redact,
  around: Parameters<typeof waitOfMessage>[2],
): (row: ConversationRow) => ConversationView {
  const waiting = new Set(store.approvals.waiting().map(({ conversation_id }) => conversation_id));
  const working = new Set(store.messages.workingIn());
  const waitIn = (id: string) => {
    const first = working.has(id) ? undefined : store.messages.firstOpen(id);
    return first === undefined ? null : waitOfMessage(store, first, around);
  };
  return (row) => ({
    id: row.id,
    messageId: row.reply_to_id,
    channel: row.channel,
    sender: row.sender,
    senderId: row.sender_id,
    team: row.team_id,
    join: row.join_mode,
    status: row.status,
    text: redact(row.text),
    title: row.title === null ? redactedTitle(row.text, redact) : redact(row.title),
    followUpOf: row.follow_up_of,
    limitReached: row.limit_reached,
    createdAt: row.created_at,
    closedAt: row.closed_at,
    unread: isUnread(row),
    waiting: waiting.has(row.id),
    working: working.has(row.id),
    wait: row.status === "open" ? waitIn(row.id) : null,
    agent: store.messages.firstAgent(row.id) ?? null,
    thread: threadView(store.threads.factsOf(row.id)),
  });
}

function threadView(facts: ThreadFacts | undefined): ConversationView["thread"] {
  if (facts === undefined) return null;
  const { channel, place, target, thread } = facts;
  return {
    key: JSON.stringify([channel, place, target]),
    with: target,
    id: thread === "" ? null : thread,
  };
}

export function isUnread({ newest_reply, read_reply }: ConversationRow): boolean {
  return newest_reply !== null && newest_reply > read_reply;
}

export function messageView(
  row: MessageRow,
  redact: Redact,
  { store, asked, now }: { store: Store; asked: ConversationRow; now: number },
): MessageView {
  return {
    id: row.id,
    messageId: row.message_id,
    conversationId: row.conversation_id,
    agent: row.agent_id,
    kind: row.kind,
    source: sourceView(row, { store, asked }),
    fromAgent: row.from_agent,
    team: row.team_id,
    status: row.status,
    attempts: row.attempts,
    interruptions: row.interruptions,
    hop: row.hop,
    text: redact(renderPrompt(row)),
    title: titleView(row, redact),
    own: redact(row.text),
    shared: row.shared === null ? null : redact(row.shared),
    error: errorView(row.error_class, redact(row.last_error ?? "")),
    failure: failureView({ store, now }, row, redact),
    notBefore: row.not_before,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}

function sourceView(
  row: Pick<MessageRow, "kind" | "context" | "conversation_id">,
  { store, asked }: { store: Store; asked: Pick<ConversationRow, "channel" | "metadata" | "task_id"> },
) {
  return resolveSource(row, asked, () => store.inbound.of(row.conversation_id).length > 0);
}

export function titleView({ title }: Pick<MessageRow, "title">, redact: Redact): string {
  return redact(title ?? "");
}

/** The title of a text. Credentials are taken out first, so that none is cut in two. */
export function redactedTitle(text: string, redact: Redact): string {
  return toTitle(redact(text.slice(0, READ_CHARS)));
}

type ActiveRow = MessageRow & { channel: string; sender: string };

/** A running message, or one that waits behind it. Times in milliseconds. */
export function processingView(row: ActiveRow, redact: Redact, at: { now: number; alive: boolean }) {
  return {
    id: row.id,
    messageId: row.message_id,
    channel: row.channel,
    sender: row.sender,
    message: redact(renderPrompt(row)),
    agent: row.agent_id,
    status: row.status === "processing" ? ("processing" as const) : ("queued" as const),
    processAlive: at.alive,
    startedAt: row.updated_at,
    duration: at.now - row.updated_at,
  };
}

export function laneMessageView(
  row: LaneEntry,
  redact: Redact,
  { store, joins, subAgent }: { store: Store } & Pick<LaneMessage, "joins" | "subAgent">,
): LaneMessage {
  const isRunning = row.status === "processing";
  return {
    id: row.id,
    messageId: row.message_id,
    conversationId: row.conversation_id,
    agent: row.agent_id,
    kind: row.kind,
    source: sourceView(row, { store, asked: row }),
    fromAgent: row.from_agent,
    channel: row.channel,
    sender: row.sender,
    preview: cutText(redact(renderPrompt(row).slice(0, READ_CHARS)), PREVIEW_SHOWN),
    title: titleView(row, redact),
    joins,
    status: isRunning ? "processing" : "pending",
    attempts: row.attempts,
    createdAt: row.created_at,
    startedAt: isRunning ? row.updated_at : null,
    notBefore: row.not_before,
    runId: row.run_id,
    error: row.last_error === null ? null : redact(row.last_error),
    failure: failureView({ store }, row, redact),
    waitsFor: row.wait?.for ?? null,
    wait: row.wait,
    reason: row.wait && holdCode(row.wait),
    subAgent: subAgent ?? null,
  };
}

export function deadView(
  row: DeadRow,
  redact: Redact,
  { store, joins, work }: { store: Store; joins: LaneMessage["joins"]; work: WorkPlace },
) {
  return {
    id: row.id,
    data: {
      channel: row.channel,
      sender: row.sender,
      senderId: row.sender_id,
      message: redact(renderPrompt(row)),
      messageId: row.message_id,
      agent: row.agent_id,
    },
    joins,
    title: titleView(row, redact),
    own: redact(row.text),
    work,
    source: sourceView(row, { store, asked: row }),
    failedReason: redact(row.last_error ?? ""),
    failure: failureView({ store }, row, redact),
    errorClass: row.error_class ?? "transient",
    attemptsMade: row.attempts,
    totalAttempts: row.total_attempts,
    timestamp: row.finished_at ?? row.updated_at,
    cursor: deadCursor({ at: row.finished_at ?? row.updated_at, id: row.id }),
    advice: adviceView(row.error_class),
    inGraph: isInGraph(row),
  };
}

export function deadCursor({ at, id }: DeadPlace): string {
  return `${at}-${id}`;
}

/** What to do before a retry, as a sentence. */
export function adviceView(errorClass: string | null): string | null {
  const step = classStep(errorClass);
  return step === undefined ? null : `${step}.`;
}

/** The parts of a reply, each failure with what to do about it. */
export function partsView(
  reply: Parameters<typeof partsOfReply>[0],
): Pick<Reply, "parts" | "notes" | "noteFacts"> {
  const { parts, ...notes } = partsOfReply(reply);
  const withAdvice = parts?.map(({ failure, ...part }) => ({
    ...part,
    failure: failure && { ...failure, advice: adviceView(failure.class) },
  }));
  return { parts: withAdvice ?? null, ...notes };
}

export function runView(row: RunRow, redact: Redact): RunView {
  return {
    runId: row.id,
    parentRunId: row.parent_run_id,
    rootRunId: row.root_run_id,
    conversationId: row.conversation_id,
    messageRowId: row.message_row_id,
    depth: row.depth,
    agent: row.agent_id,
    harness: row.harness,
    provider: row.provider,
    model: row.model,
    effort: row.effort,
    harnessVersion: row.harness_version,
    login: row.login,
    permissions: row.permissions,
    attempt: row.attempt,
    status: row.status,
    output: row.output === null ? null : redact(row.output),
    error: errorView(row.error_class, redact(row.error ?? "")),
    sessionId: row.session_id,
    usage: usageView(row),
    context: contextView(row),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

/** The runs with one root as a tree below `rootId`. */
export function runTree(rows: readonly RunRow[], rootId: string, redact: Redact): RunTreeNode | undefined {
  const nodes = new Map(
    rows.map((row): [string, RunTreeNode] => [row.id, { run: runView(row, redact), children: [] }]),
  );
  for (const node of nodes.values()) {
    const parent = node.run.parentRunId === null ? undefined : nodes.get(node.run.parentRunId);
    parent?.children.push(node);
  }
  return nodes.get(rootId);
}

function errorView(
  errorClass: string | null,
  message: string,
): { class: RunErrorClass; message: string } | null {
  // The store contains only classes of the contract.
  return errorClass === null ? null : { class: errorClass as RunErrorClass, message };
}

function contextView({ context_tokens: tokens, context_window: window }: RunRow): ShownContext | null {
  if (tokens === null) return null;
  return window === null ? { tokens } : { tokens, window };
}

/** With whether its agent goes on in its session: what was left is not how full the agent is now. */
export function sessionContext(row: RunRow, { history }: Pick<Store, "history">): ShownContext | null {
  const context = contextView(row);
  if (context === null) return null;
  const isCurrent = row.session_id !== null && history.hasSession(row.agent_id, row.session_id);
  return { ...context, isCurrent };
}

function usageView(row: RunRow): Usage {
  const usage: Usage = {};
  if (row.input_tokens !== null) usage.inputTokens = row.input_tokens;
  if (row.output_tokens !== null) usage.outputTokens = row.output_tokens;
  if (row.cached_tokens !== null) usage.cachedTokens = row.cached_tokens;
  if (row.cost_usd !== null) usage.costUsd = row.cost_usd;
  if (row.cost_estimated !== null) usage.estimated = row.cost_estimated === 1;
  return usage;
}
