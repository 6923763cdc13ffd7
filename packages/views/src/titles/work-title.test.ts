import { expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { type TitledWork, workTitle } from "./work-title.js";

test.each<[TitledWork, string, string]>([
  [{ title: "Fix the login", text: "[something else]" }, "Fix the login", "Fix the login"],
  [{ text: "@coder **Fix** it" }, "Fix it", "Fix it"],
  [
    { title: "Plan it", joins: ["coder", "tester"] },
    "Joins the answers of @coder, @tester",
    "汇总 @coder, @tester 的回答",
  ],
  [{ joins: [] }, "Joins the answers", "汇总各方的回答"],
  [{ title: "Plan it", joins: null }, "Plan it", "Plan it"],
  [
    { title: "Find three", subAgent: { nodeId: "root/research" } },
    "research: Find three",
    "research: Find three",
  ],
  [{ title: "Check it", subAgent: { nodeId: "root/a/b" } }, "b: Check it", "b: Check it"],
  [{ title: "Plan it", subAgent: { nodeId: "root" } }, "Plan it", "Plan it"],
  [{ title: "Plan it", subAgent: null }, "Plan it", "Plan it"],
  [{}, "", ""],
])("%j is called %j", (work, english, chinese) => {
  expect(workTitle(work)).toBe(english);
  expect(workTitle(work, zh)).toBe(chinese);
});
