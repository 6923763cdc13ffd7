import { describe, expect, it } from "vitest";
import { inSort, nextSort, parseSort } from "./sorting";

const run = (runId: string, more: object = {}) => ({
  runId,
  status: "completed" as const,
  createdAt: 1_000,
  startedAt: 2_000,
  finishedAt: 3_000,
  total: {},
  ...more,
});
const FACTS = { now: 10_000, waiting: new Set<string>() };
const idsOf = (runs: readonly { runId: string }[]) => runs.map(({ runId }) => runId).join("");

describe("runs", () => {
  it("are sorted as the address says, and in no other way", () => {
    expect(parseSort("cost")).toEqual({ by: "cost", isUp: false });
    expect(parseSort("took-up")).toEqual({ by: "took", isUp: true });
    for (const other of ["", "-up", "costs", "constructor", "cost-up-up"])
      expect(parseSort(other)).toBeUndefined();
  });

  it("are turned around by the second press on a head, and left as they come by the third", () => {
    const presses = ["", "", ""].reduce<string[]>(
      (said) => [...said, nextSort(parseSort(said.at(-1) ?? ""), "cost")],
      [],
    );
    expect(presses).toEqual(["cost", "cost-up", ""]);
    expect(nextSort({ by: "cost", isUp: true }, "took")).toBe("took");
  });

  it("of unknown cost come last in both directions, and those that are alike keep their order", () => {
    const runs = [
      run("a"),
      run("b", { total: { costUsd: 1 } }),
      run("c", { total: { costUsd: 2 } }),
      run("d", { total: { costUsd: 1 } }),
    ];
    expect(idsOf(inSort(runs, { by: "cost", isUp: false }, FACTS))).toBe("cbda");
    expect(idsOf(inSort(runs, { by: "cost", isUp: true }, FACTS))).toBe("bdca");
  });

  it("last until now while they work, and until their end afterwards", () => {
    const runs = [
      run("a"),
      run("b", { status: "running", finishedAt: null }),
      run("c", { startedAt: null }),
      run("d", { status: "interrupted", finishedAt: null }),
    ];
    expect(idsOf(inSort(runs, { by: "took", isUp: false }, FACTS))).toBe("bcad");
  });

  it("that need a person come first, then those that work, then those that failed", () => {
    const runs = [
      run("a"),
      run("b", { status: "failed" }),
      run("c", { status: "running" }),
      run("d", { status: "completed" }),
    ];
    expect(idsOf(inSort(runs, { by: "state", isUp: false }, { ...FACTS, waiting: new Set(["d"]) }))).toBe(
      "dcba",
    );
  });
});
