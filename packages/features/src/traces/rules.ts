/** The rules of every kind of span. A new kind of event gets a file in `kinds/` and a line here. */
import { APPROVAL_SPANS } from "./kinds/approval-spans.js";
import { HANDOFF_SPANS } from "./kinds/handoff-spans.js";
import { MODEL_SPANS } from "./kinds/model-spans.js";
import { RETRY_SPANS } from "./kinds/retry-spans.js";
import { RUN_SPANS } from "./kinds/run-spans.js";
import { SPAWN_SPANS } from "./kinds/spawn-spans.js";
import { TOOL_SPANS } from "./kinds/tool-spans.js";
import { WAIT_SPANS } from "./kinds/wait-spans.js";
import type { SpanRules } from "./span.js";

/** In the order in which they see an event: what waits for a run ends before the run begins. */
export const SPAN_RULES: readonly SpanRules[] = [
  RETRY_SPANS,
  HANDOFF_SPANS,
  RUN_SPANS,
  MODEL_SPANS,
  TOOL_SPANS,
  SPAWN_SPANS,
  APPROVAL_SPANS,
  WAIT_SPANS,
];
