/** When the daemon places a run, and when it gives a worker up. The simulation covers the rest. */
import { expect, test } from "vitest";
import { giveUp, hearHello, placeRun, whyNotPlaced } from "./hub.js";
import { createHub, type HubState, restartHub } from "./hub-state.js";
import type { Hello } from "./messages.js";

const LIMITS = { leaseMs: 10_000, beatMs: 500, slots: 2 };
const hello: Hello = { instance: "one", boot: 1, n: 1, protocols: [1], slots: 8, live: [], done: [] };
const open = (): HubState => hearHello(createHub(LIMITS, 0), hello, 0).state;
const placed = (state: HubState, key: string) => placeRun(state, { key, lane: key, request: null }).state;

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
  const state = restartHub(placed(open(), "a"), 100_000);
  expect(giveUp(state, 139_999)).toBeNull();
  expect(giveUp(state, 140_000)).not.toBeNull();
});
