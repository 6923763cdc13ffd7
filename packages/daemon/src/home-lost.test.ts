import { copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { DEMO_AGENTS, ending, spawnTestDaemon, type TestHome, testHome } from "./fixture.js";

/** Starts a daemon in its own process and waits until it serves. */
async function serving(place: TestHome) {
  const child = spawnTestDaemon(place);
  let stderr = "";
  child.stderr?.on("data", (data: Buffer) => {
    stderr += data.toString();
  });
  await expect.poll(() => existsSync(join(place.home, "daemon.json"))).toBe(true);
  return { child, end: ending(child), stderr: () => stderr };
}

/** Starts a daemon over the same home and returns how it ended. One that serves is ended with the test. */
async function second(place: TestHome) {
  const child = spawnTestDaemon(place);
  let stderr = "";
  child.stderr?.on("data", (data: Buffer) => {
    stderr += data.toString();
  });
  return { ...(await ending(child)), stderr };
}

/** Stops the process, so that it cannot check its files, as on a machine that is busy for long. */
function freeze(first: Awaited<ReturnType<typeof serving>>): void {
  first.child.kill("SIGSTOP");
  onTestFinished(() => void first.child.kill("SIGCONT"));
}

describe("a home whose daemon.lock is removed while its daemon runs", { timeout: 60_000 }, () => {
  test.each<[string, (home: string) => void]>([
    ["removed", (home) => rmSync(join(home, "daemon.lock"))],
    [
      "replaced",
      (home) => {
        rmSync(join(home, "daemon.lock"));
        writeFileSync(join(home, "daemon.lock"), "");
      },
    ],
    [
      "removed together with daemon.json",
      (home) => {
        rmSync(join(home, "daemon.lock"));
        rmSync(join(home, "daemon.json"));
      },
    ],
  ])("refuses a second daemon when the file is %s", async (_how, harm) => {
    const place = testHome(DEMO_AGENTS);
    const first = await serving(place);
    freeze(first);
    harm(place.home);
    const refused = await second(place);
    expect(refused).toMatchObject({ code: 73 });
    expect(refused.stderr).toMatch(/daemon\.lock (was removed or replaced|is missing)/);
  });

  test("stops its daemon with a message that says why", async () => {
    const place = testHome(DEMO_AGENTS);
    const first = await serving(place);
    rmSync(join(place.home, "daemon.lock"));
    expect(await first.end).toEqual({ code: 73, signal: null });
    expect(first.stderr()).toMatch(/daemon\.lock was removed or replaced.*tinyagi start/);
    const next = await serving(place);
    next.child.kill("SIGTERM");
    expect(await next.end).toEqual({ code: 0, signal: null });
  });
});

describe("a home whose database disappears while its daemon runs", { timeout: 60_000 }, () => {
  test.each<[string, (path: string) => void]>([
    ["removed", (path) => rmSync(path)],
    [
      "replaced",
      (path) => {
        copyFileSync(path, `${path}.copy`);
        renameSync(`${path}.copy`, path);
      },
    ],
  ])("has a daemon that stops with the reason when the file is %s", async (_how, harm) => {
    const place = testHome(DEMO_AGENTS);
    const first = await serving(place);
    harm(join(place.home, "tinyagi.db"));
    expect(await first.end).toEqual({ code: 65, signal: null });
    expect(first.stderr()).toMatch(/tinyagi\.db was removed or replaced.*tinyagi restore/);
  });
});
