/** Traces, logs and diffs of runs over the API. @requirement TRACE-1 */
import { expect, test } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

const settings = { agents: agents("coder") };

async function ran() {
  const fixture = await createHandlerFixture(settings);
  await fixture.call("POST", "/api/message", { message: "hello", agent: "coder" });
  await fixture.settled();
  const [run] = (await fixture.call("GET", "/api/runs")).body;
  return { ...fixture, runId: run.runId as string };
}

test("a trace has its run at time 0, as spans", async () => {
  const { call, runId } = await ran();
  const { body } = await call("GET", `/api/runs/${runId}/trace`);
  expect(body).toMatchObject({ runId, rootRunId: runId, truncated: false });
  expect(body.spans).toMatchObject([{ id: runId, kind: "run", start: 0, status: "completed" }]);
});

test("the log of a run is read in pages", async () => {
  const { call, runId } = await ran();
  const path = `/api/runs/${runId}/log`;
  const all = (await call("GET", path)).body;
  expect(all.map(({ type }: { type: string }) => type)).toEqual(["run.started", "run.completed"]);
  const first = (await call("GET", `${path}?limit=1`)).body;
  expect(first).toEqual(all.slice(0, 1));
  expect((await call("GET", `${path}?limit=1&since=${first[0].seq}`)).body).toEqual(all.slice(1));
});

test("the diff is that of the run's agent", async () => {
  const { call, runId } = await ran();
  expect((await call("GET", `/api/runs/${runId}/diff`)).body).toEqual({
    repository: false,
    note: null,
    files: [],
    truncated: false,
  });
});

test.each(["trace", "log", "diff"])("the %s of an unknown run does not exist", async (part) => {
  const { call } = await ran();
  expect((await call("GET", `/api/runs/run_nothing00000/${part}`)).status).toBe(404);
});

test("the events of all runs are listed newest first, a part of them by name and agent", async () => {
  const { call, runId } = await ran();
  const all = (await call("GET", "/api/events")).body;
  expect(all.next).toBeNull();
  const seqs = all.events.map(({ seq }: { seq: number }) => seq);
  expect(seqs).toEqual([...seqs].sort((a, b) => b - a));
  const runs = (await call("GET", "/api/events?types=run&agent=coder")).body.events;
  expect(runs.map(({ type, runId: id }: { type: string; runId: string }) => [type, id])).toEqual([
    ["run.completed", runId],
    ["run.started", runId],
  ]);
  const first = (await call("GET", "/api/events?limit=1")).body;
  expect(first.next).toBe(first.events[0].seq);
});
