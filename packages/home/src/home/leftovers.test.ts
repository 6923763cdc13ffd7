import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFileAtomic } from "@tinyagi/base";
import { afterEach, beforeEach, expect, test } from "vitest";
import { removeLeftovers } from "./leftovers.js";
import { prepareHome } from "./prepare-home.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-leftovers-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("removes only the temporary file of a killed save", async () => {
  const paths = await prepareHome(join(folder, "home"));
  writeFileSync(paths.settings, "{}");
  writeFileSync(join(paths.home, ".notes.tmp"), "mine");
  const killed = writeFileAtomic({
    path: paths.settings,
    data: "secret",
    beforeRename() {
      // As kill -9 leaves it: with the temporary file, before the rename.
      const [name = ""] = readdirSync(paths.home).filter((entry) =>
        /^\.settings\.json\..+\.tmp$/.test(entry),
      );
      writeFileSync(join(paths.home, ".settings.json.0123456789ab.tmp"), "secret");
      expect(name).toMatch(/^\.settings\.json\.[0-9a-f]{12}\.tmp$/);
    },
  });
  await killed;
  expect(await removeLeftovers(paths)).toBe(1);
  expect(readdirSync(paths.home)).not.toContain(".settings.json.0123456789ab.tmp");
  expect(readdirSync(paths.home)).toEqual(expect.arrayContaining(["settings.json", ".notes.tmp"]));
  expect(await removeLeftovers(paths)).toBe(0);
});
