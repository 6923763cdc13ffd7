import { describe, expect, it } from "vitest";
import { levelOfEvent, parseDaemonEntry } from "./log-entry.js";

describe("the level of an event", () => {
  it("is worse for what failed for good than for what is tried again", () => {
    expect(levelOfEvent("message.died", {})).toBe("error");
    expect(levelOfEvent("message.retrying", {})).toBe("warn");
    expect(levelOfEvent("run.tool_completed", { failed: true })).toBe("warn");
    expect(levelOfEvent("run.tool_completed", { failed: false })).toBe("debug");
    expect(levelOfEvent("moon.landed", null)).toBe("info");
  });
});

it("counts a failure once, however many events tell of it", () => {
  const told = ["run.model_completed", "run.failed", "message.died", "node.failed"];
  const levels = told.map((type) => levelOfEvent(type, { error: "no key", failed: true, willRetry: false }));
  expect(levels.filter((level) => level === "error" || level === "warn")).toEqual(["error"]);
  const late = ["message.cancelled", "run.cancelled", "node.failed"];
  expect(late.map((type) => levelOfEvent(type, { timedOut: true }))).toEqual(["info", "info", "error"]);
  const retried = ["run.failed", "message.retrying"].map((type) => levelOfEvent(type, { willRetry: true }));
  expect(retried.filter((level) => level === "error" || level === "warn")).toEqual(["warn"]);
});

describe("a line of the daemon's log", () => {
  it("has its time, level, text and other fields", () => {
    const line = '{"level":"fatal","time":"1970-01-01T00:00:05.000Z","msg":"the disk is full","free":0}';
    expect(parseDaemonEntry(line)).toEqual({
      time: 5_000,
      level: "error",
      text: "the disk is full",
      fields: { free: 0 },
    });
  });

  it("that is no entry is left out", () => {
    for (const line of ["", "{", "null", '"text"', '{"level":"info"}'])
      expect(parseDaemonEntry(line)).toBeUndefined();
  });
});
