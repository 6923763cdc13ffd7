import { expect, test } from "vitest";
import { teamConfigSchema } from "./agent.js";

test("a team's limits contain only those that are set, so that the general ones apply to the rest", () => {
  const team = { name: "Dev", agents: ["coder"], leader_agent: "coder" };
  expect(teamConfigSchema.parse({ ...team, limits: { hops: 2 } }).limits).toEqual({ hops: 2 });
  expect(teamConfigSchema.parse(team).limits).toBeUndefined();
  expect(teamConfigSchema.safeParse({ ...team, limits: { hops: -1 } }).success).toBe(false);
  expect(teamConfigSchema.safeParse({ ...team, limits: { jumps: 1 } }).success).toBe(false);
});
