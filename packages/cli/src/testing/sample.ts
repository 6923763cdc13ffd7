/** Conversations, runs and events as the API shows them, small and overridable. For tests only. */
import type { ConversationDetail, EventData, EventType, JournalEvent, MessageView } from "@tinyagi/contracts";

export const CONVERSATION = "conv_abcdef";
const START = 1_700_000_000_000;

type Run = ConversationDetail["runs"][number];

export function runOf(change: Partial<Run> = {}): Run {
  return {
    runId: "run_aaaaaa",
    parentRunId: null,
    rootRunId: "run_aaaaaa",
    conversationId: CONVERSATION,
    messageRowId: 1,
    depth: 0,
    agent: "coder",
    harness: "claude",
    provider: "anthropic",
    model: "sonnet",
    harnessVersion: "2.1.197",
    permissions: "ask",
    attempt: 1,
    status: "completed",
    output: "all done",
    error: null,
    sessionId: null,
    usage: { inputTokens: 900, outputTokens: 100, costUsd: 0.0123 },
    createdAt: START,
    startedAt: START,
    finishedAt: START + 1_500,
    hasSteps: false,
    waiting: false,
    ...change,
  };
}

export function messageOf(change: Partial<MessageView> = {}): MessageView {
  return {
    id: 1,
    messageId: "cli_1",
    conversationId: CONVERSATION,
    agent: "coder",
    kind: "user",
    fromAgent: null,
    team: null,
    status: "completed",
    attempts: 1,
    interruptions: 0,
    hop: 0,
    text: "do it",
    error: null,
    notBefore: null,
    createdAt: START,
    finishedAt: START + 1_500,
    ...change,
  };
}

export function conversationOf(change: Partial<ConversationDetail> = {}): ConversationDetail {
  return {
    id: CONVERSATION,
    messageId: "cli_1",
    channel: "cli",
    sender: "cli",
    senderId: null,
    team: null,
    join: "reply",
    status: "closed",
    text: "do it",
    followUpOf: null,
    limitReached: null,
    createdAt: START,
    closedAt: START + 2_000,
    unread: false,
    waiting: false,
    working: false,
    agent: "coder",
    messages: [messageOf()],
    runs: [runOf()],
    replies: [
      {
        id: 1,
        message: "all done\n\n- [coder]",
        agent: "coder",
        agents: ["coder"],
        parts: [{ agent: "coder", runId: "run_aaaaaa", text: "all done", failure: null, waiting: null }],
        notes: [],
        files: [],
        createdAt: START + 2_000,
      },
    ],
    ...change,
  };
}

type Place = { runId?: string; messageRowId?: number; time?: number };

/** An event of the sample conversation. */
export function buildEvent<T extends EventType>(
  type: T,
  data: EventData<T>,
  place: Place = {},
): JournalEvent {
  return { type, data, conversationId: CONVERSATION, time: START, ...place } as JournalEvent;
}

export function runStarted(agent: string, runId: string, parentRunId: string | null = null): JournalEvent {
  return buildEvent(
    "run.started",
    {
      agent,
      agentName: agent,
      fromAgent: null,
      harness: "demo",
      provider: "demo",
      model: null,
      attempt: 1,
      parentRunId,
      rootRunId: parentRunId ?? runId,
      depth: parentRunId === null ? 0 : 1,
    },
    { runId },
  );
}

export function runCompleted(agent: string, runId: string, time = START + 1_000): JournalEvent {
  return buildEvent(
    "run.completed",
    {
      agent,
      agentName: agent,
      output: "done",
      usage: { inputTokens: 10, outputTokens: 5 },
      durationMs: 1_000,
      channel: "cli",
      sender: "cli",
      messageId: "cli_1",
      isTeamMessage: false,
    },
    { runId, time },
  );
}
