/** The event stream of a run. */
import { describe, expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { createVirtualClock } from "../../test-support/virtual-clock.js";
import { type GraphEvent, runGraph } from "../index.js";
import { EventSink } from "./events.js";

const clock = createVirtualClock();

function collect(): { events: GraphEvent[]; sink: EventSink } {
  const events: GraphEvent[] = [];
  return { events, sink: new EventSink((event) => events.push(event), clock, "r1") };
}

test("an event carries its place in the tree", () => {
  const { events, sink } = collect();
  sink.emit("node.started", "a/b/c", { attempt: 1 });
  sink.emit("node.started", "a", { attempt: 2 });
  sink.emit("graph.ended", null, { status: "completed" });
  expect(events.map(({ nodeId, parentId, rootId, depth }) => [nodeId, parentId, rootId, depth])).toEqual([
    ["a/b/c", "a/b", "a", 2],
    ["a", null, "a", 0],
    [null, null, null, 0],
  ]);
  expect(events[0]).toMatchObject({ runId: "r1", time: clock.now(), data: { attempt: 1 } });
});

test("without a listener nothing is built", () => {
  const sink = new EventSink(undefined, clock, "r1");
  expect(sink.active).toBe(false);
  expect(() => sink.emit("graph.ended", null, { status: "x" })).not.toThrow();
});

describe("a listener", () => {
  test("that emits gets its own events after the one it is in", () => {
    const seen: string[] = [];
    const sink: EventSink = new EventSink(
      (event) => {
        seen.push(`+${event.type}`);
        if (event.type === "graph.started") sink.emit("graph.ended", null, { status: "x" });
        seen.push(`-${event.type}`);
      },
      clock,
      "r1",
    );
    sink.emit("graph.started", null, { generation: 0, nodes: 0 });
    expect(seen).toEqual(["+graph.started", "-graph.started", "+graph.ended", "-graph.ended"]);
  });

  test("that throws is counted and still gets the next event", () => {
    let calls = 0;
    const sink = new EventSink(
      () => {
        calls++;
        throw new Error("broken listener");
      },
      clock,
      "r1",
    );
    sink.emit("graph.ended", null, { status: "x" });
    sink.emit("graph.ended", null, { status: "y" });
    expect([calls, sink.failures]).toEqual([2, 2]);
  });

  test("that rejects is counted", async () => {
    const sink = new EventSink((() => Promise.reject(new Error("late"))) as never, clock, "r1");
    sink.emit("graph.ended", null, { status: "x" });
    await Promise.resolve();
    await Promise.resolve();
    expect(sink.failures).toBe(1);
  });
});

describe("the events of a run", () => {
  test("have offsets without gaps and tell the story in order", async () => {
    const events: GraphEvent[] = [];
    await runGraph(
      toGraph([
        { id: "a", prompt: "a", retries: 1 },
        { id: "b", prompt: "b", dependsOn: ["a"] },
      ]),
      {
        onEvent: (event) => events.push(event),
        async execute(node, ctx) {
          if (node.id === "a" && ctx.attempt === 1) throw new Error("first try");
          return { output: 1 };
        },
      },
    );
    expect(events.map((event) => event.offset)).toEqual(events.map((_, i) => i));
    expect(events.map((event) => `${event.type} ${event.nodeId ?? "-"}`)).toEqual([
      "graph.started -",
      "node.started a",
      "node.retried a",
      "node.completed a",
      "node.started b",
      "node.completed b",
      "graph.ended -",
    ]);
  });

  test("of a run whose listener always throws end the same", async () => {
    const result = await runGraph(toGraph([{ id: "a", prompt: "a" }]), {
      onEvent() {
        throw new Error("no");
      },
      execute: async () => ({ output: 1 }),
    });
    expect(result).toMatchObject({ status: "completed", listenerFailures: 4 });
  });
});
