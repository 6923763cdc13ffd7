/** Translates the events of the agent loop into harness events, and reports activity for the idle limit. */
import { type AgentEvent, addUsage, createEventSink, type EventSink } from "@tinyagi/agents";
import type { HarnessEvent, Usage } from "@tinyagi/contracts";
import { createTextTail } from "../cli/text-tail.js";

const THOUGHT_MAX_CHARS = 64 * 1024;

export interface ApiEvents {
  /** The sink for the agent loop. */
  readonly sink: EventSink;
  readonly onText: (delta: string) => void;
  readonly onReasoning: (text: string) => void;
  /** Takes back the text of the current turn: an empty whole text replaces what readers have. */
  readonly onRestart: () => void;
  /** Emits a tool's event. */
  readonly onEvent: (event: HarnessEvent) => void;
  /** The text of all turns so far. */
  readonly partialText: () => string;
}

export interface ApiEventParts {
  /** The harness's listener. */
  readonly onEvent: (event: HarnessEvent) => void;
  /** Called on every activity. */
  readonly touch: () => void;
  /** Tokens that the model takes at once, where that is known. */
  readonly window?: number | undefined;
}

export function createApiEvents({ onEvent, touch, window }: ApiEventParts): ApiEvents {
  let turn = "";
  /** Of all model calls, those of sub-agents included. */
  let used: Usage = {};
  const partial = createTextTail();
  const finishTurn = () => {
    if (turn.trim() !== "") {
      onEvent({ type: "text", text: turn, delta: false });
      partial.push(turn);
    }
    turn = "";
  };
  const calls = new Map<string, number>();
  const endCall = (event: ModelEnd) => {
    const startedAt = calls.get(toKey(event));
    if (startedAt === undefined) return;
    calls.delete(toKey(event));
    const usage = event.type === "model.completed" ? event.data.usage : undefined;
    onEvent({
      type: "model.completed",
      durationMs: Math.max(0, Math.round(event.time - startedAt)),
      model: event.data.model,
      ...(usage === undefined ? { failed: true } : { usage }),
    });
  };
  const listen = (event: AgentEvent) => {
    touch();
    if (event.type === "model.completed" || event.type === "model.failed") endCall(event);
    if (event.type === "model.started") {
      turn = "";
      calls.set(toKey(event), event.time);
    } else if (event.type === "model.completed") {
      finishTurn();
      used = addUsage(used, event.data.usage);
      if (Object.keys(used).length > 0) onEvent({ type: "usage", usage: used });
      for (const context of contextOf(event, window)) onEvent(context);
    } else if (event.type === "model.failed" && event.data.willRetry) {
      onEvent({ type: "retrying", attempt: event.data.attempt, reason: event.data.error });
    } else if (isRunEnd(event)) {
      const { usage = {} } = event.data;
      if (Object.keys(usage).length > 0) onEvent({ type: "usage", usage });
    }
  };
  return {
    sink: createEventSink({ listeners: [listen] }),
    onText: (delta) => {
      turn += delta;
      onEvent({ type: "text", text: delta, delta: true });
    },
    onReasoning: (text) => onEvent({ type: "thought", text: text.slice(0, THOUGHT_MAX_CHARS) }),
    onRestart: () => {
      turn = "";
      onEvent({ type: "text", text: "", delta: false });
    },
    onEvent: (event) => {
      touch();
      onEvent(event);
    },
    partialText: () => [partial.text(), turn].filter((text) => text !== "").join("\n"),
  };
}

/** Sub-agents have contexts of their own. What was only estimated is no fact. */
function contextOf(
  { parentRunId, data: { usage } }: Extract<AgentEvent, { type: "model.completed" }>,
  window: number | undefined,
): HarnessEvent[] {
  const { inputTokens: tokens, estimated } = usage;
  if (parentRunId !== null || tokens === undefined || estimated === true) return [];
  return [{ type: "context", tokens, ...(window === undefined ? {} : { window }) }];
}

type RunEnd = Extract<AgentEvent, { type: "run.completed" | "run.failed" | "run.cancelled" }>;

/** The total of a run holds what its answers do not: summaries, and calls before a failure. */
function isRunEnd(event: AgentEvent): event is RunEnd {
  return event.type === "run.completed" || event.type === "run.failed" || event.type === "run.cancelled";
}

type ModelEnd = Extract<AgentEvent, { type: "model.completed" | "model.failed" }>;

/** Sub-agents call models at the same time as their parent. */
function toKey(event: ModelEnd | Extract<AgentEvent, { type: "model.started" }>): string {
  return `${event.runId} ${event.data.call} ${event.data.attempt}`;
}
