import { expect, it } from "vitest";
import { ownWords } from "./own-words.js";

const FACTS = '[TinyAGI: message {"from":{"person":"cli"},"via":"terminal"}]';

it("drops the lines of facts before a text, and nothing of the text", () => {
  expect(ownWords(`${FACTS}\n\nfix it`)).toBe("fix it");
  expect(ownWords(`${FACTS}\n${FACTS}\n\n\na\r\n\n${FACTS}`)).toBe(`\na\r\n\n${FACTS}`);
  expect(ownWords("fix it")).toBe("fix it");
  expect(ownWords()).toBe("");
});
