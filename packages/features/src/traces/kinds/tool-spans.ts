/** One span for each tool call, with its arguments and its output as the journal has them; refused calls have no length. */
import { cutText } from "@tinyagi/base";
import { type SpanRules, toSpanId } from "../span.js";
import { TEXT_CHARS } from "./run-spans.js";

export const TOOL_SPANS: SpanRules = {
  "run.tool_started"(event, spans) {
    const { runId, data } = event;
    if (runId === undefined) return;
    spans.open({
      key: toKey(runId, data),
      id: toSpanId(event),
      parentId: runId,
      runId,
      kind: "tool",
      name: data.name,
      start: event.time,
      attributes: { agent: data.agent, callId: data.callId, input: shown(data.input) },
    });
  },
  "run.tool_completed"({ runId, time, data }, spans) {
    if (runId === undefined) return;
    const status = data.failed ? "failed" : "completed";
    spans.close(toKey(runId, data), { time, status, attributes: { output: shown(data.output) } });
  },
  "run.permission_denied"(event, spans) {
    const { runId, time, data } = event;
    if (runId === undefined) return;
    spans.add(
      {
        id: toSpanId(event),
        parentId: runId,
        runId,
        kind: "tool",
        name: data.tool,
        start: time,
        attributes: { agent: data.agent },
      },
      { time, status: "refused", attributes: { error: "the permission mode denied it" } },
    );
  },
};

/** Tools without call ids run one at a time, so their name is enough. */
function toKey(runId: string, { callId, name }: { callId?: string | undefined; name: string }): string {
  return `tool:${runId}:${callId ?? `name ${name}`}`;
}

function shown(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cutText(text, TEXT_CHARS);
}
