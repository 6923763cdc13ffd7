/** Events of the host's own, with a type: what `ctx.emit` takes and what a listener gets fit together. */
import type { GraphEvent } from "./events.js";

type Emitted = Extract<GraphEvent, { type: "node.emitted" }>;

/** A kind of events that nodes emit. Made by {@link defineNodeEvent}. */
export interface NodeEventKind<T> {
  readonly name: string;
  /** Whether an event is of this kind. Its `data.value` is then a `T`, redacted, unless it was cut or dropped. */
  is(event: GraphEvent): event is Emitted & { data: { value?: T } };
}

/**
 * Defines a kind of events that nodes emit with `ctx.emit(kind, value)`.
 *
 * @param name shown in the event
 */
export function defineNodeEvent<T>(name: string): NodeEventKind<T> {
  return {
    name,
    is: (event): event is Emitted & { data: { value?: T } } =>
      event.type === "node.emitted" && event.data.name === name,
  };
}
