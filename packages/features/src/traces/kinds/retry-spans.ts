/** The time between a failed attempt and the next one, below the run that failed. */
import { type SpanRules, toSpanId } from "../span.js";

export const RETRY_SPANS: SpanRules = {
  "message.retrying"(event, spans) {
    const { messageRowId, time, data } = event;
    const runId = messageRowId === undefined ? undefined : spans.runOf(messageRowId);
    if (messageRowId === undefined || runId === undefined) return;
    const { attempt, delayMs, class: errorClass } = data;
    spans.open({
      key: toKey(messageRowId),
      id: toSpanId(event),
      parentId: runId,
      outlivesRun: true,
      runId,
      kind: "wait",
      name: "retry",
      start: time,
      attributes: { reason: "retry", attempt: attempt + 1, delayMs: Math.round(delayMs), errorClass },
    });
  },
  "run.started"({ messageRowId, runId, time }, spans) {
    if (messageRowId === undefined) return;
    spans.close(toKey(messageRowId), { time, status: "completed", attributes: { toRunId: runId } });
  },
  "message.cancelled"({ messageRowId, time, data }, spans) {
    if (messageRowId === undefined) return;
    spans.close(toKey(messageRowId), { time, status: "cancelled", attributes: { error: data.reason } });
  },
};

function toKey(messageRowId: number): string {
  return `retry:${messageRowId}`;
}
