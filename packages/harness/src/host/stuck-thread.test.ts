/**
 * The host's thread enters the group of a program, and the kernel refuses to take it back. It must not stay there: the group
 * is ended with the program, at any time.
 *
 * @requirement HOST-1
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processStartTime } from "@tinyagi/base/process-table";
import { expect, onTestFinished, test } from "vitest";
import { createCgroups } from "../containment/cgroup.js";
import { findContainmentPlace } from "../containment/containment-place.js";
import { startTestHost, type TestHost, testHostEntry } from "../fixtures/test-host.js";

const home = mkdtempSync(join(tmpdir(), "tinyagi-stuck-"));
const place = await findContainmentPlace(home);
const trigger = join(home, "refuse-once");

/** The real host. Its way back into the group of the home fails once when the file `trigger` exists. */
async function refusingEntry() {
  const preload = join(home, "refuse.mjs");
  writeFileSync(
    preload,
    `import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    const { writeSync } = fs;
    fs.writeSync = (file, data, ...rest) => {
      if (data !== "0" || !fs.existsSync(${JSON.stringify(trigger)})) return writeSync(file, data, ...rest);
      fs.unlinkSync(${JSON.stringify(trigger)});
      throw new Error("EBUSY: the thread cannot move back");
    };
    syncBuiltinESMExports();`,
  );
  const { file } = await testHostEntry();
  return { file, flags: ["--import", preload] };
}

function start(host: TestHost, run: string) {
  let pid = 0;
  const agent = host.startProcess({
    command: "/bin/sleep",
    args: ["600"],
    cwd: tmpdir(),
    env: { TINYAGI_RUN_ID: `stuck-${process.pid}-${run}` },
    stdin: "",
    limits: { timeoutMs: 60_000, idleTimeoutMs: 60_000, maxOutputBytes: 1_000, maxLineBytes: 1_000 },
    signal: new AbortController().signal,
    onLine: () => "progress",
    onStart: (leader) => {
      pid = leader;
    },
    graceMs: 100,
  });
  return { agent, pid: () => pid };
}

/** Processes in the groups of programs. */
function contained(): number[] {
  const { folder } = place as { folder: string };
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readFileSync(join(folder, name, "cgroup.threads"), "utf8").split("\n"))
    .filter((line) => line !== "")
    .map(Number);
}

/** `npm test` counts and names what was skipped. */
const NEEDS: { skip: boolean; meta: object } = {
  skip: place.kind !== "cgroup",
  meta: { missing: place.kind === "cgroup" ? [] : ["control groups"] },
};

test(
  "the host ends visibly, its runs are interrupted, nothing of it is left in a group, and the next host takes over",
  NEEDS,
  async () => {
    onTestFinished(() => rmSync(home, { recursive: true }));
    const { folder } = place as { folder: string };
    onTestFinished(async () => void (await createCgroups(folder, { warn: () => {} }).sweep({ graceMs: 0 })));
    const host = await startTestHost({ place: Promise.resolve(place), entry: await refusingEntry() });
    onTestFinished(() => host[Symbol.asyncDispose]());
    await host.ready;
    const first = host.status().pid;
    const before = start(host, "before");
    await expect.poll(before.pid).toBeGreaterThan(0);
    expect(contained()).toEqual([before.pid()]);

    writeFileSync(trigger, "");
    const stuck = start(host, "stuck");
    for (const { agent } of [before, stuck])
      expect(await agent.outcome).toMatchObject({ interrupted: true, aborted: false, timedOut: null });
    expect(existsSync(trigger)).toBe(false);
    for (const { pid } of [before, stuck])
      if (pid() > 0) expect(await processStartTime(pid())).toBeUndefined();

    await expect.poll(() => [host.status().state, host.status().restarts]).toEqual(["running", 1]);
    expect(host.status().pid).not.toBe(first);
    expect(host.events).toEqual([
      {
        crashed: expect.objectContaining({ pid: first, reason: expect.stringContaining("cannot move back") }),
      },
    ]);
    await expect.poll(contained).toEqual([]);
    const next = start(host, "next");
    await expect.poll(next.pid).toBeGreaterThan(0);
    expect(contained()).toEqual([next.pid()]);
  },
);
