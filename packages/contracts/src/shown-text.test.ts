/** What a screen leaves out of a text. */
import { describe, expect, test } from "vitest";
import { taskTag, taskTagOf, taskTagRanges, timeMark, withoutTaskTags, withTimes } from "./shown-text.js";

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
});

test("the id of a task is read only from a tag at the end", () => {
  expect(taskTagOf(`Build ${TAG}\n`)).toBe("task_q-1");
  expect(taskTagOf(`${TAG} and more`)).toBeUndefined();
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
