import { settingsSchema } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { findAssignee, isAssignedTo, isMissing } from "./assignee.js";

const settings = settingsSchema.parse({
  agents: {
    coder: { name: "Coder", provider: "anthropic" },
    reviewer: { name: "Reviewer", provider: "anthropic" },
  },
  teams: { dev: { name: "Dev", agents: ["coder"], leader_agent: "coder" } },
});
const unknown = expect.objectContaining({ code: "UNKNOWN_AGENT" });

describe("an assignee", () => {
  test.each([
    ["coder", "", "agent"],
    ["coder", "agent", "agent"],
    ["dev", "", "team"],
    ["dev", "team", "team"],
    ["", "", ""],
    ["", "team", ""],
  ] as const)("%j of type %j is found as %j", (assignee, type, expected) => {
    expect(findAssignee(settings, { assignee, type })).toEqual({ assignee, assignee_type: expected });
  });

  test.each([
    ["ghost", ""],
    ["dev", "agent"],
    ["coder", "team"],
    ["toString", ""],
    ["__proto__", "team"],
  ] as const)("%j of type %j does not exist", (assignee, type) => {
    expect(() => findAssignee(settings, { assignee, type })).toThrow(unknown);
  });

  test.each([
    ["coder", "agent", false],
    ["dev", "team", false],
    ["dev", "agent", true],
    ["ghost", "agent", true],
    ["", "", false],
  ] as const)("%j of type %j is missing: %s", (assignee, assignee_type, expected) => {
    expect(isMissing(settings, { assignee, assignee_type })).toBe(expected);
  });

  test.each([
    ["coder", "agent", true],
    ["reviewer", "agent", false],
    ["dev", "team", true],
    ["none", "team", false],
    ["constructor", "team", false],
    ["", "", false],
  ] as const)("a task for %j of type %j belongs to the coder: %s", (assignee, assignee_type, expected) => {
    expect(isAssignedTo(settings, { assignee, assignee_type }, "coder")).toBe(expected);
  });

  test("a task for a team does not belong to an agent outside it", () => {
    expect(isAssignedTo(settings, { assignee: "dev", assignee_type: "team" }, "reviewer")).toBe(false);
  });
});
