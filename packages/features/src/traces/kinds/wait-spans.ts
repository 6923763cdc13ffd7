/** The time in which a running agent waits inside a tool call, and what a person did to a live run. */
import type { EventType } from "@tinyagi/contracts";
import type { EventOf, SpanBuilder, SpanRules } from "../span.js";
import { toSpanId } from "../span.js";

const WORDS = { answer: "answer of an agent", sub_agents: "sub-agents", person: "person" } as const;

export const WAIT_SPANS: SpanRules = {
  "wait.started"(event, spans) {
    const { runId, time, data } = event;
    if (runId === undefined) return;
    const { agent, waitId, reason } = data;
    spans.open({
      key: toKey(waitId),
      id: toSpanId(event),
      parentId: runId,
      runId,
      kind: "wait",
      name: WORDS[reason],
      start: time,
      attributes: { agent, reason },
    });
  },
  "wait.ended"({ time, data }, spans) {
    spans.close(toKey(data.waitId), { time, status: data.outcome === "done" ? "completed" : "failed" });
  },
  "steering.injected": steered,
  "steering.redirected": steered,
  "steering.paused": steered,
  "steering.resumed": steered,
  "steering.cancelled": steered,
  "steering.refused": steered,
};

type SteeringEvent = EventOf<Extract<EventType, `steering.${string}`>>;

/** A span without length: the command itself takes no time. */
function steered(event: SteeringEvent, spans: SpanBuilder): void {
  const { time, type, data, messageRowId } = event;
  const runId = event.runId ?? (messageRowId === undefined ? undefined : spans.runOf(messageRowId));
  if (runId === undefined) return;
  spans.add(
    {
      id: toSpanId(event),
      parentId: runId,
      runId,
      kind: "approval",
      name: type,
      start: time,
      attributes: {
        by: data.by,
        agent: data.agent,
        ...("preview" in data && { preview: data.preview }),
        ...("reason" in data && { command: data.command, reason: data.reason }),
      },
    },
    { time, status: "reason" in data ? "refused" : "completed" },
  );
}

function toKey(waitId: string): string {
  return `wait:${waitId}`;
}
