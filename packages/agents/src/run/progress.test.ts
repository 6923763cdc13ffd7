import { describe, expect, it } from "vitest";
import type { ToolCallPart, ToolResultPart } from "../model/model.js";
import { ProgressWatch } from "./progress.js";

let ids = 0;
function round(name: string, input: unknown, output: string): [ToolCallPart[], ToolResultPart[]] {
  ids += 1;
  const head = { toolCallId: String(ids), toolName: name };
  return [
    [{ type: "tool-call", ...head, input }],
    [{ type: "tool-result", ...head, output: { type: "text", value: output } }],
  ];
}

function stuckAt(limit: number, rounds: [ToolCallPart[], ToolResultPart[]][]): number {
  const watch = new ProgressWatch(limit);
  return rounds.findIndex(([calls, results]) => watch.isStuck(calls, results));
}

describe("no progress", () => {
  it("is the same call with the same result for the third time", () => {
    const same = () => round("read", { path: "a" }, "x");
    expect(stuckAt(3, [same(), same(), same()])).toBe(2);
  });

  it("is not a call whose result changes", () => {
    const rounds = ["1", "2", "3", "4"].map((output) => round("status", {}, output));
    expect(stuckAt(3, rounds)).toBe(-1);
  });

  it("is not a call whose input changes", () => {
    const rounds = ["a", "b", "c", "d"].map((path) => round("read", { path }, "x"));
    expect(stuckAt(3, rounds)).toBe(-1);
  });

  it("is also two calls by turns", () => {
    const a = () => round("read", { path: "a" }, "x");
    const b = () => round("read", { path: "b" }, "x");
    expect(stuckAt(3, [a(), b(), a(), b(), a()])).toBe(4);
  });

  it("is seen whatever the order of an input's fields", () => {
    const rounds = [
      round("t", { a: 1, b: { c: 2, d: 3 } }, "x"),
      round("t", { b: { d: 3, c: 2 }, a: 1 }, "x"),
    ];
    expect(stuckAt(2, rounds)).toBe(1);
  });

  it("tells the order within a list apart", () => {
    expect(stuckAt(2, [round("t", [1, 2], "x"), round("t", [2, 1], "x")])).toBe(-1);
  });

  it("forgets what lies further back than twice its limit", () => {
    const same = () => round("read", {}, "x");
    const others = (count: number) =>
      Array.from({ length: count }, (_, index) => round("other", { index, count }, "y"));
    expect(stuckAt(2, [same(), ...others(4), same()])).toBe(-1);
    expect(stuckAt(2, [same(), ...others(2), same()])).toBe(3);
  });

  it("looks at the whole round, not at single calls of it", () => {
    const watch = new ProgressWatch(2);
    const [a, aResult] = round("a", {}, "x");
    const [b, bResult] = round("b", {}, "y");
    expect(watch.isStuck([...a, ...b], [...aResult, ...bResult])).toBe(false);
    expect(watch.isStuck(a, aResult)).toBe(false);
    expect(watch.isStuck([...a, ...b], [...aResult, ...bResult])).toBe(true);
  });
});
