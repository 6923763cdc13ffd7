/** @requirement UPGRADE-1 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildOldHome } from "../../../../tests/fixtures/home-0.0.20/build.js";
import { createImportFixture } from "./fixture.js";

describe("an agent whose working_directory this version refuses", () => {
  test.each([true, false])("is told of without a folder of its own, dry run: %s", async (dryRun) => {
    const place = createImportFixture();
    const agent = { name: "A", provider: "anthropic", model: "" };
    const agents = { tinyagi: { ...agent, working_directory: "/etc/agents" }, other: agent };
    buildOldHome({ home: place.home, workspace: place.workspace, settings: { agents } });
    expect(existsSync(join(place.workspace, "tinyagi"))).toBe(false);
    const report = await place.run({ dryRun });
    expect(report?.notes.filter((note) => note.includes("cannot work"))).toEqual([
      expect.stringMatching(/^@tinyagi cannot work in its directory: .*directory of the system/),
    ]);
  });

  test("is also one whose workspace as a whole is refused", async () => {
    const place = createImportFixture();
    const settings = {
      workspace: { path: "/etc" },
      agents: { a: { name: "A", provider: "anthropic", model: "" } },
    };
    buildOldHome({ home: place.home, workspace: place.workspace, settings });
    const report = await place.run({ dryRun: true });
    expect(report?.notes.join("\n")).toContain("@a cannot work in its directory");
  });
});
