/** What a screen leaves out of a text. */
import { describe, expect, test } from "vitest";
import {
  retriesIn,
  retryCommand,
  taskTag,
  taskTagOf,
  taskTagRanges,
  timeMark,
  withoutRetryCommands,
  withoutTaskTags,
  withTimes,
} from "./shown-text.js";

const TAG = taskTag("task_q-1");

test("the tag of a handed-over task is left out, with the space before it", () => {
  expect(withoutTaskTags(`Build\n\nit\n\n${TAG}`)).toBe("Build\n\nit");
  expect(withoutTaskTags(`a ${TAG} b \t\n${TAG}c`)).toBe("a bc");
  expect(withoutTaskTags(TAG)).toBe("");
});

test("a tag that a preview cut off is left out, too", () => {
  expect(withoutTaskTags("Build it [task:task_q")).toBe("Build it");
  expect(withoutTaskTags("Build it [task:task_q…")).toBe("Build it");
  for (let end = "[task".length; end < TAG.length; end += 1)
    expect(withoutTaskTags(`Build it ${TAG.slice(0, end)}`)).toBe("Build it");
});

test("what only looks like a tag stays", () => {
  for (const text of ["[task:other]", "[task:task_q more]", "task_q-1", "a  b", "\n x \n"])
    expect(withoutTaskTags(text)).toBe(text);
});

test("the places of tags are those in the whole text", () => {
  const text = `ab ${TAG} c`;
  expect(taskTagRanges(text).map(([from, to]) => text.slice(from, to))).toEqual([` ${TAG}`]);
});

test("a hostile text is read in linear time", () => {
  for (const part of [" ", "\n", "[task:task_", "[task:", " [task:task_a "]) {
    const text = part.repeat(200_000);
    expect(withoutTaskTags(text).length).toBeGreaterThan(0);
  }
  expect(withoutRetryCommands("(retry it with `".repeat(100_000))).toHaveLength(1_600_000);
});

test("the id of a task is read only from a tag at the end", () => {
  expect(taskTagOf(`Build ${TAG}\n`)).toBe("task_q-1");
  expect(taskTagOf(`${TAG} and more`)).toBeUndefined();
});

test("the messages that can be retried are read from the words of a failure", () => {
  const words = `failed: no key ${retryCommand(17)}; failed: no network ${retryCommand(18)}`;
  expect(retriesIn(words)).toEqual(["17", "18"]);
  expect(withoutRetryCommands(words)).toBe("failed: no key; failed: no network");
});

test("the command that ends the words of a failure is left out", () => {
  expect(withoutRetryCommands(`failed: no key ${retryCommand(17)}`)).toBe("failed: no key");
  expect(withoutRetryCommands(`failed: no key ${retryCommand(17, "chat")}`)).toBe("failed: no key");
  expect(retriesIn(`failed ${retryCommand(17, "chat")}`)).toEqual(["17"]);
  expect(withoutRetryCommands(`(@coder failed: no key. ${retryCommand(17)}.)`)).toBe(
    "(@coder failed: no key.)",
  );
});

describe("times in sentences", () => {
  const at = Date.UTC(2026, 0, 15, 12, 30, 5, 40);

  test("are drawn by the screen, whoever wrote them, and nothing else is touched", () => {
    const texts = [timeMark(at), "2026-01-15T12:30:05Z", "2026-01-15 12:30:05 UTC", "2026-01-15 12:30 UTC"];
    for (const text of texts)
      expect(withTimes(`It waits until ${text}.`, (time) => `<${time - (time % 60_000)}>`)).toBe(
        `It waits until <${at - 5_040}>.`,
      );
    for (const text of ["2026-01-15", "v2026-01-15T12", "2026-99-99T12:30:05Z"])
      expect(withTimes(text, () => "")).toBe(text);
  });
});
