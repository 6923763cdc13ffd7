/** What a screen leaves out of a text. */
import { expect, test } from "vitest";
import { taskTag, taskTagOf, taskTagRanges, withoutTaskTags } from "./shown-text.js";

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
