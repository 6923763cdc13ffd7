/** A plan for sub-agents lasts until all of them have ended. The sub-agents' runs are below the run that asked. */
import { type SpanRules, toSpanId } from "../span.js";

export const SPAWN_SPANS: SpanRules = {
  "spawn.requested"(event, spans) {
    const { runId, data } = event;
    if (runId === undefined) return;
    const { agent, callId, via, goal, agents } = data;
    spans.open({
      key: toKey(runId, callId),
      // A plan in an answer is carried out after the run has ended.
      outlivesRun: true,
      id: toSpanId(event),
      parentId: runId,
      runId,
      kind: "spawn",
      name: agents === 1 ? "1 agent" : `${agents} agents`,
      start: event.time,
      attributes: { agent, callId, via, goal, agents },
    });
  },
  "spawn.refused"({ runId, time, data }, spans) {
    if (runId === undefined) return;
    const { reason, message: error } = data;
    spans.close(toKey(runId, data.callId), { time, status: "refused", attributes: { reason, error } });
  },
  "spawn.completed"({ runId, time, data }, spans) {
    if (runId === undefined) return;
    const status = data.status === "failed" || data.status === "cancelled" ? data.status : "completed";
    const attributes = { outcome: data.status, nodes: data.nodes };
    spans.close(toKey(runId, data.callId), { time, status, attributes });
  },
  "node.skipped"(event, spans) {
    const { runId, time, data } = event;
    if (runId === undefined) return;
    const { node, graphId, agent, reason: error } = data;
    spans.add(
      {
        id: toSpanId(event),
        parentId: runId,
        runId,
        kind: "spawn",
        name: node,
        start: time,
        attributes: { node, graphId, agent },
      },
      { time, status: "refused", attributes: { error } },
    );
  },
};

function toKey(runId: string, callId: string): string {
  return `spawn:${runId}:${callId}`;
}
