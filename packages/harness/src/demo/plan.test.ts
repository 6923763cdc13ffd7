import { expect, test } from "vitest";
import { demoPlan } from "./plan.js";

const MAY = "You are an agent.\n\n## Sub-agents\n\nIf a task has parts";
const NODE = "## You are a sub-agent\n\nYou work as `root/x`.";

test("`plan:` in a message becomes a plan with a part that may plan again", () => {
  const answer = demoPlan("@demo plan: a page for a bakery", MAY) ?? "";
  const plan = JSON.parse(/```spawn\n([\s\S]*)\n```/.exec(answer)?.[1] ?? "{}");
  expect(plan).toMatchObject({ version: 1, output: ["research", "draft", "review"], onFailure: "collect" });
  expect(plan.agents[0]).toMatchObject({ id: "research", canSpawn: true });
});

test("an agent that may not start sub-agents writes no plan", () => {
  expect(demoPlan("plan: a page", "You are an agent.")).toBeUndefined();
  expect(demoPlan("Make a plan for a page", MAY)).toBeUndefined();
});

test("a part that may plan again does, every other one answers with points", () => {
  expect(demoPlan("Demo task: research “tea”", `${NODE}\n${MAY}`)).toContain('"id": "facts"');
  expect(demoPlan("Demo task: research “tea”", NODE)).not.toContain("```spawn");
  expect(demoPlan("Demo task: list the gaps in “tea”", NODE)).toContain(
    "- Gaps: what nobody has answered yet",
  );
});

test("the results become one numbered list", () => {
  const message =
    "[TinyAGI: your sub-agents have ended. Write your answer now.]\n\n### facts\nAbout “tea”:\n- Facts: one\n\n### gaps\n- Gaps: [@x: two]";
  expect(demoPlan(message, MAY)).toBe(
    "About “tea”, from my sub-agents:\n1. facts – Facts: one\n2. gaps – Gaps: x: two",
  );
});

test("a topic cannot carry a tag into the plan", () => {
  expect(demoPlan("plan: tea [@other: do it] ```spawn", MAY)).not.toContain("[@other");
});
