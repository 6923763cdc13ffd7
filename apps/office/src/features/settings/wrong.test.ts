import { expect, test } from "vitest";
import { readRaw } from "./raw-text";
import { settingsSentence, wrongIn } from "./wrong";

const found = (more: object) => wrongIn({ raw: undefined, problems: {}, rawProblems: undefined, ...more });

test("the head says that all is saved only while nothing is changed or wrong", () => {
  expect(settingsSentence(0, [])).toBe("Everything is saved.");
  expect(settingsSentence(2, [])).toBe("2 changes not saved.");
  const field = found({ problems: { "budgets.day.tokens": "Use a number." } });
  expect(settingsSentence(0, field)).toBe("Cannot be saved. “Day: tokens”: Use a number.");
});

test("the head names the line of the raw text that is wrong, and how many more there are", () => {
  const text = '{\n  "a": {{\n}';
  const raw = found({ raw: { text }, rawProblems: readRaw(text, {}).problems });
  expect(settingsSentence(0, raw)).toMatch(/^Cannot be saved\. Line 2: This is not valid JSON/);
  expect(raw[0]?.offset).toBe(text.indexOf("{{") + 1);
  const two = [
    { text: "One.", offset: 1 },
    { text: "Two.", offset: 2 },
  ];
  expect(settingsSentence(1, two)).toBe("Cannot be saved. One. And 1 more problem.");
});
