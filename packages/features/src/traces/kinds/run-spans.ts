/** One span for each run, from its claim to its committed end. */

import { cutText } from "@tinyagi/base";
import type { RUN_END_EVENTS } from "@tinyagi/contracts";
import type { EventOf, SpanBuilder, SpanEnd, SpanRules } from "../span.js";

/** A span shows the start of an output; the run has all of it. */
export const TEXT_CHARS = 2_000;

export const RUN_SPANS: SpanRules = {
  "run.started"(event, spans) {
    const { runId, data } = event;
    if (runId === undefined) return;
    if (event.messageRowId !== undefined) spans.setRunId(event.messageRowId, runId);
    spans.open({
      key: toKey(runId),
      id: runId,
      parentId: data.parentRunId,
      runId,
      kind: "run",
      name: `@${data.agent}`,
      start: event.time,
      attributes: {
        agent: data.agent,
        agentName: data.agentName,
        fromAgent: data.fromAgent,
        harness: data.harness,
        provider: data.provider,
        model: data.model,
        ...(data.permissions === undefined ? {} : { permissions: data.permissions }),
        attempt: data.attempt,
        depth: data.depth,
        rootRunId: data.rootRunId,
        conversationId: event.conversationId,
        messageRowId: event.messageRowId,
      },
    });
  },
  "run.continued"(event, spans) {
    const { runId, data, time } = event;
    if (runId === undefined) return;
    if (event.messageRowId !== undefined) spans.setRunId(event.messageRowId, runId);
    const { agent, from, depth, rootRunId } = data;
    spans.add(
      {
        id: runId,
        parentId: data.parentRunId,
        runId,
        kind: "run",
        name: `@${agent}`,
        start: time,
        attributes: {
          agent,
          continues: from,
          depth,
          rootRunId,
          attempt: 0,
          conversationId: event.conversationId,
        },
      },
      { time, status: "completed", attributes: {} },
    );
  },
  "run.spawned"({ runId, time, data }, spans) {
    if (runId !== undefined) spans.annotate(toKey(runId), { pid: data.pid, processAt: time });
  },
  "run.version_reported"({ runId, data }, spans) {
    if (runId !== undefined) spans.annotate(toKey(runId), { harnessVersion: data.version });
  },
  "run.session_rebuilt"({ runId }, spans) {
    if (runId !== undefined) spans.annotate(toKey(runId), { sessionRebuilt: true });
  },
  "run.completed"(event, spans) {
    end(event, spans, {
      status: "completed",
      usage: event.data.usage,
      attributes: { output: cutText(event.data.output, TEXT_CHARS) },
    });
  },
  "run.failed"(event, spans) {
    const { class: errorClass, error, willRetry } = event.data;
    end(event, spans, { status: "failed", attributes: { errorClass, error, willRetry } });
  },
  "run.interrupted"(event, spans) {
    end(event, spans, { status: "interrupted", attributes: { error: event.data.reason } });
  },
  "run.cancelled"(event, spans) {
    end(event, spans, { status: "cancelled", attributes: { error: event.data.reason } });
  },
};

type EndEvent = EventOf<(typeof RUN_END_EVENTS)[number]>;

/** Nothing below a run outlives it: a tool without a result ended with its process. */
function end({ runId, time }: EndEvent, spans: SpanBuilder, how: Omit<SpanEnd, "time">): void {
  if (runId === undefined) return;
  const below = how.status === "completed" ? "completed" : "interrupted";
  spans.closeBelow(runId, { time, status: below, attributes: { endedWithRun: true } });
  spans.close(toKey(runId), { time, ...how });
}

function toKey(runId: string): string {
  return `run:${runId}`;
}
