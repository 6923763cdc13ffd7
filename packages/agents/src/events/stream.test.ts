import { describe, expect, it } from "vitest";
import type { AgentEvent, AgentEventScope } from "./event.js";
import { createEventSink } from "./sink.js";
import { createEventStream } from "./stream.js";

const SCOPE: AgentEventScope = { runId: "r", parentRunId: null, rootRunId: "r", depth: 0, agent: "a" };

function reached(value: number) {
  return { type: "limit.reached", data: { limit: "budget", value } } as const;
}

async function values(events: AsyncIterable<AgentEvent>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const event of events) {
    if (event.type === "limit.reached") list.push(event.data.value);
  }
  return list;
}

describe("a stream of events", () => {
  it("gives what came before it is read and what comes after, then ends", async () => {
    const sink = createEventSink();
    const stream = createEventStream(sink, () => true);
    sink.emit(SCOPE, reached(1));
    const read = values(stream);
    sink.emit(SCOPE, reached(2));
    await Promise.resolve();
    sink.emit(SCOPE, reached(3));
    stream.close();
    sink.emit(SCOPE, reached(4));
    await expect(read).resolves.toEqual([1, 2, 3]);
  });

  it("takes only what it accepts", async () => {
    const sink = createEventSink();
    const stream = createEventStream(sink, (event) => event.runId === "mine");
    sink.emit(SCOPE, reached(1));
    sink.emit({ ...SCOPE, runId: "mine" }, reached(2));
    stream.close();
    await expect(values(stream)).resolves.toEqual([2]);
  });

  it("judges again at the time of reading, since the run's id may not have been known before", async () => {
    const sink = createEventSink();
    let mine: string | undefined;
    const stream = createEventStream(sink, (event) => mine === undefined || event.runId === mine);
    sink.emit(SCOPE, reached(1));
    sink.emit({ ...SCOPE, runId: "mine" }, reached(2));
    mine = "mine";
    stream.close();
    await expect(values(stream)).resolves.toEqual([2]);
  });

  it("ends its subscription when the reader leaves", async () => {
    const sink = createEventSink();
    let asked = 0;
    const stream = createEventStream(sink, () => {
      asked += 1;
      return true;
    });
    sink.emit(SCOPE, reached(1));
    for await (const event of stream) {
      expect(event.type).toBe("limit.reached");
      break;
    }
    const before = asked;
    sink.emit(SCOPE, reached(2));
    expect(asked).toBe(before);
  });

  it("never leaves out a lifecycle event for a reader that stands still, only progress", async () => {
    const sink = createEventSink();
    const stream = createEventStream(sink, () => true);
    const progress = { model: "m", call: 1, attempt: 1, chars: 1 };
    for (let at = 0; at < 10_500; at += 1) sink.emit(SCOPE, { type: "model.progressed", data: progress });
    for (let at = 0; at < 20; at += 1) sink.emit(SCOPE, reached(at));
    stream.close();
    let progressed = 0;
    let lifecycle = 0;
    for await (const event of stream) {
      if (event.type === "model.progressed") progressed += 1;
      else lifecycle += 1;
    }
    expect(progressed).toBe(10_000);
    expect(lifecycle).toBe(20);
  });
});
