import { EVENT_TYPES } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { en } from "../../locale/en/en";
import {
  DAEMON,
  type Entry,
  entryOfEvent,
  entryOfLine,
  type Filter,
  jsonLines,
  matches,
  merge,
  moreFields,
  partWord,
} from "./entries";

const event = (seq: number, type: string, data: object = {}, more: object = {}) =>
  entryOfEvent({ seq, type, time: 1_000 * seq, data, ...more });
const line = (time: number, fields: object = {}) =>
  JSON.stringify({ level: "warn", time: new Date(time).toISOString(), msg: "slow reader", ...fields });

describe("an entry", () => {
  test("of an event has its part, its level and words, with its agent and run", () => {
    const failed = event(
      3,
      "run.failed",
      { agent: "coder", error: "no key", willRetry: false },
      { runId: "run_1" },
    );
    expect(failed).toMatchObject({ part: "run", level: "info", agent: "coder", runId: "run_1" });
    expect(failed.text).toBe("failed: no key");
    expect(event(4, "budget.warning", { budget: "day", used: 8, limit: 10, resource: "usd" }).level).toBe(
      "warn",
    );
    expect(event(4, "message.died", { agent: "a", error: "e", attempts: 1 }).level).toBe("error");
    const tool = { agent: "coder", name: "bash", failed: true };
    expect(event(5, "run.tool_completed", tool).level).toBe("warn");
    expect(event(6, "run.tool_started", { agent: "coder", name: "bash", input: "ls" })).toMatchObject({
      level: "debug",
      text: "runs ls",
    });
  });

  test("has a word for its part, whatever the event; an unknown part keeps its name", () => {
    const parts = [DAEMON, ...EVENT_TYPES.map((type) => type.split(".", 1)[0] ?? "")];
    expect(parts.filter((part) => !Object.hasOwn(en.logs.parts, part))).toEqual([]);
    expect(partWord("run")).toBe(en.logs.parts.run);
    expect(partWord("constructor")).toBe("constructor");
  });

  test("of an event that this page does not know is named by its type", () => {
    expect(event(1, "moon.landed_softly", { by: "you" })).toMatchObject({
      part: "moon",
      text: "moon landed softly",
    });
    expect(event(1, "constructor", {}).text).toBe("constructor");
  });

  test("of the daemon's log has its level and fields; what is no entry is left out", () => {
    expect(entryOfLine(line(5_000, { runId: "run_1", port: 1 }))).toMatchObject({
      time: 5_000,
      level: "warn",
      part: DAEMON,
      text: "slow reader",
      runId: "run_1",
      fields: [
        ["runId", "run_1"],
        ["port", "1"],
      ],
    });
    for (const broken of ["", "{", "null", '"text"', '{"level":"info"}'])
      expect(entryOfLine(broken)).toBeUndefined();
  });

  test("of the daemon's log says what it is about", () => {
    const fields = { msg: "plugin not loaded", plugin: "broken", reason: "nobody approved it" };
    expect(entryOfLine(line(5_000, fields))?.text).toBe("plugin not loaded: broken, nobody approved it");
  });

  test("does not say a sentence twice: its fields are those that its words leave out", () => {
    const failed = event(3, "message.died", { agent: "coder", attempts: 1, error: "The key is missing." });
    expect(moreFields(failed).map(([name]) => name)).toEqual(["event", "agent", "attempts"]);
  });

  test("holds no character that could break, hide or forge a line", () => {
    const hostile = event(1, "run.failed", {
      agent: "a",
      error: "x\u001b[2J\n\u202eevil\u0007\n12:00 Error forged",
    });
    expect(hostile.text).toBe("failed: x[2J evil 12:00 Error forged");
  });
});

describe("the list", () => {
  const any: Filter = { level: "debug", part: "", agent: "", text: "" };
  const entry = event(3, "message.died", { agent: "coder", attempts: 1, error: "No key" });

  test.each<[Partial<Filter>, boolean]>([
    [{}, true],
    [{ level: "error" }, true],
    [{ part: "message" }, true],
    [{ part: "budget" }, false],
    [{ agent: "writer" }, false],
    [{ text: " no KEY " }, true],
    [{ text: "other" }, false],
  ])("filtered by %o holds the entry: %s", (filter, holds) => {
    expect(matches(entry, { ...any, ...filter })).toBe(holds);
    expect(matches(event(1, "run.spawned", { agent: "coder", pid: 1 }), { ...any, level: "info" })).toBe(
      false,
    );
  });

  test("is newest first and holds each entry once", () => {
    const two = entryOfLine(line(2_500)) as Entry;
    const events = [event(1, "daemon.started"), event(3, "run.started"), event(3, "run.started")];
    const keys = merge(events, [two, two], false).map(({ key }) => key.slice(0, 2));
    expect(keys).toEqual(["e3", "l{", "e1"]);
  });

  test("shows no line of the daemon before the events around it were read", () => {
    const old = entryOfLine(line(500)) as Entry;
    expect(merge([event(1, "daemon.started")], [old], true)).toHaveLength(1);
    expect(merge([event(1, "daemon.started")], [old], false)).toHaveLength(2);
  });

  test("is saved with one object a line", () => {
    const [first] = jsonLines([entry]).split("\n");
    expect(JSON.parse(first ?? "")).toMatchObject({
      time: "1970-01-01T00:00:03.000Z",
      level: "error",
      part: "message",
      agent: "coder",
      fields: { event: "message.died", error: "No key" },
    });
  });
});
