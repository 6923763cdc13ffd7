import { expect, it } from "vitest";
import { wordsOfUser } from "./own-words.js";

const FACTS = '[TinyAGI: message {"from":{"person":"cli"},"via":"terminal"}]';

it("drops the lines of facts before a text, and nothing of the text", () => {
  expect(wordsOfUser(`${FACTS}\n\nfix it`)).toBe("fix it");
  expect(wordsOfUser(`${FACTS}\n${FACTS}\n\n\na\r\n\n${FACTS}`)).toBe(`\na\r\n\n${FACTS}`);
  expect(wordsOfUser("fix it")).toBe("fix it");
  expect(wordsOfUser()).toBe("");
});
