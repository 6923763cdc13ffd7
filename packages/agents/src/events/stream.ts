/** Events of one run tree as an async iterable. Bounded for a reader that stands still: only progress is left out. */
import type { AgentEvent } from "./event.js";
import type { EventSink } from "./sink.js";

/** Events waiting for a slow reader from which on `model.progressed` is left out. */
const MAX_WAITING = 10_000;

export interface EventStream extends AsyncIterable<AgentEvent> {
  /** No more events are taken; the reader gets those that wait. */
  close(): void;
}

/** Collects from now on what `accept` lets through. One reader; leaving its loop ends the subscription. */
export function createEventStream(sink: EventSink, accept: (event: AgentEvent) => boolean): EventStream {
  const waiting: AgentEvent[] = [];
  let closed = false;
  let wake: (() => void) | undefined;
  const unsubscribe = sink.subscribe((event) => {
    if (!accept(event)) return;
    if (event.type === "model.progressed" && waiting.length >= MAX_WAITING) return;
    waiting.push(event);
    wake?.();
  });
  const close = () => {
    closed = true;
    unsubscribe();
    wake?.();
  };
  async function* read(): AsyncGenerator<AgentEvent, void, void> {
    try {
      for (;;) {
        const event = waiting.shift();
        if (event !== undefined) {
          // What came before the first answer of `accept` was known is judged again.
          if (accept(event)) yield event;
        } else if (closed) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
        }
      }
    } finally {
      close();
      waiting.length = 0;
    }
  }
  return { close, [Symbol.asyncIterator]: read };
}
