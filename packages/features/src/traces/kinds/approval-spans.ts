/** The time in which a run waits for the decision of a person. */
import { type SpanRules, toSpanId } from "../span.js";

export const APPROVAL_SPANS: SpanRules = {
  "approval.requested"(event, spans) {
    const { runId, data } = event;
    if (runId === undefined) return;
    const { approvalId, kind, agent, title } = data;
    spans.open({
      key: toKey(approvalId),
      // A message is held while it waits, and the decision starts another run.
      outlivesRun: true,
      id: toSpanId(event),
      parentId: runId,
      runId,
      kind: "approval",
      name: title,
      start: event.time,
      attributes: { approvalId, what: kind, agent },
    });
  },
  "approval.answered"({ time, data }, spans) {
    const { status, by, text } = data;
    spans.close(toKey(data.approvalId), {
      time,
      status: status === "denied" ? "refused" : "completed",
      attributes: { decision: status, by, text },
    });
  },
  "approval.expired"({ time, data }, spans) {
    const error = "no one decided in time";
    spans.close(toKey(data.approvalId), { time, status: "refused", attributes: { error } });
  },
  "approval.cancelled"({ time, data }, spans) {
    spans.close(toKey(data.approvalId), {
      time,
      status: "cancelled",
      attributes: { error: data.reason },
    });
  },
};

function toKey(approvalId: string): string {
  return `approval:${approvalId}`;
}
