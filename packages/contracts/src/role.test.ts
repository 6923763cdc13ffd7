import { expect, test } from "vitest";
import { type AgentUseFacts, agentRefusal, isAtLeast, type SenderRole } from "./role.js";

const facts = (more: Partial<AgentUseFacts> = {}): AgentUseFacts => ({
  mode: "sandboxed",
  isDefault: false,
  isNamed: undefined,
  ...more,
});

test.each<[SenderRole, string, Partial<AgentUseFacts>, ReturnType<typeof agentRefusal>]>([
  ["owner", "an agent in bypass", { mode: "bypass" }, undefined],
  ["member", "any agent with limits", { mode: "ask" }, undefined],
  ["member", "an agent in bypass", { mode: "bypass" }, "mode"],
  ["member", "an agent in bypass that the settings name", { mode: "bypass", isNamed: true }, undefined],
  ["member", "an agent that is not among the named ones", { isNamed: false }, "unnamed"],
  ["guest", "the default agent", { isDefault: true }, undefined],
  ["guest", "another agent", {}, "unnamed"],
  ["guest", "a named agent", { isNamed: true }, undefined],
  ["guest", "the default agent when others are named", { isDefault: true, isNamed: false }, "unnamed"],
  ["guest", "a named agent in bypass", { mode: "bypass", isNamed: true }, "mode"],
])("%s and %s", (role, _what, more, refusal) => {
  expect(agentRefusal(role, facts(more))).toBe(refusal);
});

test("a role includes those below it", () => {
  expect(isAtLeast("owner", "guest")).toBe(true);
  expect(isAtLeast("member", "member")).toBe(true);
  expect(isAtLeast("guest", "member")).toBe(false);
});
