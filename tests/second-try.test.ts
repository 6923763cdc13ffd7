import { describe, expect, test } from "vitest";
import { mergeTries, secondTry } from "../scripts/support/second-try.mjs";

const good = { file: "good.test.ts", ms: 5, passed: 4, failed: 0 };
const bad = { file: "bad.test.ts", ms: 5, passed: 2, failed: 1 };
const FIRST = {
  passed: 6,
  failed: 1,
  skipped: 1,
  failures: ["bad.test.ts: too slow"],
  missing: { git: 1 },
  files: [good, bad],
};

function second(failed: number) {
  const files = [{ ...bad, passed: 3 - failed, failed }];
  const failures = failed > 0 ? ["bad.test.ts: again"] : [];
  return { passed: 3 - failed, failed, skipped: 0, failures, missing: {}, files };
}

describe("a second try", () => {
  test("repeats the failed files", () => {
    expect(secondTry(FIRST)).toEqual(["bad.test.ts"]);
  });

  test("does not happen when everything passed", () => {
    expect(secondTry({ ...FIRST, failed: 0, files: [good] })).toEqual([]);
  });

  test("does not happen when more than three files failed", () => {
    const files = ["a", "b", "c", "d"].map((name) => ({ ...bad, file: name }));
    expect(secondTry({ ...FIRST, failed: 4, files })).toEqual([]);
    expect(secondTry({ ...FIRST, failed: 3, files: files.slice(1) })).toHaveLength(3);
  });

  test("repeats more of many files: one in twenty", () => {
    const all = Array.from({ length: 120 }, (_, index) => ({
      ...(index < 6 ? bad : good),
      file: `${index}`,
    }));
    expect(secondTry({ ...FIRST, failed: 6, files: all })).toHaveLength(6);
    expect(secondTry({ ...FIRST, failed: 6, files: all.slice(0, 100) })).toEqual([]);
  });

  test("does not happen when a failure belongs to no file", () => {
    expect(secondTry({ ...FIRST, failed: 2 })).toEqual([]);
  });

  test("that passes leaves no failure, counts each test once and reports what was flaky", () => {
    expect(mergeTries(FIRST, second(0))).toEqual({
      ...FIRST,
      passed: 7,
      failed: 0,
      failures: [],
      flaky: ["bad.test.ts: too slow"],
    });
  });

  test("that fails fails the run", () => {
    const merged = mergeTries(FIRST, second(1));
    expect(merged).toMatchObject({ passed: 6, failed: 1, failures: ["bad.test.ts: again"], flaky: [] });
  });

  test("in which nothing ran fails the run", () => {
    const none = { passed: 0, failed: 1, skipped: 0, failures: ["vitest ended"], missing: {}, files: [] };
    const failures = ["vitest ended", "bad.test.ts: did not run a second time"];
    expect(mergeTries(FIRST, none)).toMatchObject({ failed: 2, failures, flaky: [] });
  });
});
