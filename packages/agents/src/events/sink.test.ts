import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { imbalances } from "../../test-support/setup.js";
import { createVirtualClock } from "../../test-support/virtual-clock.js";
import type { AgentEvent, AgentEventScope } from "./event.js";
import { createEventSink, type Span } from "./sink.js";

const ROOT: AgentEventScope = { runId: "r", parentRunId: null, rootRunId: "r", depth: 0, agent: "lead" };
const CHILD: AgentEventScope = { runId: "c", parentRunId: "r", rootRunId: "r", depth: 1, agent: "helper" };
const RUN_DATA = { model: "m", workspace: null };
const RUN_END = {
  status: "completed",
  limit: null,
  modelCalls: 1,
  toolCalls: 0,
  usage: {},
} as const;

function recorded(options: Parameters<typeof createEventSink>[0] = {}) {
  const events: AgentEvent[] = [];
  const sink = createEventSink({ clock: createVirtualClock(5_000), ...options });
  sink.subscribe((event) => events.push(event));
  return { sink, events, types: () => events.map((event) => event.type) };
}

function limitEvent(value: number) {
  return { type: "limit.reached", data: { limit: "model_calls", value } } as const;
}

describe("the event sink", () => {
  it("puts run, parent, root and depth on each event, with an offset and a time", () => {
    const { sink, events } = recorded();
    sink.emit(CHILD, limitEvent(3));
    expect(events).toEqual([
      {
        offset: 0,
        time: 5_000,
        type: "limit.reached",
        runId: "c",
        parentRunId: "r",
        rootRunId: "r",
        depth: 1,
        agent: "helper",
        data: { limit: "model_calls", value: 3 },
      },
    ]);
  });

  it("counts offsets without gaps in the order of the calls", () => {
    const { sink, events } = recorded();
    for (let value = 0; value < 20; value += 1) sink.emit(ROOT, limitEvent(value));
    expect(events.map((event) => event.offset)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it("counts offsets also while nobody listens", () => {
    const sink = createEventSink();
    sink.emit(ROOT, limitEvent(1));
    const offsets: number[] = [];
    sink.subscribe((event) => offsets.push(event.offset));
    sink.emit(ROOT, limitEvent(2));
    expect(offsets).toEqual([1]);
  });

  it("delivers events that a listener makes after the one it is told, to all listeners alike", () => {
    const sink = createEventSink();
    const first: number[] = [];
    const second: number[] = [];
    sink.subscribe((event) => {
      first.push(event.offset);
      if (event.offset < 3) sink.emit(ROOT, limitEvent(0));
    });
    sink.subscribe((event) => second.push(event.offset));
    sink.emit(ROOT, limitEvent(0));
    expect(first).toEqual([0, 1, 2, 3]);
    expect(second).toEqual([0, 1, 2, 3]);
  });

  it("keeps a throwing listener from the others and from the run, and counts it", () => {
    const sink = createEventSink();
    const seen: number[] = [];
    sink.subscribe(() => {
      throw new Error("reader's fault");
    });
    sink.subscribe((event) => seen.push(event.offset));
    expect(() => sink.emit(ROOT, limitEvent(0))).not.toThrow();
    sink.emit(ROOT, limitEvent(0));
    expect(seen).toEqual([0, 1]);
    expect(sink.failures).toBe(2);
  });

  it("takes a listener that rejects for one that throws", async () => {
    const sink = createEventSink();
    sink.subscribe(async () => {
      throw new Error("reader's fault");
    });
    sink.emit(ROOT, limitEvent(0));
    await vi.waitFor(() => expect(sink.failures).toBe(1));
  });

  it("stops telling a listener that unsubscribed, also the same function subscribed twice", () => {
    const sink = createEventSink();
    let calls = 0;
    const listener = () => {
      calls += 1;
    };
    const first = sink.subscribe(listener);
    sink.subscribe(listener);
    sink.emit(ROOT, limitEvent(0));
    first();
    first();
    sink.emit(ROOT, limitEvent(0));
    expect(calls).toBe(3);
  });

  it("drops progress alone when a listener makes more than can wait", () => {
    const sink = createEventSink({ maxPending: 2 });
    const types: string[] = [];
    const progress = { model: "m", call: 1, attempt: 1, chars: 1 };
    sink.subscribe((event) => {
      types.push(event.type);
      if (event.offset !== 0) return;
      for (let at = 0; at < 5; at += 1) sink.emit(ROOT, { type: "model.progressed", data: progress });
      for (let at = 0; at < 5; at += 1) sink.emit(ROOT, limitEvent(at));
    });
    sink.emit(ROOT, limitEvent(0));
    expect(types.filter((type) => type === "model.progressed")).toHaveLength(2);
    expect(types.filter((type) => type === "limit.reached")).toHaveLength(6);
    expect(sink.dropped).toBe(3);
  });
});

describe("spans", () => {
  it("have exactly one end: the first", () => {
    const { sink, types } = recorded();
    const span = sink.start(ROOT, { kind: "run", data: RUN_DATA });
    expect(span.end("completed", RUN_END)).toBe(true);
    expect(span.end("failed", { error: "late" })).toBe(false);
    expect(types()).toEqual(["run.started", "run.completed"]);
  });

  it("that are open when their run ends are cancelled before it, the newest first", () => {
    const { sink, events, types } = recorded();
    const run = sink.start(ROOT, { kind: "run", data: RUN_DATA });
    const tool = sink.start(ROOT, { kind: "tool", data: { tool: "read", callId: "1" } });
    sink.start(ROOT, { kind: "model", data: { model: "m", call: 1, attempt: 1 } });
    run.end("completed", RUN_END);
    expect(types().slice(3)).toEqual(["model.cancelled", "tool.cancelled", "run.completed"]);
    expect(events[4]?.data).toEqual({ tool: "read", callId: "1", reason: "its run ended first" });
    expect(tool.end("completed", { tool: "read", callId: "1", durationMs: 1 })).toBe(false);
  });

  it("of a sub-agent belong to the run above it", () => {
    const { sink, types } = recorded();
    const root = sink.start(ROOT, { kind: "run", data: RUN_DATA });
    sink.start(CHILD, { kind: "subagent", data: { turn: 1 } });
    const child = sink.start(CHILD, { kind: "run", data: RUN_DATA });
    child.end("completed", RUN_END);
    expect(types()).not.toContain("subagent.cancelled");
    root.end("completed", RUN_END);
    expect(types().slice(-2)).toEqual(["subagent.cancelled", "run.completed"]);
  });

  it("of a sub-agent without a parent outlive its run", () => {
    const { sink, types } = recorded();
    const agent = sink.start(ROOT, { kind: "subagent", data: { turn: 1 } });
    sink.start(ROOT, { kind: "run", data: RUN_DATA }).end("completed", RUN_END);
    expect(agent.end("completed", { status: "completed", limit: null, usage: {} })).toBe(true);
    expect(types()).toEqual(["subagent.started", "run.started", "run.completed", "subagent.completed"]);
  });

  it("of one run are not closed by another run's end", () => {
    const { sink } = recorded();
    const tool = sink.start(CHILD, { kind: "tool", data: { tool: "t", callId: "1" } });
    sink.start(ROOT, { kind: "run", data: RUN_DATA }).end("failed", { error: "x" });
    expect(tool.end("completed", { tool: "t", callId: "1", durationMs: 0 })).toBe(true);
  });

  it("stay balanced and ordered whatever is started and ended in whatever order", () => {
    const step = fc.record({ what: fc.constantFrom("tool", "model", "end"), which: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { sink, events } = recorded();
        const run = sink.start(ROOT, { kind: "run", data: RUN_DATA });
        const ends: (() => boolean)[] = [];
        for (const [index, { what, which }] of steps.entries()) {
          if (what === "tool") ends.push(ender(sink.start(ROOT, toolSpan(index)), index));
          else if (what === "model") ends.push(modelEnder(sink, index));
          else ends[which % Math.max(1, ends.length)]?.();
        }
        run.end("completed", RUN_END);
        for (const end of ends) expect(end()).toBe(false);
        expect(imbalances(events)).toEqual([]);
      }),
    );
  });
});

function toolSpan(index: number) {
  return { kind: "tool", data: { tool: "t", callId: String(index) } } as const;
}

function ender(span: Span<"tool">, index: number): () => boolean {
  return () => span.end("completed", { tool: "t", callId: String(index), durationMs: 0 });
}

function modelEnder(sink: ReturnType<typeof createEventSink>, index: number): () => boolean {
  const data = { model: "m", call: index, attempt: 1 };
  const span = sink.start(ROOT, { kind: "model", data });
  return () => span.end("cancelled", { ...data, reason: "x" });
}

describe("payloads", () => {
  it("are left out unless asked for, and never even read", () => {
    const { sink, events } = recorded();
    const payload = vi.fn(() => "text");
    sink.emit(ROOT, { ...limitEvent(1), payload });
    expect(payload).not.toHaveBeenCalled();
    expect(events[0]).not.toHaveProperty("payload");
  });

  it("are redacted before anybody sees them", () => {
    const { sink, events } = recorded({ payloads: {} });
    sink.emit(ROOT, { ...limitEvent(1), payload: () => ({ apiKey: "sk-aaaaaaaaaaaa", text: "hello" }) });
    expect(events[0]?.payload).toEqual({ value: { apiKey: "[redacted]", text: "hello" } });
  });

  it("are dropped, and the event kept, when the redactor throws", () => {
    const redact = () => {
      throw new Error("secret text in the message");
    };
    const { sink, events } = recorded({ payloads: { redact } });
    sink.emit(ROOT, { ...limitEvent(1), payload: () => "secret text" });
    expect(events[0]?.type).toBe("limit.reached");
    expect(events[0]?.payload).toEqual({ dropped: "redactor" });
    expect(JSON.stringify(events)).not.toContain("secret");
  });

  it("belong to starts and ends as well", () => {
    const { sink, events } = recorded({ payloads: {} });
    const span = sink.start(ROOT, { kind: "run", data: RUN_DATA, payload: () => "question" });
    span.end("completed", RUN_END, () => "answer");
    expect(events.map((event) => event.payload?.value)).toEqual(["question", "answer"]);
  });
});
