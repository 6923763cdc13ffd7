import { describe, expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { duration, span } from "./duration.js";
import { cents, money } from "./money.js";

describe("durations", () => {
  test.each([
    [-5, "0.0 s", "0 s"],
    [420, "0.4 s", "0 s"],
    [12_900, "12 s", "12 s"],
    [180_000, "3 min", "3 min"],
    [221_000, "3 min 41 s", "3 min"],
    [7_800_000, "2 h 10 min", "2 h"],
    [356_400_000, "4 d 3 h", "4 d"],
  ])("%d ms", (ms, long, short) => {
    expect(duration(ms)).toBe(long);
    expect(span(ms)).toBe(short);
  });

  test("in Chinese", () => {
    expect(duration(221_000, zh)).toBe("3 分钟 41 秒");
  });
});

describe("costs", () => {
  test.each([
    [{}, "–", "–"],
    [{ costUsd: null, estimated: true }, "–", "–"],
    [{ costUsd: 0 }, "$0.00", "$0.00"],
    [{ costUsd: 0.0042 }, "$0.0042", "<$0.01"],
    [{ costUsd: 0.42, estimated: true }, "~$0.4200", "~$0.42"],
    [{ costUsd: 1.2 }, "$1.20", "$1.20"],
  ])("%j", (cost, exact, column) => {
    expect(money(cost)).toBe(exact);
    expect(cents(cost)).toBe(column);
  });
});
