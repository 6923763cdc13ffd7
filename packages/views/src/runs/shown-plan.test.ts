import { expect, test } from "vitest";
import { shownPlan } from "./shown-plan.js";

test("a plan says who does what, and after whom", () => {
  const plan = {
    version: 1,
    goal: "Compare",
    output: "b",
    agents: [
      { id: "a", prompt: "part a", agent: "coder" },
      { id: "b", prompt: "part b", dependsOn: ["a", 3] },
    ],
  };
  expect(shownPlan(JSON.stringify(plan))).toEqual({
    goal: "Compare",
    agents: [
      { id: "a", prompt: "part a", agent: "coder", after: [] },
      { id: "b", prompt: "part b", agent: undefined, after: ["a"] },
    ],
  });
});

test.each([
  "",
  "{",
  "null",
  "[]",
  '{"agents":[]}',
  '{"agents":[{"id":1}]}',
  '{"agents":[{"id":"a","prompt":"p"},7]}',
])("%j is shown as it is", (text) => {
  expect(shownPlan(text)).toBeUndefined();
});
