/** Events as the journal has them, short to write. For tests only. */
import type { EventData, EventScope, EventType, JournalEvent } from "@tinyagi/contracts";

/** Events with growing numbers. `at` is the time in milliseconds. */
export function createEventList() {
  const events: JournalEvent[] = [];
  return {
    events,
    add<T extends EventType>(at: number, type: T, data: EventData<T>, scope: EventScope = {}): number {
      const seq = events.length + 1;
      events.push({ seq, type, time: at, data, conversationId: "conv_1", ...scope } as JournalEvent);
      return seq;
    },
  };
}

export function started(
  agent: string,
  change: Partial<EventData<"run.started">> = {},
): EventData<"run.started"> {
  return {
    agent,
    agentName: agent.toUpperCase(),
    fromAgent: null,
    harness: "claude",
    provider: "anthropic",
    model: "opus",
    attempt: 1,
    parentRunId: null,
    rootRunId: "run_a",
    depth: 0,
    ...change,
  };
}

export function completed(output = "done"): EventData<"run.completed"> {
  return {
    agent: "a",
    agentName: "A",
    output,
    usage: { inputTokens: 10, outputTokens: 2, costUsd: 0.5 },
    durationMs: 5,
    channel: "cli",
    sender: "ana",
    messageId: "m",
    isTeamMessage: false,
  };
}
