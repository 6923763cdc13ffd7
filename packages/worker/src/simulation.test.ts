/** 500 histories of two workers and a daemon that fail in every way, each decided by its seed. */
import { expect, test } from "vitest";
import { EXPECTED_ORDER, type Journal, simulate } from "./fixture.js";

const SEEDS = 500;

test("nothing is lost, overlaps, runs again after its end or overtakes, whatever fails", () => {
  const journals = Array.from({ length: SEEDS }, (_, seed): [number, Journal] => [seed, simulate(seed)]);
  const wrongs = journals.flatMap(([seed, { wrongs }]) => wrongs.map((wrong) => `seed ${seed}, ${wrong}`));
  expect(wrongs.slice(0, 10)).toEqual([]);
  const unlike = journals.filter(([, { order }]) => JSON.stringify(order) !== JSON.stringify(EXPECTED_ORDER));
  expect(unlike.map(([seed, { order }]) => [seed, order]).slice(0, 3)).toEqual([]);

  // A simulation without faults would show nothing.
  const total = (fault: string) =>
    journals.reduce((sum, [, { faults }]) => sum + (faults.get(fault) ?? 0), 0);
  const kinds = [
    "lost",
    "repeated",
    "late",
    "worker",
    "daemon",
    "left",
    "emptied",
    "frozen",
    "cut",
    "moved",
    "canceled",
  ];
  expect(kinds.filter((kind) => total(kind) < SEEDS / 20)).toEqual([]);
  expect(journals.reduce((sum, [, { repeats }]) => sum + repeats, 0)).toBeGreaterThan(SEEDS / 10);
  expect(journals.reduce((sum, [, { continued }]) => sum + continued, 0)).toBeGreaterThan(SEEDS / 10);
});
