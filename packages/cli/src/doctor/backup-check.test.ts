/** @requirement BACKUP-3 */
import { truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { settingsSchema } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { resolvePaths } from "../context/paths.js";
import { invoke, withHome } from "../testing/invoke.js";
import { checkBackup } from "./backup-check.js";

const HOUR = 3_600_000;

/** A home with settings and a database. */
function inHome(use: (home: string) => Promise<void>): Promise<void> {
  return withHome(async (home) => {
    writeFileSync(join(home, "settings.json"), "{}", { mode: 0o600 });
    await use(home);
  });
}

async function backUp(home: string): Promise<string> {
  const { stdout } = await invoke(["backup", "--json"], { home });
  return (JSON.parse(stdout) as { backup: { path: string } }).backup.path;
}

function examine(home: string, { after = 0, backup = {} } = {}) {
  return checkBackup(
    resolvePaths({ TINYAGI_HOME: home }),
    settingsSchema.parse({ backup }),
    Date.now() + after,
  );
}

describe("the last backup", () => {
  test.each([
    [0, "ok"],
    [47 * HOUR, "ok"],
    [49 * HOUR, "warning"],
    [400 * 24 * HOUR, "warning"],
  ])("is judged by its age: after %d ms it is %s", (after, level) =>
    inHome(async (home) => {
      const path = await backUp(home);
      const [last, ...rest] = await examine(home, { after });
      expect(rest).toEqual([]);
      expect(last).toMatchObject({ id: "backup.last", level });
      expect(last?.message).toContain(path);
      expect(last?.message.includes("older than two days")).toBe(level === "warning");
      expect(last?.hint).toBe(level === "warning" ? "Make one now: tinyagi backup" : undefined);
    }),
  );

  test("is as old as its content, whatever the time of its file says", () =>
    inHome(async (home) => {
      const path = await backUp(home);
      const later = new Date(Date.now() + 49 * HOUR);
      utimesSync(path, later, later);
      expect(await examine(home, { after: 49 * HOUR })).toMatchObject([{ level: "warning" }]);
    }));

  test("is an older whole one while the newest cannot be restored, and both are told", () =>
    inHome(async (home) => {
      const whole = await backUp(home);
      const broken = await backUp(home);
      truncateSync(broken, 1_000);
      const found = await examine(home, { after: 49 * HOUR });
      expect(found).toMatchObject([
        { id: "backup.whole", level: "error", message: expect.stringContaining(broken) },
        { id: "backup.last", level: "warning", message: expect.stringContaining(whole) },
      ]);
    }));
});

describe("the daily backup", () => {
  const failure = { stage: "copy", reason: "The disk is gone.", place: "/mnt/disk", since: 0 };
  const copied = { name: "x", place: "/mnt/disk", at: 0 };
  test.each([
    [
      "that fails is a warning with its reason",
      { failure, copied: null },
      { target: "/mnt/disk" },
      "warning",
    ],
    ["that is copied is fine", { failure: null, copied }, { target: "/mnt/disk" }, "ok"],
    ["that is switched off is told", { failure: null, copied: null }, { daily: false }, "info"],
  ])("%s", (_what, state, backup, level) =>
    inHome(async (home) => {
      await backUp(home);
      writeFileSync(join(home, "backups", "daily.json"), JSON.stringify(state));
      const found = await examine(home, { backup });
      expect(found.find(({ id }) => id === "backup.daily")).toMatchObject({ level });
      if (level === "warning") expect(JSON.stringify(found)).toContain(failure.reason);
    }),
  );
});
