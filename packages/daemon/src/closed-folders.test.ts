/** Folders that agents must not read exist before the first sandbox hides them. */
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestDaemon, testHome } from "./fixture.js";

const SETTINGS = { agents: { a: { name: "A", provider: "demo", model: "" } } };
const isFolder = (home: string, path: string) => statSync(join(home, path)).isDirectory();

test("folders that are closed to agents exist from the start", async () => {
  const place = testHome(SETTINGS);
  await startTestDaemon(place);
  expect(isFolder(place.home, "sessions")).toBe(true);
  expect(isFolder(place.home, "run/access")).toBe(true);
});

test("an empty file that a sandbox left in place of the sessions folder is replaced; a file with content stays", async () => {
  const place = testHome(SETTINGS);
  writeFileSync(join(place.home, "sessions"), "", { mode: 0o444 });
  await startTestDaemon(place);
  expect(isFolder(place.home, "sessions")).toBe(true);

  const other = testHome(SETTINGS);
  mkdirSync(join(other.home, "run"));
  writeFileSync(join(other.home, "sessions"), "mine");
  await expect(startTestDaemon(other)).rejects.toThrow();
  expect(statSync(join(other.home, "sessions")).size).toBe(4);
});
