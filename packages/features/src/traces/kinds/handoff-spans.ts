/**
 * A handoff lasts from the answer that asked for it until the other agent starts. What was refused, and what a limit
 * stopped, is a span without length.
 */
import type { EventOf, SpanBuilder, SpanRules } from "../span.js";
import { toSpanId } from "../span.js";

export const HANDOFF_SPANS: SpanRules = {
  "handoff.created"(event, spans) {
    const { runId, data } = event;
    if (runId === undefined) return;
    const { fromAgent, toAgent, team, hop, messageRowId } = data;
    const span = {
      id: toSpanId(event),
      parentId: runId,
      runId,
      kind: "handoff" as const,
      name: `@${fromAgent} → @${toAgent}`,
      start: event.time,
      attributes: { fromAgent, toAgent, team, hop, messageRowId },
    };
    // Events of older versions do not name the message, so nothing shows when it was taken up.
    if (messageRowId === undefined) spans.add(span, { time: event.time, status: "completed" });
    else spans.open({ ...span, key: toKey(messageRowId), outlivesRun: true });
  },
  "run.started"({ messageRowId, runId, time }, spans) {
    if (messageRowId === undefined) return;
    spans.close(toKey(messageRowId), { time, status: "completed", attributes: { toRunId: runId } });
  },
  "message.cancelled"({ messageRowId, time, data }, spans) {
    if (messageRowId === undefined) return;
    spans.close(toKey(messageRowId), { time, status: "cancelled", attributes: { error: data.reason } });
  },
  "handoff.denied"(event, spans) {
    const { fromAgent, toAgent, reason } = event.data;
    refused(event, spans, { name: `@${fromAgent} → @${toAgent}`, fromAgent, toAgent, error: reason });
  },
  "limit.reached"(event, spans) {
    const { code, fromAgent, toAgent, limit } = event.data;
    const error = `${code} (${limit}) stopped it`;
    refused(event, spans, { name: code, fromAgent, toAgent: toAgent ?? undefined, limit, error });
  },
};

interface Refusal {
  readonly name: string;
  readonly [attribute: string]: string | number | undefined;
}

function refused(
  event: EventOf<"handoff.denied" | "limit.reached">,
  spans: SpanBuilder,
  { name, ...attributes }: Refusal,
): void {
  const { runId, time } = event;
  if (runId === undefined) return;
  spans.add(
    { id: toSpanId(event), parentId: runId, runId, kind: "handoff", name, start: time, attributes },
    { time, status: "refused" },
  );
}

function toKey(messageRowId: number): string {
  return `handoff:${messageRowId}`;
}
