import { describe, expect, it } from "vitest";
import { errorOutput, isErrorOutput, resultPart, TOOL_OUTPUT_MAX, toOutput } from "./output.js";

describe("the result of a tool", () => {
  it.each([
    ["text", "hello", { type: "text", value: "hello" }],
    ["an object", { a: [1, null] }, { type: "json", value: { a: [1, null] } }],
    ["null", null, { type: "json", value: null }],
    ["nothing", undefined, { type: "text", value: "done" }],
    ["a date", new Date(0), { type: "json", value: "1970-01-01T00:00:00.000Z" }],
    ["a big integer", 5n, { type: "json", value: "5" }],
  ])("that is %s reaches the model", (_what, value, output) => {
    expect(toOutput(value)).toEqual(output);
  });

  it("that has a cycle still says something", () => {
    const value: Record<string, unknown> = {};
    value.self = value;
    expect(toOutput(value)).toEqual({ type: "json", value: "[object Object]" });
  });

  it("is cut with a note of how much is missing", () => {
    const output = toOutput("x".repeat(TOOL_OUTPUT_MAX + 7));
    expect(output.type).toBe("text");
    expect("value" in output && String(output.value).endsWith("[cut: 7 more characters]")).toBe(true);
  });

  it("is cut as text when its JSON is too long", () => {
    const output = toOutput({ text: "x".repeat(TOOL_OUTPUT_MAX) });
    expect(output.type).toBe("text");
    expect("value" in output && String(output.value)).toContain("[cut: ");
  });

  it("is told apart from an error", () => {
    expect(isErrorOutput(errorOutput("no"))).toBe(true);
    expect(isErrorOutput(toOutput("no"))).toBe(false);
    expect(isErrorOutput({ type: "error-json", value: {} })).toBe(true);
  });

  it("is tied to its call", () => {
    const call = { type: "tool-call", toolCallId: "7", toolName: "t", input: {} } as const;
    expect(resultPart(call, toOutput("x"))).toEqual({
      type: "tool-result",
      toolCallId: "7",
      toolName: "t",
      output: { type: "text", value: "x" },
    });
  });
});
