/** Spans from events. @requirement TRACE-1 */

import { EVENT_TYPES, type JournalEvent } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deriveSpans } from "./derive-spans.js";
import { completed, createEventList, started } from "./fixture.js";

const A = { runId: "run_a", messageRowId: 1 };
const B = { runId: "run_b", messageRowId: 2 };

test("a run lasts from its claim to its end, with its usage and what it ran on", () => {
  const { events, add } = createEventList();
  add(100, "run.started", { ...started("a"), permissions: "ask" }, A);
  add(130, "run.spawned", { agent: "a", pid: 7 }, A);
  add(140, "run.version_reported", { agent: "a", version: "2.1.197" }, A);
  add(600, "run.completed", completed("the answer"), A);
  const environment = { permissions: "ask", harnessVersion: "2.1.197" };
  expect(deriveSpans(events)).toMatchObject([
    {
      id: "run_a",
      parentId: null,
      kind: "run",
      name: "@a",
      start: 100,
      end: 600,
      status: "completed",
      usage: { inputTokens: 10, costUsd: 0.5 },
      attributes: {
        harness: "claude",
        model: "opus",
        attempt: 1,
        pid: 7,
        output: "the answer",
        ...environment,
      },
    },
  ]);
});

test("a version that is known only after the end of its run belongs to it", () => {
  const { events, add } = createEventList();
  add(0, "run.started", started("a"), A);
  add(5, "run.completed", completed(), A);
  add(9, "run.version_reported", { agent: "a", version: "0.99.1" }, A);
  add(10, "run.version_reported", { agent: "b", version: "1.0.0" }, B);
  expect(deriveSpans(events)).toMatchObject([{ end: 5, attributes: { harnessVersion: "0.99.1" } }]);
});

test.each([
  ["run.failed", { agent: "a", class: "auth", error: "no key", willRetry: false }, "failed"],
  ["run.interrupted", { agent: "a", reason: "it stopped" }, "interrupted"],
  ["run.cancelled", { agent: "a", reason: "/stop" }, "cancelled"],
] as const)("%s ends its run, and the tool that was in use", (type, data, status) => {
  const { events, add } = createEventList();
  add(0, "run.started", started("a"), A);
  add(1, "run.tool_started", { agent: "a", name: "Bash", callId: "c1", input: "sleep 9" }, A);
  add(5, type, data, A);
  const [run, tool] = deriveSpans(events);
  expect(run).toMatchObject({ status, end: 5, attributes: { error: expect.any(String) } });
  expect(tool).toMatchObject({
    kind: "tool",
    name: "Bash",
    parentId: "run_a",
    status: "interrupted",
    end: 5,
    attributes: { input: "sleep 9", endedWithRun: true },
  });
});

describe("a tool call", () => {
  test("ends with its own result, in any order", () => {
    const { events, add } = createEventList();
    add(0, "run.started", started("a"), A);
    add(1, "run.tool_started", { agent: "a", name: "Read", callId: "c1" }, A);
    add(2, "run.tool_started", { agent: "a", name: "Read", callId: "c2" }, A);
    add(4, "run.tool_completed", { agent: "a", name: "Read", callId: "c2", failed: true, output: "no" }, A);
    add(9, "run.tool_completed", { agent: "a", name: "Read", callId: "c1", failed: false }, A);
    expect(deriveSpans(events).slice(1)).toMatchObject([
      { start: 1, end: 9, status: "completed", attributes: { callId: "c1" } },
      { start: 2, end: 4, status: "failed", attributes: { callId: "c2", output: "no" } },
    ]);
  });

  test("without ids is matched by its name, the oldest first", () => {
    const { events, add } = createEventList();
    add(0, "run.started", started("a"), A);
    for (const at of [1, 2]) add(at, "run.tool_started", { agent: "a", name: "search" }, A);
    add(5, "run.tool_completed", { agent: "a", name: "search", failed: false }, A);
    expect(deriveSpans(events).slice(1)).toMatchObject([
      { start: 1, end: 5 },
      { start: 2, end: null },
    ]);
  });

  test("that was denied has no length", () => {
    const { events, add } = createEventList();
    add(0, "run.started", started("a"), A);
    add(3, "run.permission_denied", { agent: "a", tool: "Bash" }, A);
    expect(deriveSpans(events)[1]).toMatchObject({ kind: "tool", status: "refused", start: 3, end: 3 });
  });
});

test("a model call starts as long before its event as it took", () => {
  const { events, add } = createEventList();
  add(0, "run.started", started("a"), A);
  const usage = { inputTokens: 3 };
  add(50, "run.model_completed", { agent: "a", model: "opus", durationMs: 30, usage }, A);
  expect(deriveSpans(events)[1]).toMatchObject({ kind: "model", name: "opus", start: 20, end: 50, usage });
});

test("a handoff lasts until the other agent starts, and that run is below the first", () => {
  const { events, add } = createEventList();
  add(0, "run.started", started("a"), A);
  add(10, "run.completed", completed(), A);
  const handoff = { fromAgent: "a", toAgent: "b", team: "dev", hop: 1, messageRowId: 2 };
  add(10, "handoff.created", handoff, A);
  add(40, "run.started", started("b", { parentRunId: "run_a", depth: 1 }), B);
  expect(deriveSpans(events).slice(1)).toMatchObject([
    { kind: "handoff", parentId: "run_a", start: 10, end: 40, attributes: { toRunId: "run_b", team: "dev" } },
    { kind: "run", id: "run_b", parentId: "run_a", start: 40, end: null, status: "running" },
  ]);
});

test("refused handoffs and reached limits are spans without length", () => {
  const { events, add } = createEventList();
  add(0, "run.started", started("a"), A);
  add(5, "handoff.denied", { fromAgent: "a", toAgent: "x", reason: "no teammate" }, A);
  add(5, "limit.reached", { code: "LIMIT_HOPS", fromAgent: "a", toAgent: "b", limit: 8 }, A);
  expect(deriveSpans(events).slice(1)).toMatchObject([
    { kind: "handoff", status: "refused", end: 5, attributes: { error: "no teammate" } },
    { kind: "handoff", status: "refused", name: "LIMIT_HOPS", attributes: { limit: 8 } },
  ]);
});

test("the time before another attempt is a wait below the run that failed", () => {
  const { events, add } = createEventList();
  add(0, "run.started", started("a"), A);
  const retrying = { agent: "a", attempt: 1, delayMs: 50.4, class: "transient", error: "cut" } as const;
  add(9, "message.retrying", retrying, { messageRowId: 1 });
  add(9, "run.failed", { agent: "a", class: "transient", error: "cut", willRetry: true }, A);
  add(60, "run.started", started("a", { attempt: 2 }), { runId: "run_a2", messageRowId: 1 });
  expect(deriveSpans(events)[1]).toMatchObject({
    kind: "wait",
    name: "retry",
    parentId: "run_a",
    start: 9,
    end: 60,
    status: "completed",
    attributes: { attempt: 2, delayMs: 50, toRunId: "run_a2" },
  });
});

test("a plan for sub-agents lasts until they have ended, also after the run that asked", () => {
  const { events, add } = createEventList();
  add(0, "run.started", started("a"), A);
  const call = { agent: "a", callId: "c1" };
  add(1, "spawn.requested", { ...call, via: "block", goal: "g", agents: 2 }, A);
  add(2, "spawn.requested", { ...call, callId: "c2", via: "tool", goal: "g", agents: 1 }, A);
  add(2, "spawn.refused", { ...call, callId: "c2", reason: "depth", message: "too deep (5)" }, A);
  add(3, "run.completed", completed(), A);
  add(5, "run.started", started("b", { parentRunId: "run_a", depth: 1 }), B);
  add(9, "spawn.completed", { ...call, status: "completed", nodes: 2 }, A);
  expect(deriveSpans(events).slice(1)).toMatchObject([
    { kind: "spawn", name: "2 agents", parentId: "run_a", start: 1, end: 9, status: "completed" },
    { kind: "spawn", name: "1 agent", end: 2, status: "refused", attributes: { error: "too deep (5)" } },
    { kind: "run", id: "run_b", parentId: "run_a" },
  ]);
});

test.each([
  ["approval.answered", { status: "approved", by: "ana" }, "completed"],
  ["approval.answered", { status: "denied", by: "ana" }, "refused"],
  ["approval.expired", {}, "refused"],
  ["approval.cancelled", { reason: "the run ended" }, "cancelled"],
] as const)("an approval waits until %s %j", (type, data, status) => {
  const { events, add } = createEventList();
  add(0, "run.started", started("a"), A);
  const about = { approvalId: "ask_aaaaaaaa", kind: "permission" as const, agent: "a" };
  add(1, "approval.requested", { ...about, title: "Bash", detail: "ls", digest: "d", expiresAt: 9 }, A);
  add(2, "run.cancelled", { agent: "a", reason: "held" }, A);
  add(7, type, { ...about, ...data } as never, A);
  expect(deriveSpans(events)[1]).toMatchObject({ kind: "approval", name: "Bash", start: 1, end: 7, status });
});

test("a wait inside a tool call has its length, a command of a person has none", () => {
  const { events, add } = createEventList();
  add(0, "run.started", started("a"), A);
  const wait = { agent: "a", waitId: "w1", reason: "person" as const };
  add(1, "wait.started", wait, A);
  add(6, "wait.ended", { ...wait, outcome: "failed" }, A);
  add(7, "steering.paused", { agent: "a", by: "ana" }, { messageRowId: 1 });
  const refused = { agent: "a", by: "ana", command: "pause", reason: "already_paused" } as const;
  add(8, "steering.refused", refused, A);
  expect(deriveSpans(events).slice(1)).toMatchObject([
    { kind: "wait", name: "person", start: 1, end: 6, status: "failed" },
    { name: "steering.paused", start: 7, end: 7, parentId: "run_a", attributes: { by: "ana" } },
    {
      name: "steering.refused",
      start: 8,
      end: 8,
      status: "refused",
      attributes: { reason: "already_paused" },
    },
  ]);
});

test("events whose beginning was deleted make no span and no error", () => {
  const { events, add } = createEventList();
  add(1, "run.tool_completed", { agent: "a", name: "Read", callId: "c", failed: false }, A);
  add(2, "run.completed", completed(), A);
  add(3, "message.retrying", { agent: "a", attempt: 1, delayMs: 1, class: "auth", error: "e" }, A);
  expect(deriveSpans(events)).toEqual([]);
});

test("any events in any order: every span starts before it ends, ids are unique, parents are runs", () => {
  const scope = fc.record({
    runId: fc.constantFrom("run_a", "run_b", "run_c"),
    messageRowId: fc.constantFrom(1, 2, 3),
  });
  const data = fc.record({
    agent: fc.constant("a"),
    name: fc.constantFrom("Bash", "Read"),
    parentRunId: fc.constantFrom(null, "run_a", "run_b"),
    messageRowId: fc.constantFrom(1, 2, 3),
    output: fc.string(),
    durationMs: fc.nat(50),
    delayMs: fc.nat(50),
  });
  const event = fc.record({ type: fc.constantFrom(...EVENT_TYPES), at: fc.nat(1_000), scope, data });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (list) => {
      const events = list.map(({ type, at, scope: ids, data: given }, index) => {
        return partial<JournalEvent>({ seq: index + 1, type, time: at, data: given, ...ids });
      });
      const spans = deriveSpans(events);
      for (const span of spans) if (span.end !== null) expect(span.end).toBeGreaterThanOrEqual(span.start);
      const others = spans.filter(({ kind }) => kind !== "run");
      expect(new Set(others.map(({ id }) => id)).size).toBe(others.length);
      for (const { parentId } of spans) expect(parentId === null || parentId.startsWith("run_")).toBe(true);
    }),
  );
});

test("the cost grows with the number of events, not with its square", () => {
  const { events, add } = createEventList();
  add(0, "run.started", started("a"), A);
  // The worst case: calls without ids of which none ends.
  for (let n = 0; n < 15_000; n += 1) add(n, "run.tool_started", { agent: "a", name: "Bash" }, A);
  let reads = 0;
  const get = (event: JournalEvent, key: string | symbol): unknown => {
    reads += 1;
    return Reflect.get(event, key);
  };
  const counted = events.map((event) => new Proxy(event, { get }));
  expect(deriveSpans(counted)).toHaveLength(15_001);
  expect(reads).toBeLessThan(events.length * 20);
});
