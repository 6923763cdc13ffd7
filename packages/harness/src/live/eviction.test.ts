import { expect, test } from "vitest";
import { evictions, keepLimits } from "./eviction.js";

const MIB = 1024 * 1024;
const limits = keepLimits({ enabled: true, idleMinutes: 10, maxIdle: 3, maxIdleMemoryMB: 500, spares: 1 });
const program = (lane: string, idleSince: number, mebibytes = 100) => ({
  lane,
  idleSince,
  bytes: mebibytes * MIB,
  isAhead: false,
});

test("programs within all limits are kept", () => {
  expect(evictions([program("a", 1), program("b", 2), program("c", 3)], limits, 1_000)).toEqual([]);
});

test("a program that waited as long as the settings allow is closed", () => {
  const idle = [program("old", 0), program("new", 1)];
  expect(evictions(idle, limits, 600_000)).toEqual([{ lane: "old", reason: "expired" }]);
});

test("of too many, the least recently used are closed", () => {
  const idle = [program("c", 30), program("a", 10), program("d", 40), program("b", 20)];
  expect(evictions(idle, limits, 50)).toEqual([{ lane: "a", reason: "too_many" }]);
});

test("over the limit of memory, the least recently used are closed until the rest fits", () => {
  const idle = [program("a", 10, 300), program("b", 20, 300), program("c", 30, 300)];
  expect(evictions(idle, limits, 50)).toEqual([
    { lane: "b", reason: "memory" },
    { lane: "a", reason: "memory" },
  ]);
});

test("one program that is larger than the limit is not kept", () => {
  expect(evictions([program("a", 1, 501)], limits, 2)).toEqual([{ lane: "a", reason: "memory" }]);
});

test("no program is kept where none may be", () => {
  expect(evictions([program("a", 1)], { ...limits, maxIdle: 0 }, 2)).toEqual([
    { lane: "a", reason: "too_many" },
  ]);
});

test("where nothing is kept open, no program may wait", () => {
  expect(
    keepLimits({ enabled: false, idleMinutes: 10, maxIdle: 3, maxIdleMemoryMB: 500, spares: 1 }).maxIdle,
  ).toBe(0);
});

test("a program that was opened ahead is closed before one that was used, and those beyond their number are", () => {
  const ahead = (lane: string, idleSince: number) => ({ ...program(lane, idleSince), isAhead: true });
  const idle = [program("a", 10), ahead("x", 40), program("b", 20), program("c", 30)];
  expect(evictions(idle, limits, 50)).toEqual([{ lane: "x", reason: "too_many" }]);
  expect(evictions([ahead("x", 10), ahead("y", 20)], limits, 50)).toEqual([
    { lane: "x", reason: "too_many" },
  ]);
  const off = { enabled: true, idleMinutes: 10, maxIdle: 0, maxIdleMemoryMB: 500, spares: 1 };
  expect(keepLimits(off).spares).toBe(0);
});
