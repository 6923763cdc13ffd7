/** Translates the events of the agent loop into harness events, and reports activity for the idle limit. */
import { type AgentEvent, createEventSink, type EventSink } from "@tinyagi/agents";
import type { HarnessEvent, Usage } from "@tinyagi/contracts";
import { createTextTail } from "../cli/text-tail.js";

export interface ApiEvents {
  /** The sink for the agent loop. */
  readonly sink: EventSink;
  readonly onText: (delta: string) => void;
  /** Takes back the text of the current turn: an empty whole text replaces what readers have. */
  readonly onRestart: () => void;
  /** Emits a tool's event. */
  readonly onEvent: (event: HarnessEvent) => void;
  /** The text of all turns so far. */
  readonly partialText: () => string;
}

/**
 * @param onEvent the harness's listener
 * @param touch called on every activity
 */
export function createApiEvents(onEvent: (event: HarnessEvent) => void, touch: () => void): ApiEvents {
  let turn = "";
  const partial = createTextTail();
  const finishTurn = () => {
    if (turn.trim() !== "") {
      onEvent({ type: "text", text: turn, delta: false });
      partial.push(turn);
    }
    turn = "";
  };
  const listen = (event: AgentEvent) => {
    touch();
    if (event.type === "model.started") turn = "";
    else if (event.type === "model.completed") finishTurn();
    else if (event.type === "model.failed" && event.data.willRetry) {
      onEvent({ type: "retrying", attempt: event.data.attempt, reason: event.data.error });
    } else if (event.type === "run.completed") {
      const usage: Usage = event.data.usage;
      if (Object.keys(usage).length > 0) onEvent({ type: "usage", usage });
    }
  };
  return {
    sink: createEventSink({ listeners: [listen] }),
    onText: (delta) => {
      turn += delta;
      onEvent({ type: "text", text: delta, delta: true });
    },
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
