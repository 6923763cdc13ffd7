/** @requirement UPGRADE-1 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildOldHome } from "../../../tests/fixtures/home-0.0.20/build.js";
import { testHome } from "./fixture.js";
import { lockHome } from "./home-lock.js";
import { importOldHome } from "./import.js";

/** Names, modes and contents of everything below a folder. */
function stateOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    ["", ...names].sort().map((name) => {
      const path = join(folder, name);
      const { mode } = statSync(path);
      const content = statSync(path).isFile() ? readFileSync(path, "base64") : "";
      return [name, `${mode.toString(8)} ${content}`];
    }),
  );
}

function oldHome() {
  const place = testHome();
  buildOldHome({ home: place.home, workspace: join(place.home, "..", "ws") });
  chmodSync(place.home, 0o755);
  chmodSync(place.settingsPath, 0o644);
  return place;
}

describe("a rehearsal of an import", () => {
  test("changes no name, mode or content in the home", async () => {
    const { home, env } = oldHome();
    const before = stateOf(home);
    const report = await importOldHome({ env, dryRun: true });
    expect(report?.counts.tasks).toBe(4);
    expect(stateOf(home)).toEqual(before);
  });

  test("creates no home where there is none", async () => {
    const { home, env } = testHome();
    const from = join(home, "..", "old");
    mkdirSync(from);
    buildOldHome({ home: from, workspace: join(home, "..", "ws") });
    rmSync(home, { recursive: true });
    expect((await importOldHome({ env, from, dryRun: true }))?.counts.tasks).toBe(4);
    expect(existsSync(home)).toBe(false);
  });

  test("is refused while a daemon holds the home, and while a change of it is unfinished", async () => {
    const { home, env } = oldHome();
    const lock = lockHome(join(home, "daemon.lock"));
    await expect(importOldHome({ env, dryRun: true })).rejects.toMatchObject({ code: "HOME_LOCKED" });
    lock.release();
    mkdirSync(join(home, ".staging"));
    writeFileSync(join(home, ".staging", "commit.json"), JSON.stringify({ replacements: [] }));
    const before = stateOf(home);
    await expect(importOldHome({ env, dryRun: true })).rejects.toMatchObject({ code: "IMPORT_REFUSED" });
    expect(stateOf(home)).toEqual(before);
  });
});
