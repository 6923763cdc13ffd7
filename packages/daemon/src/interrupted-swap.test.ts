/** @requirement BACKUP-2 */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DEMO_AGENTS, startTestDaemon, testHome } from "./fixture.js";

test("a start that finishes an interrupted restore creates the folders that the backup did not contain", async () => {
  const place = testHome(DEMO_AGENTS);
  const aside = "backups/before-restore-then/files";
  mkdirSync(join(place.home, "files", "in"), { recursive: true });
  writeFileSync(join(place.home, "files", "in", "newer.txt"), "newer");
  mkdirSync(join(place.home, ".staging"));
  const record = { replacements: [{ target: "files", aside }] };
  writeFileSync(join(place.home, ".staging", "commit.json"), JSON.stringify(record));
  await startTestDaemon(place);
  expect(readdirSync(join(place.home, aside, "in"))).toEqual(["newer.txt"]);
  expect(readdirSync(join(place.home, "files")).sort()).toEqual(["in", "out"]);
  expect(place.log()).toContain("an interrupted change of the home was finished");
});
