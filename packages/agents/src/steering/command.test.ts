import { describe, expect, it } from "vitest";
import { STEERING_COMMANDS, STEERING_TEXT_MAX, type SteeringCommand, toRefusal } from "./command.js";

const ALL = new Set(STEERING_COMMANDS);

describe("a steering command", () => {
  it.each([
    { type: "pause" },
    { type: "resume" },
    { type: "cancel" },
    { type: "cancel", reason: "late" },
    { type: "inject", text: "look here" },
    { type: "redirect", text: "do that" },
    { type: "setMetadata", key: "ticket.id", value: 7 },
    { type: "setMetadata", key: "done", value: null },
  ] as SteeringCommand[])("%j is accepted", (command) => {
    expect(toRefusal(command, ALL)).toBeNull();
  });

  it.each([
    { type: "explode" },
    { type: "inject" },
    { type: "inject", text: "" },
    { type: "inject", text: "   " },
    { type: "inject", text: 5 },
    { type: "redirect", text: "x".repeat(STEERING_TEXT_MAX + 1) },
    { type: "cancel", reason: "" },
    { type: "cancel", reason: "x".repeat(201) },
    { type: "setMetadata", key: "", value: 1 },
    { type: "setMetadata", key: "__proto__", value: 1 },
    { type: "setMetadata", key: "1st", value: 1 },
    { type: "setMetadata", key: "a", value: {} },
    { type: "setMetadata", key: "a", value: Number.NaN },
    { type: "setMetadata", key: "a", value: "x".repeat(4_097) },
    { type: "setMetadata", key: "a" },
    null,
    "pause",
  ])("%j is invalid", (command) => {
    // @ts-expect-error: what came was not checked.
    expect(toRefusal(command, ALL)).toBe("invalid");
  });

  it.each(STEERING_COMMANDS)("%s is not allowed unless the list has it", (type) => {
    const command: SteeringCommand = { type, text: "x", key: "k", value: 1 };
    expect(toRefusal(command, new Set())).toBe("not_allowed");
    expect(toRefusal(command, new Set([type]))).toBeNull();
  });
});
