/** Calls of a model, for harnesses that report them. */
import { type SpanRules, toSpanId } from "../span.js";

export const MODEL_SPANS: SpanRules = {
  "run.model_completed"(event, spans) {
    const { runId, time, data } = event;
    if (runId === undefined) return;
    const { agent, model, durationMs, usage, failed } = data;
    spans.add(
      {
        id: toSpanId(event),
        parentId: runId,
        runId,
        kind: "model",
        name: model ?? "model",
        start: time - durationMs,
        attributes: { agent, model },
      },
      { time, status: failed === true ? "failed" : "completed", usage },
    );
  },
};
