import { expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { closedProgramsText, nextSessionText, openProgramsText } from "./open-programs.js";

const NOW = 10_000_000;
const open = { open: 1, since: NOW - 300_000, bytes: 239_075_328 };

test("open programs say since when and how large they are, where the system says it", () => {
  expect(openProgramsText(open, NOW)).toBe("1 program open for 5 min, 228 MiB");
  expect(openProgramsText({ ...open, open: 2, bytes: null }, NOW)).toBe("2 programs open for 5 min");
  expect(openProgramsText(open, NOW, zh)).toContain("228 MiB");
});

test.each([
  [{ closed: 2, later: 0 }, "Closed 2 programs. The next message starts a new one."],
  [{ closed: 0, later: 1 }, "1 program at work closes after this run."],
  [{ closed: 0, later: 0 }, "No program is open."],
])("closing %j says what happened", (closed, text) => {
  expect(closedProgramsText(closed)).toBe(text);
});

test("whether a program is open for the next session is said in each language", () => {
  expect(nextSessionText("waiting")).toBe("a program is open for it");
  expect(nextSessionText("memory", zh)).toContain("内存");
});
