import { expect, test } from "vitest";
import { settingsSchema } from "./settings.js";
import { spawnSettingsSchema, tightenSpawn } from "./spawn.js";

const DEFAULTS = spawnSettingsSchema.parse({});

test("the defaults are depth 5, fan-out 16, 256 agents, 4 at a time, approval over budget", () => {
  expect(settingsSchema.parse({}).spawn).toEqual({
    maxDepth: 5,
    maxFanOut: 16,
    maxTotal: 256,
    maxLive: 4,
    approval: "over-budget",
  });
});

test("an override lowers a limit and never raises one", () => {
  expect(tightenSpawn(DEFAULTS, { maxDepth: 2, maxTotal: 9_999 })).toEqual({ ...DEFAULTS, maxDepth: 2 });
  expect(tightenSpawn(DEFAULTS, undefined)).toEqual(DEFAULTS);
});

test("the stricter approval wins", () => {
  expect(tightenSpawn(DEFAULTS, { approval: "always" }).approval).toBe("always");
  expect(tightenSpawn(DEFAULTS, { approval: "never" }).approval).toBe("over-budget");
});

test.each([{ maxDepth: -1 }, { maxFanOut: 0 }, { maxDept: 3 }, { maxLive: "4" }])("refuses %j", (spawn) => {
  expect(settingsSchema.safeParse({ spawn }).success).toBe(false);
});
