/** Reports of `pnpm bench`: what counts as met, and what as better. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Figure, formatAim, formatValue, isMet } from "../benchmarks/support/figure.js";
import { createReport, loadReport, saveReport, toVerdict } from "../benchmarks/support/report.js";
import { median, percentile } from "../benchmarks/support/statistics.js";

const folder = mkdtempSync(join(tmpdir(), "tinyagi-bench-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

const time = (value: number): Figure => ({ name: "time", value, unit: "ms", aim: { max: 20 } });
const rate = (value: number): Figure => ({ name: "rate", value, unit: "/s", aim: { min: 1_000 } });

describe("a figure", () => {
  it("meets an upper or a lower aim, the bound included", () => {
    expect([isMet(time(20)), isMet(time(20.1)), isMet(rate(1_000)), isMet(rate(999))]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(isMet({ name: "no aim", value: 1, unit: "ms" })).toBeUndefined();
  });

  it("is printed with three significant digits and its aim", () => {
    expect([formatValue(0.12345), formatValue(31.84), formatValue(12_345.6)]).toEqual([
      "0.123",
      "31.8",
      "12,346",
    ]);
    expect([formatAim(time(1)), formatAim(rate(1))]).toEqual(["≤ 20", "≥ 1,000"]);
  });
});

describe("a comparison", () => {
  it("knows in which direction a figure is better, and ignores noise", () => {
    expect(toVerdict(time(10), time(20))).toBe("better");
    expect(toVerdict(time(20), time(10))).toBe("worse");
    expect(toVerdict(rate(2_000), rate(1_000))).toBe("better");
    expect(toVerdict(rate(1_000), rate(2_000))).toBe("worse");
    expect(toVerdict(time(20.5), time(20))).toBe("same");
  });
});

describe("a report", () => {
  it("is saved and loaded unchanged", () => {
    const report = createReport(new Date(0));
    report.measures.latency = [time(5)];
    const path = join(folder, "report.json");
    saveReport(path, report);
    expect(loadReport(path)).toEqual(report);
  });

  it("of another format is refused", () => {
    const path = join(folder, "other.json");
    writeFileSync(path, '{"format": 2}');
    expect(() => loadReport(path)).toThrow("is not a report of pnpm bench");
  });
});

it("percentiles are values of the sample", () => {
  expect([median([3, 1, 2]), percentile([1, 2, 3, 4], 0.5), percentile([1, 2, 3, 4], 0.99)]).toEqual([
    2, 2, 4,
  ]);
});
