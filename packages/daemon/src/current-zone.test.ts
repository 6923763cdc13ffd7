import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { currentZone } from "./current-zone.js";

test("a changed or missing link to the zone does not disturb the daemon, and TZ keeps its zone", () => {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-zone-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const link = join(folder, "localtime");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = currentZone(link);
  expect(zone()).toBe(own);
  symlinkSync("/usr/share/zoneinfo/Asia/Tokyo", link);
  expect([zone(), zone()]).toEqual([own, own]);
});
