/** Runs that an earlier daemon placed, before and after somebody takes them over. */
import { agentConfigSchema, type HarnessContext, type HarnessEvent } from "@tinyagi/contracts";
import { expect, test, vi } from "vitest";
import { createHub, type HubState } from "../hub-state.js";
import type { RunEvent } from "./open-runs.js";
import { createRemoteInvoker } from "./remote-invoker.js";

const TURN = { runId: "run_1", agentId: "coder", key: "run_1#7.1" };
const REQUEST = {
  ...{ agentId: "coder", agent: agentConfigSchema.parse({ name: "Coder", provider: "demo" }) },
  ...{ prompt: "and hurry", systemPrompt: "", cwd: "/", workspace: "/" },
};
const LIMITS = { leaseMs: 1, beatMs: 1, slots: 1 };
const result = { text: "done", deniedTools: [] };
const END: RunEvent = { kind: "ended", outcome: { kind: "result", key: TURN.key, result } };
const said = (n: number): RunEvent => ({
  ...{ kind: "event", key: TURN.key, n },
  event: { type: "tool.started", name: `tool ${n}` },
});

const SESSION = { slots: 1, release: null, machine: null, nextIn: 0, nextOut: 0 };

function open(first: HubState["session"] = SESSION) {
  let session = first;
  let epoch = 7;
  const placed: string[] = [];
  const done: string[] = [];
  const heard: number[] = [];
  const remote = createRemoteInvoker({
    hub: () => ({
      whyNotPlaced: () => (session === null ? "offline" : null),
      isSilent: () => session === null,
      place: ({ key }) => void placed.push(key),
      abort: (key, reason) => void done.push(`abort ${key}: ${reason}`),
      settle: (keys) => void done.push(`settle ${keys.join()}`),
      state: () => ({ ...createHub(LIMITS, 0), session, epoch }),
    }),
    settingsFor: () => ({}),
    left: [TURN.key],
    records: { placing: async () => {}, heard: ({ n }) => void heard.push(n) },
  });
  const events: HarnessEvent[] = [];
  const context: HarnessContext = {
    signal: new AbortController().signal,
    onEvent: (event) => void events.push(event),
  };
  function hello(): void {
    session = SESSION;
    epoch += 1;
    remote.changed();
  }
  return { remote, context, done, heard, events, placed, hello };
}

test("what the worker says before the run is taken over is told when it is, in its order", async () => {
  const { remote, context, done, heard, events } = open();
  let isTaken = false;
  void remote.taken().then(() => {
    isTaken = true;
  });
  for (const event of [said(1), said(2), END]) remote.take(event);
  await Promise.resolve();
  expect([isTaken, events]).toEqual([false, []]);
  expect(await remote.adopt(TURN, context)).toMatchObject(result);
  expect(events.map((event) => "name" in event && event.name)).toEqual(["tool 1", "tool 2"]);
  expect(heard).toEqual([1, 2]);
  await vi.waitFor(() => expect(isTaken).toBe(true));
  // Only when what follows from it is stored may the worker forget it.
  expect(done).toEqual([]);
  remote.settled(TURN.runId);
  expect(done).toEqual([`settle ${TURN.key}`]);
});

test("a run that is repeated instead is told to end, or its end is settled", () => {
  const one = open();
  one.remote.settled(TURN.runId);
  expect(one.done).toEqual([expect.stringContaining(`abort ${TURN.key}`)]);
  const other = open();
  other.remote.take(END);
  other.remote.settled(TURN.runId);
  expect(other.done).toEqual([`settle ${TURN.key}`]);
});

test("the end of a run that nobody waits for is settled at once", () => {
  const { remote, done } = open();
  remote.take({ kind: "interrupted", key: "run_2#1.1", abort: null });
  expect(done).toEqual(["settle run_2#1.1"]);
});

test("a worker that is not heard within 30 s after a start is waited for no longer", async () => {
  vi.useFakeTimers();
  try {
    const { remote, context, done } = open(null);
    const adopted = remote.adopt(TURN, context).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(done).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await adopted).toMatchObject({ class: "interrupted" });
    expect(done).toEqual([expect.stringContaining(`abort ${TURN.key}`)]);
  } finally {
    vi.useRealTimers();
  }
});

test("a turn that begins before the worker is heard is not taken for the one of the earlier daemon", async () => {
  const { remote, context, placed, hello } = open(null);
  const next = remote.invoke({ ...REQUEST, runId: TURN.runId }, context);
  hello();
  await vi.waitFor(() => expect(placed).toHaveLength(1));
  expect(placed).not.toContain(TURN.key);
  const [key = ""] = placed;
  remote.take({ kind: "ended", outcome: { kind: "result", key, result } });
  expect(await next).toMatchObject(result);
});

test("a run that no earlier daemon placed is not taken over", async () => {
  const { remote, context } = open();
  await expect(remote.adopt({ ...TURN, key: "run_1#8.1" }, context)).rejects.toMatchObject({
    class: "interrupted",
  });
});
