import { describe, expect, it } from "vitest";
import { createPriceTable, DEFAULT_PRICES, FALLBACK_PRICE } from "./prices.js";

const MILLION = 1_000_000;

describe("the price table", () => {
  it("computes a cost again that was computed with other prices, and keeps a reported one", () => {
    const table = createPriceTable({ own: { input: 100, output: 100 } });
    const usage = { inputTokens: MILLION, costUsd: 3 };
    expect(table.reprice({ ...usage, estimated: true }, "own-1")).toMatchObject({ costUsd: 100 });
    expect(table.reprice(usage, "own-1")).toEqual(usage);
    expect(table.reprice({ costUsd: 3, estimated: true }, "own-1")).toMatchObject({ costUsd: 3 });
  });

  it("computes a cost from tokens and flags it as estimated", () => {
    const table = createPriceTable();
    const usage = table.impute({ inputTokens: MILLION, outputTokens: MILLION }, "claude-haiku-4-5-20251001");
    expect(usage).toEqual({ inputTokens: MILLION, outputTokens: MILLION, costUsd: 6, estimated: true });
  });

  it("leaves a cost that was reported, without a flag", () => {
    const table = createPriceTable();
    expect(table.impute({ inputTokens: 5, costUsd: 0.25 }, "gpt-5")).toEqual({
      inputTokens: 5,
      costUsd: 0.25,
    });
  });

  it("never shows an unknown cost as zero", () => {
    expect(createPriceTable().impute({}, "gpt-5")).toEqual({});
    const unknown = createPriceTable().impute({ inputTokens: 100, outputTokens: 10 }, "nobody-knows-me");
    expect(unknown.costUsd).toBeGreaterThan(0);
    expect(unknown.estimated).toBe(true);
  });

  it("takes the longest name that the model begins with", () => {
    const table = createPriceTable();
    expect(table.getPrice("gpt-5-mini-2025-08-07")).toEqual(DEFAULT_PRICES["gpt-5-mini"]);
    expect(table.getPrice("gpt-5")).toEqual(DEFAULT_PRICES["gpt-5"]);
    expect(table.getPrice("claude-opus-4-5")).toEqual(DEFAULT_PRICES["claude-opus-4-5"]);
    expect(table.getPrice("claude-opus-4-20250514")).toEqual(DEFAULT_PRICES["claude-opus-4"]);
    expect(table.getPrice("local-model")).toEqual(FALLBACK_PRICE);
  });

  it("can be overridden and extended by the user", () => {
    const table = createPriceTable({ "gpt-5": { input: 1, output: 2 }, local: { input: 0, output: 0 } });
    expect(table.impute({ inputTokens: MILLION, outputTokens: MILLION }, "gpt-5").costUsd).toBe(3);
    expect(table.getPrice("gpt-5-mini")).toEqual(DEFAULT_PRICES["gpt-5-mini"]);
    expect(table.impute({ inputTokens: 10 }, "local-7b")).toEqual({
      inputTokens: 10,
      costUsd: 0,
      estimated: true,
    });
  });

  it("counts cached input at its own price, once", () => {
    const table = createPriceTable({ m: { input: 10, output: 0, cachedInput: 1 } });
    const usage = { inputTokens: MILLION, cachedTokens: MILLION / 2, outputTokens: 0 };
    expect(table.impute(usage, "m").costUsd).toBe(5.5);
  });

  it("counts cached input as other input where no price is known, and never more of it than there was", () => {
    const table = createPriceTable({ m: { input: 10, output: 0 } });
    expect(table.impute({ inputTokens: MILLION, cachedTokens: MILLION * 3 }, "m").costUsd).toBe(10);
  });

  it.each([
    ["negative", { input: -1, output: 1 }],
    ["not finite", { input: 1, output: Infinity }],
    ["not a number", { input: 1, output: 1, cachedInput: Number.NaN }],
  ])("refuses a price that is %s", (_what, price) => {
    expect(() => createPriceTable({ m: price })).toThrow(RangeError);
  });

  it("is not fooled by names of the object prototype", () => {
    expect(createPriceTable().getPrice("constructor")).toEqual(FALLBACK_PRICE);
    expect(createPriceTable().getPrice("__proto__")).toEqual(FALLBACK_PRICE);
  });
});
