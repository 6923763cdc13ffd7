import { expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { programStart } from "./program-start.js";

test("says whether the program of a run was open, why not, and how long its start took", () => {
  expect(programStart({ start: "reused", startMs: 62 })).toBe("it was open; ready after 0.1 s");
  expect(programStart({ start: "expired", startMs: 3_400 })).toBe(
    "started again, because the open one had waited too long; ready after 3.4 s",
  );
  expect(programStart({ start: "reused", startMs: 62 }, zh)).toContain("0.1");
});

test("says what is known so far, and nothing of a run that has no program", () => {
  expect(programStart({ start: "first" })).toBe("started, because none was open");
  expect(programStart({})).toBeUndefined();
  expect(programStart({ startMs: 5 })).toBeUndefined();
});
