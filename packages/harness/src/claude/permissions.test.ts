import { expect, test } from "vitest";
import { claudeSettings } from "./arguments.js";

test.each([true, false])("no rule lets a skill choose its own tools (sandbox: %s)", (sandbox) => {
  const settings = claudeSettings({ permissions: "sandboxed", deniedPaths: [], sandbox, configDirs: [] });
  expect(JSON.stringify(settings)).not.toContain("Skill");
});
