import { expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { contextText, currentContext } from "./context.js";

const run = (createdAt: number, tokens: number, more: object = {}) => ({
  agent: "a",
  createdAt,
  context: { tokens, isCurrent: true },
  ...more,
});

test("the newest run of the session that goes on says how full it is", () => {
  const runs = [
    run(3, 300),
    run(1, 100),
    run(5, 500, { agent: "b" }),
    run(6, 600, { context: { tokens: 600, isCurrent: false } }),
    run(7, 700, { context: null }),
  ];
  expect(currentContext(runs, "a")).toEqual({ tokens: 300, isCurrent: true });
  expect(currentContext(runs, "c")).toBeUndefined();
  expect(currentContext([run(1, 1, { context: { tokens: 1 } })], "a")).toBeUndefined();
});

test("a share is said only of a window that is known", () => {
  expect(contextText({ tokens: 53_210, window: 200_000 })).toBe("53.2k of 200k tokens (26%)");
  expect(contextText({ tokens: 53_210 })).toBe("53.2k tokens");
  expect(contextText({ tokens: 200_000, window: 200_000 })).toContain("(100%)");
  expect(contextText({ tokens: 53_210, window: 200_000 }, zh)).toMatch(/53\.2k.*200k.*26%/);
});
