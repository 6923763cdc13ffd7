import { createVirtualClock } from "@tinyagi/base";
import type { Journal } from "@tinyagi/kernel";
import { expect, test } from "vitest";
import { LOG_EVENTS_MAX, publishLog } from "./log-events.js";

function fixture(onEvent: (line: string, write: (line: string) => void) => void = () => {}) {
  const clock = createVirtualClock();
  const listeners = new Set<(line: string) => void>();
  const write = (line: string): void => {
    for (const listener of listeners) listener(line);
  };
  const events: { line: string; missed: number }[] = [];
  const publishLive = ((_type: string, data: { line: string; missed: number }) => {
    events.push(data);
    onEvent(data.line, write);
  }) as Journal["publishLive"];
  const stop = publishLog({
    logFile: {
      onLine(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    journal: { publishLive },
    clock,
  });
  return { clock, write, events, stop };
}

test("entries of the log become live events until it ends", () => {
  const { write, events, stop } = fixture();
  write("one");
  stop();
  write("two");
  expect(events).toEqual([{ line: "one", missed: 0 }]);
});

test("a burst is cut, and the next event says how many entries were not sent", () => {
  const { clock, write, events } = fixture();
  for (let i = 0; i < LOG_EVENTS_MAX + 3; i += 1) write(`${i}`);
  expect(events).toHaveLength(LOG_EVENTS_MAX);
  clock.advance(1_000);
  write("later");
  expect(events.at(-1)).toEqual({ line: "later", missed: 3 });
});

test("a reader of events that writes to the log does not call itself", () => {
  const { write, events } = fixture((line, again) => again(`${line}!`));
  write("a");
  write("b");
  expect(events).toEqual([
    { line: "a", missed: 0 },
    { line: "b", missed: 1 },
  ]);
});
