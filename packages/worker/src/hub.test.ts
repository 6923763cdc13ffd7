/** When the daemon places a run, and when it gives a worker up. The simulation covers the rest. */
import { expect, test } from "vitest";
import { abortRun, giveUp, hearHello, hearUp, placeRun, whyNotPlaced } from "./hub.js";
import { createHub, type HubState, placedRuns } from "./hub-state.js";
import type { Hello } from "./messages.js";

const LIMITS = { leaseMs: 10_000, beatMs: 500, slots: 2 };
const hello: Hello = { instance: "one", boot: 1, n: 1, protocols: [1], slots: 8, live: [], done: [] };
const open = (): HubState => hearHello(createHub(LIMITS, 0), hello, 0).state;
const placed = (state: HubState, key: string) =>
  placeRun(state, { key, lane: key, request: { prompt: key } }).state;

function heard(state: HubState, key: string): HubState {
  return hearUp(state, { epoch: state.epoch, seq: 0, messages: [{ kind: "started", key }] }, 0).state;
}

test("a run is placed only with a worker that is heard and has a slot, and in a lane that is free", () => {
  expect(whyNotPlaced(createHub(LIMITS, 0), "a", 0)).toBe("offline");
  expect(whyNotPlaced(open(), "a", 0)).toBeNull();
  expect(whyNotPlaced(open(), "a", 2_000)).toBe("offline");
  expect(whyNotPlaced(placed(open(), "a"), "a", 0)).toBe("lane_busy");
  expect(whyNotPlaced(placed(placed(open(), "a"), "b"), "c", 0)).toBe("full");
  expect(whyNotPlaced({ ...open(), draining: true }, "a", 0)).toBe("draining");
});

test("a worker that speaks no protocol of ours gets no session", () => {
  expect(hearHello(createHub(LIMITS, 0), { ...hello, protocols: [2] }, 0).effects).toEqual([]);
});

test("a worker is given up only when its lease is over and its processes had time to end", () => {
  const state = placed(open(), "a");
  expect(giveUp(state, 39_999)).toBeNull();
  expect(giveUp(state, 40_000)?.effects).toEqual([{ kind: "interrupted", key: "a", abort: null }]);
});

test("a daemon that starts again counts the lease from its start", () => {
  const runs = placedRuns([{ key: "a", lane: "a", events: 0 }]);
  const state = { ...createHub(LIMITS, 100_000), runs };
  expect(giveUp(state, 139_999)).toBeNull();
  expect(giveUp(state, 140_000)).not.toBeNull();
});

test("a run that the engine lost before the worker read it is sent again in the next session, as the same run", () => {
  const request = { prompt: "hello" };
  const before = placeRun(open(), { key: "a", lane: "a", request }).state;
  const { state, effects } = hearHello(before, { ...hello, n: 2 }, 1);
  expect(effects).toMatchObject([
    { kind: "send", entry: { seq: 0, messages: [{ kind: "welcome" }] } },
    { kind: "send", entry: { seq: 1, messages: [{ kind: "run", key: "a", lane: "a", request }] } },
  ]);
  expect([...state.runs.keys()]).toEqual(["a"]);
});

test.for([
  ["another process of the worker may have started it", placed(open(), "a"), { boot: 2 }],
  ["the worker said that it had started", heard(placed(open(), "a"), "a"), {}],
  ["it was to end", abortRun(placed(open(), "a"), "a", "stop").state, {}],
] as const)("a run that the worker does not have is interrupted when %s", ([, before, more]) => {
  const { state, effects } = hearHello(before, { ...hello, n: 2, ...more }, 1);
  expect(effects).toContainEqual(expect.objectContaining({ kind: "interrupted", key: "a" }));
  expect(state.runs.size).toBe(0);
});

test("of a run that has started, its request is kept no more", () => {
  expect(heard(placed(open(), "a"), "a").runs.get("a")?.request).toBeNull();
});

test("what a worker says about its machine is kept for its session, and what cannot be read changes nothing", () => {
  const machine = { at: 5, programs: [], missingTools: ["bwrap"], freeDiskMiB: 7 };
  const beat = (state: HubState, seq: number, said: Record<string, never> | typeof machine) =>
    hearUp(
      state,
      { epoch: state.epoch, seq, messages: [{ kind: "beat", n: seq + 1, heard: 0, machine: said }] },
      300,
    ).state;
  const known = beat(open(), 0, machine);
  expect(known.session?.machine).toEqual({ facts: machine, heardAt: 300 });
  const strange = beat(known, 1, {});
  expect(strange.session).toMatchObject({ nextIn: 2, machine: { facts: machine } });
  expect(hearHello(strange, { ...hello, n: 2 }, 400).state.session?.machine).toBeNull();
});
