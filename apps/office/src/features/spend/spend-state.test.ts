import type { BudgetView } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import {
  byUrgency,
  goneWords,
  outlook,
  raiseCommand,
  spendSentence,
  tightest,
  usedWords,
} from "./budget-words";
import { toCsv } from "./csv";
import type { SpendReport } from "./queries";
import { computeTicks, OTHERS, reportedUsd, stackSeries, sumWords, toSeries } from "./spend-state";

const NONE = {
  runs: 1,
  inputTokens: null,
  outputTokens: null,
  cachedTokens: null,
  costUsd: null,
  estimated: false,
  estimatedUsd: null,
  unpricedRuns: 0,
};
const day = (usd: number) => ({ ...NONE, day: "2026-11-22", costUsd: usd });
const row = (key: string, usd: number) => ({ ...NONE, key, name: null, costUsd: usd, perDay: [day(usd)] });
const report = (rows: SpendReport["rows"], rest: SpendReport["rest"] = null): SpendReport => ({
  by: "agent",
  since: 0,
  until: 1,
  rows,
  rest,
  truncated: false,
  days: ["2026-11-22"],
  total: { ...NONE, perDay: [] },
});

describe("the stack of a day", () => {
  const series = toSeries(
    report(
      ["a", "b", "c", "d", "e", "f", "g"].map((key) => row(key, 1)),
      { ...NONE, perDay: [day(4)] },
    ),
  );

  test("has a pattern for each of the first, and one for all others", () => {
    expect(series.map(({ pattern }) => pattern)).toEqual([0, 1, 2, 3, 4, 5, 5, 5]);
    expect(series.at(-1)?.key).toBe(OTHERS);
    const stack = stackSeries(series, { day: "2026-11-22", unit: "money", chosen: "" });
    expect(stack.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 11],
    ]);
  });

  test("shows the chosen one by itself", () => {
    const stack = stackSeries(series, { day: "2026-11-22", unit: "money", chosen: "g" });
    expect(stack.map(({ to, isChosen }) => [to, isChosen]).slice(5)).toEqual([
      [6, false],
      [7, true],
      [11, false],
    ]);
    expect(stackSeries(series, { day: "2026-11-21", unit: "money", chosen: "" })).toEqual([]);
  });

  test("is measured in round steps", () => {
    expect(computeTicks(15.4)).toEqual([0, 5, 10, 15, 20]);
    expect(computeTicks(4)).toEqual([0, 1, 2, 3, 4]);
    expect(computeTicks(0)).toEqual([0, 1]);
    for (const highest of [0.0003, 0.7, 9, 101, 123_456]) {
      const ticks = computeTicks(highest);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest);
      expect(ticks.length).toBeLessThanOrEqual(7);
    }
  });
});

test("what was estimated carries a mark, and what is unknown is a dash", () => {
  const half = { ...NONE, costUsd: 3, estimated: true, estimatedUsd: 1 };
  expect([sumWords(half, "money"), sumWords(NONE, "money"), sumWords(NONE, "tokens")]).toEqual([
    "~$3.00",
    "–",
    "–",
  ]);
  expect([reportedUsd(half), reportedUsd(NONE), reportedUsd({ ...half, costUsd: 1 })]).toEqual([
    2,
    null,
    null,
  ]);
});

test("a file of figures holds no formula and keeps commas and quotes", () => {
  const hostile = { ...row("=cmd()", 1), name: 'say "hi", you' };
  expect(toCsv(report([hostile], { ...NONE, perDay: [day(2)] })).split("\r\n")).toEqual([
    "day,agent,name,runs,inputTokens,outputTokens,cachedTokens,costUsd,estimatedUsd,unpricedRuns",
    `2026-11-22,'=cmd(),"say ""hi"", you",1,,,,1,,0`,
    "2026-11-22,others,,1,,,,2,,0",
    "",
  ]);
});

describe("a budget", () => {
  const now = new Date(2026, 10, 22, 15, 10).getTime();
  const budget = (changes: Partial<BudgetView> = {}): BudgetView => ({
    scope: "day",
    day: "2026-11-22",
    limit: { usd: 20, runs: 100 },
    reserved: {},
    onLimit: "stop",
    state: "ok",
    used: { tokens: 0, usd: 8.41, runs: 3, minutes: 0 },
    ...changes,
  });

  test("shows the limit that is nearest, and what it comes to by midnight", () => {
    expect(tightest(budget())).toBe("usd");
    expect(tightest(budget({ limit: { usd: 20, tokens: 0 } }))).toBe("tokens");
    expect(usedWords(budget(), "usd")).toBe("$8.41 of $20.00");
    expect(usedWords(budget({ estimated: true }), "usd")).toBe("~$8.41 of $20.00");
    expect(usedWords(budget({ estimated: true }), "runs")).toBe("3 of 100 runs");
    const used = { tokens: 9_600, usd: 0, runs: 0, minutes: 0 };
    expect(usedWords(budget({ limit: { tokens: 12_000 }, used }), "tokens")).toBe("9.6k of 12k tokens");
    expect(outlook(budget({ forecast: { usd: 13.1 } }), now).rest).toBe("About $13.10 by midnight.");
  });

  test("says when it is gone at this pace, and what happens then", () => {
    const at = new Date(2026, 10, 22, 19, 40).getTime();
    expect(outlook(budget({ goneAt: at }), now)).toEqual({
      strong: expect.stringMatching(/^Gone by (19:40|07:40\sPM)\.$/),
      rest: "Then work stops and keeps what it has.",
    });
    expect(goneWords(new Date(2026, 10, 26, 17, 0).getTime(), now)).toMatch(
      /^by Thursday, about (17:00|05:00\sPM)$/,
    );
    expect(outlook(budget({ state: "exceeded", onLimit: "ask" }), now).rest).toBe(
      "Work waits for your answer.",
    );
  });

  test("that is used up stands first, then what is gone soonest", () => {
    const order = byUrgency([
      budget({ scope: "agent:b" }),
      budget(),
      budget({ scope: "agent:late", goneAt: 9 }),
      budget({ scope: "agent:soon", goneAt: 5 }),
      budget({ scope: "team:a", state: "exceeded" }),
    ]).map(({ scope }) => scope);
    expect(order).toEqual(["team:a", "agent:soon", "agent:late", "day", "agent:b"]);
  });

  test("is in the sentence of the page when it runs out", () => {
    const around = { nameOf: () => "The budget of the day", now };
    expect(spendSentence("$8.41", [budget()], around)).toBe("$8.41 today.");
    expect(spendSentence("–", [budget({ state: "exceeded" })], around)).toBe(
      "Nothing priced today. The budget of the day is used up.",
    );
  });

  test("is raised by a command that names every amount", () => {
    expect(raiseCommand("agent:coder", { usd: 2, runs: 3 })).toBe(
      "tinyagi budget extend agent:coder --usd 2 --runs 3",
    );
  });
});
