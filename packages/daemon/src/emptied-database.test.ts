import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startDaemon } from "./daemon.js";
import { DEMO_AGENTS, startTestDaemon, testHome, testHostEntry } from "./fixture.js";

const hostEntry = await testHostEntry();

test("a start refuses an emptied database and changes neither the file nor its WAL", async () => {
  const place = testHome(DEMO_AGENTS);
  const file = join(place.home, "tinyagi.db");
  const first = await startTestDaemon(place);
  await first.stop({ signal: "test", graceMs: 0 });
  truncateSync(file, 0);
  writeFileSync(`${file}-wal`, "what was committed last");
  await expect(startDaemon(place.environment, { foreground: false, hostEntry })).rejects.toMatchObject({
    code: "STORE_DAMAGED",
    message: expect.stringContaining("tinyagi restore"),
  });
  expect(statSync(file).size).toBe(0);
  expect(readFileSync(`${file}-wal`, "utf8")).toBe("what was committed last");
  expect(existsSync(`${file}-shm`)).toBe(false);
});
