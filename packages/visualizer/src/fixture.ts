/** A team at work, as the daemon describes it. For tests only. */
import type { DeadGroup } from "@tinyagi/contracts";
import type { Key, Run } from "./state/answers.js";
import { startState } from "./state/start.js";
import type { State, TreePlace } from "./state/state.js";

export const NOW = Date.UTC(2026, 0, 15, 12, 0, 0);
const MINUTE = 60_000;

/** A run that works, begun so many minutes ago. */
export function runOf(id: string, more: Partial<Run> = {}, minutes = 10): Run {
  const usage = { costUsd: 0.5 };
  return {
    runId: `run_${id}`,
    parentRunId: null,
    rootRunId: `run_${id}`,
    conversationId: "conv_1",
    messageRowId: 1,
    depth: 0,
    agent: id,
    harness: "claude",
    provider: "anthropic",
    model: null,
    harnessVersion: null,
    permissions: null,
    attempt: 1,
    status: "running",
    output: null,
    error: null,
    sessionId: null,
    usage,
    total: usage,
    createdAt: NOW - minutes * MINUTE,
    startedAt: NOW - minutes * MINUTE,
    finishedAt: null,
    task: `work of ${id}`,
    joins: null,
    ...more,
  };
}

/** One lane with one message in it. */
export function getLane(agent: string, more: object = {}): object {
  const message = {
    id: 1,
    messageId: `m_${agent}`,
    conversationId: "conv_1",
    agent,
    kind: "handoff",
    fromAgent: "lead",
    channel: "cli",
    sender: "cli",
    preview: `please, ${agent}`,
    joins: null,
    status: "pending",
    attempts: 0,
    createdAt: NOW - 12 * MINUTE,
    startedAt: null,
    notBefore: null,
    runId: null,
    error: null,
    waitsFor: "turn",
    ...more,
  };
  return { lane: agent, agent, total: 1, messages: [message] };
}

export function buildDeadLetter(id: number, more: object = {}): object {
  return {
    id,
    data: {
      channel: "cli",
      sender: "cli",
      senderId: null,
      message: "do it",
      messageId: `m_${id}`,
      agent: "ops",
    },
    failedReason: "the key was refused",
    errorClass: "auth",
    attemptsMade: 5,
    totalAttempts: 5,
    timestamp: NOW - 120 * MINUTE,
    advice: null,
    ...more,
  };
}

export function getApproval(agent: string, more: object = {}): object {
  return {
    id: "ask_k7qx2m9p",
    kind: "question",
    runId: `run_${agent}`,
    conversationId: "conv_1",
    agent,
    title: "half-cents go up or to even?",
    detail: "half-cents go up or to even?",
    digest: "d".repeat(64),
    createdAt: NOW,
    expiresAt: NOW + MINUTE,
    status: "open",
    ...more,
  };
}

/** Dead letters as the daemon counts them. */
export function countDead(agent: string, count: number): DeadGroup {
  return { agent, errorClass: "auth", count, inGraph: 0, advice: null };
}

/** Nothing happened yet. */
export const QUIET: Readonly<Partial<Record<Key, unknown>>> = {
  teams: { dev: { name: "dev", agents: ["lead", "coder", "tester", "reviewer"], leader_agent: "lead" } },
  agents: {
    lead: { name: "Lead" },
    coder: { name: "Coder" },
    tester: { name: "Tester" },
    reviewer: { name: "Reviewer" },
  },
  runs: [],
  lanes: { lanes: [], truncated: false },
  approvals: [],
  dead: [],
  deadCounts: [],
  rooms: [],
  spend: { total: { costUsd: 0, estimated: false } },
  budgets: [{ scope: "day", limit: { usd: 20 } }],
};

/** The team of the design's picture. */
export const BUSY: typeof QUIET = {
  ...QUIET,
  runs: [
    runOf(
      "schema",
      {
        agent: "coder",
        parentRunId: "run_coder",
        depth: 1,
        status: "completed",
        finishedAt: NOW,
        node: { graphId: "g", nodeId: "root/schema" },
        task: "migration 0042",
      },
      6,
    ),
    runOf("coder", { task: "change the tax engine", own: "the tax engine", usage: { costUsd: 1.92 } }, 31),
    runOf(
      "tester",
      {
        status: "failed",
        finishedAt: NOW,
        error: { class: "invalid", message: "2 of 214 rounding cases fail" },
      },
      12,
    ),
    runOf("lead", { task: "plan", usage: { costUsd: 0.52, estimated: true } }, 42),
  ],
  lanes: {
    lanes: [
      getLane("coder", { status: "processing", runId: "run_coder", waitsFor: null }),
      getLane("reviewer"),
    ],
    truncated: false,
  },
  approvals: [getApproval("lead")],
  dead: [
    buildDeadLetter(1, {
      failedReason: "2 of 214 rounding cases fail",
      data: { agent: "tester", message: "test it", messageId: "m_1" },
      timestamp: NOW - 12 * MINUTE,
    }),
  ],
  deadCounts: [countDead("tester", 1)],
  spend: { total: { costUsd: 8.41, estimated: false } },
};

export function stateOf(
  place: TreePlace,
  answers: typeof QUIET = BUSY,
  size = { columns: 80, rows: 24 },
): State {
  const known = new Map(Object.entries(answers)) as State["known"];
  return { ...startState({ place, now: NOW, size }), known, connection: { state: "live" } };
}
