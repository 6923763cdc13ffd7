import { duration, money, spend } from "@tinyagi/views";
import { cut, pad, widthOf } from "@tinyagi/visualizer/text";
import { describe, expect, it } from "vitest";
import { toReason } from "../control/failure-reason.js";
import { table } from "./table.js";

describe("text in columns", () => {
  it("is cut and filled by columns, not characters", () => {
    expect(widthOf("日本 e\u0301")).toBe(6);
    expect(cut("日本語です", 5)).toBe("日本…");
    expect(pad("日", 4)).toBe("日  ");
    expect(table(["A", "B"], [["日本", "x\u001b[0m\ny"]])).toEqual(["A     B", "日本  x y"]);
  });
});

describe("numbers", () => {
  it.each([
    [420, "0.4 s"],
    [12_900, "12 s"],
    [185_000, "3 min 5 s"],
    [7_800_000, "2 h 10 min"],
    [90_000_000, "1 d 1 h"],
  ])("%i ms reads %s", (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it("marks estimated costs, and never shows an unknown cost as 0", () => {
    expect(money({ costUsd: 0.5, estimated: true })).toBe("~$0.50");
    expect(spend([{}])).toBe("cost not reported");
    expect(spend([{ costUsd: 1 }, { inputTokens: 10 }])).toBe(
      "10 tokens · $1.00 · 1 of 2 runs reported no cost",
    );
    expect(spend([{ costUsd: 0 }])).toBe("$0.00");
  });
});

describe("reasons", () => {
  it("are the plain output of a failed daemon, else the errors of its log", () => {
    expect(toReason('{"level":30,"msg":"hi"}\nsettings.json is not valid\n    at main.js:1\n')).toEqual([
      "settings.json is not valid",
    ]);
    expect(toReason('{"level":30,"msg":"hi"}\n{"level":60,"msg":"port 3777 is in use"}\n')).toEqual([
      "port 3777 is in use",
    ]);
    expect(toReason("")).toEqual([]);
  });
});
