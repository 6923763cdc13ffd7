import { describe, expect, test } from "vitest";
import { counted, grouped } from "../words/counted.js";
import { zh } from "../words/zh.js";
import { size, tokenCount, tokens } from "./count.js";
import { age, ago, duration, span } from "./duration.js";
import { addCosts, cents, money } from "./money.js";
import { clock, clockExact, clockSeconds, day, minute, moment, stamp } from "./time.js";
import { amounts, formatUsed, spend, usageWords } from "./usage.js";

describe("durations", () => {
  test.each([
    [-5, "0.0 s", "0 s", "now"],
    [420, "0.4 s", "0 s", "now"],
    [12_900, "12 s", "12 s", "12 s"],
    [180_000, "3 min", "3 min", "3 min"],
    [221_000, "3 min 41 s", "3 min", "3 min"],
    [7_800_000, "2 h 10 min", "2 h", "2 h"],
    [356_400_000, "4 d 3 h", "4 d", "4 d"],
  ])("%d ms", (ms, long, short, old) => {
    expect(duration(ms)).toBe(long);
    expect(span(ms)).toBe(short);
    expect(age(ms)).toBe(old);
    expect(ago(ms)).toBe(old === "now" ? "now" : `${old} ago`);
  });

  test("in Chinese", () => {
    expect(duration(221_000, zh)).toBe("3 分钟 41 秒");
    expect(ago(5_000, zh)).toBe("刚刚");
    expect(ago(221_000, zh)).toBe("3 分钟前");
  });
});

describe("costs", () => {
  test.each([
    [{}, "–", "–"],
    [{ costUsd: null, estimated: true }, "–", "–"],
    [{ costUsd: 0 }, "$0.00", "$0.00"],
    [{ costUsd: 0.000_004 }, "$0.000004", "<$0.01"],
    [{ costUsd: 0.0042 }, "$0.0042", "<$0.01"],
    [{ costUsd: 0.1 + 0.2 }, "$0.30", "$0.30"],
    [{ costUsd: 0.4215, estimated: true }, "~$0.4215", "~$0.42"],
    [{ costUsd: 1.2 }, "$1.20", "$1.20"],
  ])("%j", (cost, exact, column) => {
    expect(money(cost)).toBe(exact);
    expect(cents(cost)).toBe(column);
  });

  test("a sum is of what is known, and one estimate makes it an estimate", () => {
    expect(addCosts([{}, { costUsd: null }])).toEqual({});
    expect(addCosts([{ costUsd: 1 }, {}, { costUsd: 0.5, estimated: true }])).toEqual({
      costUsd: 1.5,
      estimated: true,
    });
  });
});

describe("counts", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1k"],
    [9_640, "9.6k"],
    [39_999, "40k"],
    [999_960, "1M"],
    [12_300_000, "12.3M"],
  ])("%d tokens", (count, short) => {
    expect(tokenCount(count)).toBe(short);
    expect(tokens(count)).toBe(`${short} tokens`);
    expect(tokens(count, zh)).toBe(`${short} Token`);
  });

  test("one token is one, and an unknown number is a dash", () => {
    expect(tokens(1)).toBe("1 token");
    expect([tokens(null), tokenCount(undefined)]).toEqual(["–", "–"]);
  });

  test("large numbers have their digits in groups", () => {
    expect([0, 999, 1_000, 39_999, 1_234_567, -1_500].map(grouped)).toEqual([
      ...["0", "999", "1,000", "39,999", "1,234,567", "-1,500"],
    ]);
    expect([counted(1, "reply", "replies"), counted(2_039, "reply", "replies")]).toEqual([
      ...["1 reply", "2,039 replies"],
    ]);
  });

  test.each([
    [912, "912 B"],
    [1_433, "1.4 KiB"],
    [1_048_575, "1 MiB"],
    [12_900_000, "12.3 MiB"],
    [2 ** 41, "2 TiB"],
  ])("%d bytes are %s", (bytes, words) => expect(size(bytes)).toBe(words));
});

describe("usage", () => {
  test("names tokens and cost, either alone, and says when a cost is incomplete", () => {
    expect(usageWords({ inputTokens: 300, outputTokens: 40, costUsd: 0.0123 })).toBe("340 tokens · $0.0123");
    expect(usageWords({})).toBe("");
    expect(spend([{ costUsd: 1 }, { inputTokens: 10 }])).toBe(
      "10 tokens · $1.00 · 1 of 2 runs reported no cost",
    );
    expect(spend([{}], zh)).toBe("未报告费用");
  });

  test("names what is used of a limit", () => {
    expect(formatUsed("usd", { used: 8.41, limit: 20, estimated: true })).toBe("~$8.41 of $20.00");
    expect(formatUsed("tokens", { used: 12_300, limit: 50_000 })).toBe("12.3k of 50k tokens");
    expect(formatUsed("runs", { used: 0, limit: 1 })).toBe("0 of 1 run");
    expect(formatUsed("minutes", { used: 1.54, limit: 30 }, zh)).toBe("1.5 / 30 分钟");
    expect(amounts({ usd: 0.4, tokens: 500 })).toBe("$0.40 and 500 tokens");
    expect(amounts({ usd: 0.4, tokens: 500 }, zh)).toBe("$0.40和500 Token");
  });
});

describe("times", () => {
  const NOW = Date.UTC(2026, 10, 25, 22, 20, 5);
  const HOUR = 3_600_000;
  const berlin = { zone: "Europe/Berlin" };

  test("sort as text in terminals", () => {
    expect(stamp(NOW, berlin)).toBe("2026-11-25 23:20:05");
    expect(minute(NOW, berlin)).toBe("2026-11-25 23:20");
    expect(clock(NOW, berlin)).toBe("23:20");
    expect(clockSeconds(NOW, berlin)).toBe("23:20:05");
    expect(clockExact(NOW + 7, berlin)).toBe("23:20:05.007");
  });

  test("without a zone are those of the machine", () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(stamp(NOW)).toBe(stamp(NOW, { zone }));
  });

  test("name the day only when it is another one there", () => {
    expect(moment(NOW + HOUR / 3, { now: NOW, ...berlin })).toBe("23:40");
    expect(moment(NOW + HOUR, { now: NOW, ...berlin })).toBe("2026-11-26 00:20");
    expect(moment(NOW + HOUR, { now: NOW, zone: "UTC" })).toBe("23:20");
  });

  test("are written as in the reader's region", () => {
    expect(clock(NOW, { zone: "UTC", locale: "en-GB" })).toBe("22:20");
    expect(clock(NOW, { zone: "UTC", locale: "en-US" })).toMatch(/^10:20\sPM$/);
    expect(clockExact(NOW + 7, { zone: "UTC", locale: "en-GB" })).toBe("22:20:05.007");
    expect(clockExact(NOW + 7, { zone: "UTC", locale: "en-US" })).toMatch(/^10:20:05\.007\sPM$/);
    expect(clockExact(NOW + 7, { zone: "UTC", locale: "zh-CN" })).toBe("22:20:05.007");
    expect(day(NOW, { zone: "UTC", locale: "en-US" })).toBe("Wednesday, November 25");
    expect(day(NOW, { zone: "UTC", locale: "zh-CN" })).toBe("11月25日星期三");
    expect(moment(NOW + 24 * HOUR, { now: NOW, zone: "UTC", locale: "en-GB" })).toBe("26 Nov, 22:20");
  });
});
