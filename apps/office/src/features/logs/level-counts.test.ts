import { expect, test } from "vitest";
import type { Entry } from "./entries";
import { levelCounts, toBuckets } from "./level-counts";

const entry = (time: number, level: Entry["level"]): Entry => ({
  key: String(time),
  time,
  level,
  part: "run",
  agent: "",
  text: "",
  runId: "",
  conversationId: "",
  fields: [],
});
const ENTRIES = [entry(100, "error"), entry(90, "warn"), entry(20, "debug"), entry(0, "info")];

test("a level counts what its filter shows: itself and worse", () => {
  expect(levelCounts(ENTRIES)).toEqual({ error: 1, warn: 2, info: 3, debug: 4 });
});

test("the entries are counted over the time that was read, up to now", () => {
  expect(toBuckets(ENTRIES, 100, 2)).toEqual([
    { from: 0, quiet: 2, warnings: 0, errors: 0 },
    { from: 50, quiet: 0, warnings: 1, errors: 1 },
  ]);
  expect(toBuckets([], 100, 1)).toEqual([{ from: 100, quiet: 0, warnings: 0, errors: 0 }]);
});
