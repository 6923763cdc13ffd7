/** The trace of a run from a real store. @requirement TRACE-1 */
import { expect, test } from "vitest";
import { createEngineFixture } from "../../../kernel/src/runner/fixture.js";
import { readTrace } from "./read-trace.js";

const KEY = `sk-${"a1".repeat(12)}`;

function fixture() {
  return createEngineFixture({
    agents: {
      a: (_request, { onEvent }) => {
        onEvent({ type: "tool.started", name: "Bash", callId: "c1", input: { command: `curl -H ${KEY}` } });
        onEvent({ type: "tool.completed", name: "Bash", callId: "c1", output: `key ${KEY}` });
        onEvent({ type: "model.completed", durationMs: 0, model: "m1", usage: { inputTokens: 5 } });
        return { text: "done", usage: { inputTokens: 5 } };
      },
      b: () => "done too",
    },
  });
}

test("a trace has the run, its tools and model calls, with redacted payloads", async () => {
  await using it = fixture();
  it.dispatcher.start();
  it.send("a");
  await it.settled();
  const [run] = it.store.runs.list({ limit: 1 });
  const trace = await readTrace(it.store, { runId: run?.id ?? "", limit: 100 });
  expect(trace).toMatchObject({
    runId: run?.id,
    rootRunId: run?.id,
    startedAt: run?.created_at,
    truncated: false,
  });
  expect(trace?.spans).toMatchObject([
    { id: run?.id, parentId: null, kind: "run", start: 0, status: "completed", usage: { inputTokens: 5 } },
    { kind: "tool", name: "Bash", parentId: run?.id, attributes: { output: "key [redacted]" } },
    { kind: "model", name: "m1", usage: { inputTokens: 5 } },
  ]);
  expect(JSON.stringify(trace)).not.toContain("sk-");
});

test("the trace of a run below another contains only that part of the tree, at the times of the whole tree", async () => {
  await using it = fixture();
  it.dispatcher.start();
  it.send("a");
  await it.settled();
  const [top] = it.store.runs.list({ limit: 1 });
  it.clock.advance(500);
  it.add("b", { parent_run_id: top?.id ?? null });
  it.dispatcher.wake("b");
  await it.settled();
  const below = it.store.runs.list({ limit: 9 }).find((run) => run.parent_run_id !== null);
  // Another conversation may hold part of a tree.
  expect(below?.conversation_id).not.toBeUndefined();
  const part = await readTrace(it.store, { runId: below?.id ?? "", limit: 100 });
  expect(part?.spans).toMatchObject([{ id: below?.id, parentId: null, start: 500 }]);
  const whole = await readTrace(it.store, { runId: top?.id ?? "", limit: 100 });
  expect(whole?.spans.at(-1)).toMatchObject({ id: below?.id, parentId: top?.id, start: 500 });
});

test("runs are never left out, other spans beyond the limit are, and the trace says so", async () => {
  await using it = fixture();
  it.dispatcher.start();
  it.send("a");
  await it.settled();
  const [run] = it.store.runs.list({ limit: 1 });
  const trace = await readTrace(it.store, { runId: run?.id ?? "", limit: 1 });
  expect(trace).toMatchObject({ truncated: true });
  expect(trace?.spans.map(({ kind }) => kind)).toContain("run");
  expect(trace?.spans.length).toBe(2);
});

test("a run whose events were deleted has an empty trace that says so; an unknown run has none", async () => {
  await using it = fixture();
  it.dispatcher.start();
  it.send("a");
  await it.settled();
  const [run] = it.store.runs.list({ limit: 1 });
  it.store.db.exec("DELETE FROM events");
  expect(await readTrace(it.store, { runId: run?.id ?? "", limit: 9 })).toMatchObject({
    spans: [],
    truncated: true,
  });
  expect(await readTrace(it.store, { runId: "run_nothing", limit: 9 })).toBeUndefined();
});
