/** Translates the events of the agent loop into those of a harness, and notices when nothing happens any more. */
import { type AgentEvent, createEventSink, type EventSink } from "@tinyagi/agents";
import type { HarnessEvent, Usage } from "@tinyagi/contracts";

const PARTIAL_MAX_CHARS = 1_000_000;

export interface ApiEvents {
  /** Given to the loop. */
  readonly sink: EventSink;
  readonly onText: (delta: string) => void;
  /** Hands on an event of a tool. */
  readonly onEvent: (event: HarnessEvent) => void;
  /** Text of all turns so far. */
  readonly partialText: () => string;
}

/**
 * @param onEvent the harness's listener
 * @param touch called at each sign of life
 */
export function createApiEvents(onEvent: (event: HarnessEvent) => void, touch: () => void): ApiEvents {
  let turn = "";
  let partial = "";
  const finishTurn = () => {
    if (turn.trim() !== "") {
      onEvent({ type: "text", text: turn, delta: false });
      partial = `${partial}${partial === "" ? "" : "\n"}${turn}`.slice(-PARTIAL_MAX_CHARS);
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
    onEvent: (event) => {
      touch();
      onEvent(event);
    },
    partialText: () => (turn === "" ? partial : `${partial}${partial === "" ? "" : "\n"}${turn}`),
  };
}
