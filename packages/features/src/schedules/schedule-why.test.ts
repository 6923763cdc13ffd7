import { expect, test } from "vitest";
import { readWhy } from "./schedule-why.js";

test("a row tells its reason as a fact, and in English for older clients", () => {
  expect(readWhy({ reason: '{"code":"schedule.missed","count":5}' })).toEqual({
    reason: "missed: the daemon was not running (5 due times)",
    why: { code: "schedule.missed", count: 5 },
  });
});

test("a row of an earlier release keeps its sentence, and one of a newer release what it has", () => {
  expect(readWhy({ reason: "manual run" })).toEqual({ reason: "manual run", why: null });
  expect(readWhy({ reason: null })).toEqual({ reason: null, why: null });
  const newer = '{"code":"schedule.moon"}';
  expect(readWhy({ reason: newer })).toEqual({ reason: newer, why: null });
});
