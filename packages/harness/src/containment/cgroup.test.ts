import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isSameProcess, processStartTime } from "@tinyagi/base";
import { afterEach, describe, expect, test } from "vitest";
import { startTestHost } from "../fixtures/test-host.js";
import { createAgentProcesses } from "../process/agent-process.js";
import { createChildren } from "../process/child.js";
import type { AgentProcessOptions, StartAgentProcess } from "../process/process-contract.js";
import { createReaper } from "../process/reaper.js";
import { createCgroups } from "./cgroup.js";
import { endGroup, killFrozen } from "./cgroup-end.js";
import { findContainmentPlace } from "./containment-place.js";
import { enterGroup } from "./enter-group.js";

const UNRULY = fileURLToPath(new URL("../fixtures/unruly.mjs", import.meta.url));
const LIMITS = {
  timeoutMs: 20_000,
  idleTimeoutMs: 15_000,
  maxOutputBytes: 1024 ** 2,
  maxLineBytes: 1024 ** 2,
};
const probed = mkdtempSync(join(tmpdir(), "tinyagi-cgroup-"));
const machine = await findContainmentPlace(probed);
rmSync(probed, { recursive: true });
/** `npm test` counts and names what was skipped. */
const NEEDS: { skip: boolean; meta: object } = {
  skip: machine.kind !== "cgroup",
  meta: { missing: machine.kind === "cgroup" ? [] : ["control groups"] },
};

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Who starts the programs: this process with a shell that enters the group, or an agent host whose thread does. */
type Starter = "child" | "host";

/** A home of its own, so that tests which run at the same time do not share groups. */
async function home(starter: Starter = "child") {
  const path = mkdtempSync(join(tmpdir(), "tinyagi-cgroup-"));
  cleanUps.push(() => rmSync(path, { recursive: true, force: true }));
  const place = await findContainmentPlace(path);
  if (place.kind !== "cgroup") throw new Error("this machine has no control groups");
  const warnings: Record<string, unknown>[] = [];
  const log = { warn: (details: object, message: string) => void warnings.push({ ...details, message }) };
  const cgroups = createCgroups(place.folder, log);
  cleanUps.push(() => cgroups.sweep({ graceMs: 0 }));
  const facts = { path, folder: place.folder, log, warnings, cgroups };
  if (starter === "child")
    return { ...facts, hostPid: 0, startProcess: createAgentProcesses(createChildren(cgroups)) };
  const host = await startTestHost({ place: Promise.resolve(place), log });
  cleanUps.push(() => host[Symbol.asyncDispose]());
  await host.ready;
  return { ...facts, hostPid: host.status().pid ?? 0, startProcess: host.startProcess };
}

function start(
  { startProcess }: { startProcess: StartAgentProcess },
  args: readonly string[],
  overrides: Partial<AgentProcessOptions> = {},
) {
  const lines: string[] = [];
  let started = 0;
  const agent = startProcess({
    command: process.execPath,
    args: [UNRULY, ...args],
    cwd: tmpdir(),
    env: { TINYAGI_RUN_ID: "run_cgroup", PATH: process.env.PATH ?? "" },
    stdin: "",
    limits: LIMITS,
    signal: new AbortController().signal,
    onLine: (line) => {
      lines.push(line);
      return "progress";
    },
    graceMs: 200,
    finishGraceMs: 100,
    onStart: (pid) => {
      started = pid;
    },
    ...overrides,
  });
  return { agent, lines, pid: () => started };
}

/** Waits for the line in which a stray says its pid. */
async function waitForStray(lines: readonly string[]) {
  await expect.poll(() => lines.length).toBe(1);
  const pid = Number(lines[0]?.slice(4));
  const startTime = (await processStartTime(pid)) ?? "";
  expect(startTime).not.toBe("");
  return { pid, isAlive: () => isSameProcess(pid, startTime) };
}

/** A process in a group, which ignores SIGTERM if it is `deaf`. */
async function inGroup(folder: string, { deaf = false } = {}): Promise<ChildProcess> {
  mkdirSync(folder, { recursive: true });
  const code = `${deaf ? "process.on('SIGTERM',()=>{});" : ""}console.log('up');setInterval(()=>{},60000)`;
  const { command, args } = enterGroup(folder, { command: process.execPath, args: ["-e", code] });
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  cleanUps.push(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

const isAlive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

describe.each<[string, Starter]>([
  ["of a shell that enters a control group", "child"],
  ["of the agent host, in a control group", "host"],
])("a program %s", NEEDS, (_, starter) => {
  test("keeps its pid, arguments, environment and exit code, and its group is removed", async () => {
    const place = await home(starter);
    const { agent, lines } = start(place, ["env", "a b", "$HOME; exit 9"]);
    expect(await agent.outcome).toMatchObject({ exitCode: 0, spawnError: undefined });
    expect(Object.keys(JSON.parse(lines[0] ?? "{}")).sort()).toEqual(["PATH", "TINYAGI_RUN_ID"]);
    expect(await start(place, ["exit", "7"]).agent.outcome).toMatchObject({ exitCode: 7 });
    expect(readdirSync(place.folder).filter((name) => name.startsWith("run_cgroup-"))).toEqual([]);
    expect(place.warnings).toEqual([]);
  });

  test("is in its group from its first moment", async () => {
    const place = await home(starter);
    const { agent, lines } = start(place, ["/proc/self/cgroup"], { command: "cat" });
    await agent.outcome;
    expect(lines.at(-1)).toMatch(/\/tinyagi-\d+-\d+\/run_cgroup-1$/);
  });

  test("fails to start with the same codes as outside of one", async () => {
    const place = await home(starter);
    const codes = [
      await start(place, [], { command: "/nonexistent/agent" }).agent.outcome,
      await start(place, [], { command: "no-such-agent-on-path" }).agent.outcome,
      await start(place, [], { command: tmpdir() }).agent.outcome,
      await start(place, [], { command: "cat", cwd: "/nonexistent" }).agent.outcome,
      await start(place, ["x".repeat(256 * 1024)]).agent.outcome,
    ].map(({ spawnError }) => spawnError);
    expect(codes).toEqual(["ENOENT", "ENOENT", "EACCES", "ENOENT", "E2BIG"]);
    expect(
      existsSync(place.folder) ? readdirSync(place.folder).filter((name) => /^run/.test(name)) : [],
    ).toEqual([]);
  });

  test("takes a process with it that forked twice, left its session and cleared its environment", async () => {
    const place = await home(starter);
    const { agent, lines } = start(place, ["escape", join(place.path, "stray-is-up")]);
    const stray = await waitForStray(lines);
    expect(await agent.outcome).toMatchObject({ exitCode: 0, aborted: false });
    expect(await stray.isAlive()).toBe(false);
    expect(place.warnings).toMatchObject([{ count: 1 }]);
  });

  test("takes it along when the run is aborted", async () => {
    const place = await home(starter);
    const abort = new AbortController();
    const { agent, lines } = start(place, ["escape"], { signal: abort.signal });
    const stray = await waitForStray(lines);
    abort.abort();
    expect(await agent.outcome).toMatchObject({ aborted: true });
    expect(await stray.isAlive()).toBe(false);
  });

  test("takes it along when a time limit ends the run", async () => {
    const place = await home(starter);
    const { agent, lines } = start(place, ["escape"], { limits: { ...LIMITS, idleTimeoutMs: 2_000 } });
    const stray = await waitForStray(lines);
    expect(await agent.outcome).toMatchObject({ timedOut: "idle" });
    expect(await stray.isAlive()).toBe(false);
  });

  test("does not end a program of the same run that still runs", async () => {
    const place = await home(starter);
    const abort = new AbortController();
    const other = start(place, ["hang"], { signal: abort.signal });
    await expect.poll(() => other.lines.length).toBe(1);
    await start(place, ["exit", "0"]).agent.outcome;
    expect(await processStartTime(other.pid())).toBeDefined();
    abort.abort();
    await other.agent.outcome;
  });

  test("starts without a group if none can be made, and the log says so", async () => {
    const { log, warnings } = await home(starter);
    const broken = createCgroups("/proc/no-groups-here", log);
    const { agent, lines } = start({ startProcess: createAgentProcesses(createChildren(broken)) }, ["echo"], {
      stdin: "x",
    });
    expect(await agent.outcome).toMatchObject({ exitCode: 0 });
    expect(lines).toEqual(["x"]);
    expect(warnings).toMatchObject([{ message: "could not make a control group for a run" }]);
  });

  test("leaves no group behind in 1,000 runs", { timeout: 120_000 }, async () => {
    const place = await home(starter);
    for (let round = 0; round < 100; round += 1) {
      const runs = Array.from({ length: 10 }, () => start(place, [], { command: "true" }).agent.outcome);
      for (const outcome of await Promise.all(runs)) expect(outcome).toMatchObject({ exitCode: 0 });
    }
    expect(readdirSync(place.folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())).toEqual(
      [],
    );
    expect(place.warnings).toEqual([]);
  });
});

describe("the agent host in the control group of its home", NEEDS, () => {
  const groupsOfThreads = (pid: number) =>
    new Set(
      readdirSync(`/proc/${pid}/task`).map((thread) =>
        /^0::(.*)$/m
          .exec(readFileSync(`/proc/${pid}/task/${thread}/cgroup`, "utf8"))?.[1]
          ?.replace(/^.*\//, ""),
      ),
    );

  test("has no thread left in the group of a program, and needs no shell", async () => {
    const place = await home("host");
    const abort = new AbortController();
    const runs = [1, 2, 3].map(() => start(place, ["hang"], { signal: abort.signal }));
    await expect.poll(() => runs.every(({ lines }) => lines.length === 1)).toBe(true);
    expect(groupsOfThreads(place.hostPid)).toEqual(new Set([basename(place.folder)]));
    // A shell cannot enter such a group from outside without a wait. These programs were born there.
    for (const number of [1, 2, 3]) {
      const group = join(place.folder, `run_cgroup-${number}`);
      expect(readFileSync(join(group, "cgroup.type"), "utf8")).toBe("threaded\n");
    }
    expect(new Set(runs.flatMap(({ pid }) => [...groupsOfThreads(pid())]))).toEqual(
      new Set(["run_cgroup-1", "run_cgroup-2", "run_cgroup-3"]),
    );
    abort.abort();
    await Promise.all(runs.map(({ agent }) => agent.outcome));
    expect(place.warnings).toEqual([]);
  });

  test("uses a shell while an earlier release's group of processes is alive in its home", async () => {
    const place = await home("host");
    await inGroup(join(place.folder, "run_left-1"));
    const { agent, lines } = start(place, ["/proc/self/cgroup"], { command: "cat" });
    expect(await agent.outcome).toMatchObject({ exitCode: 0 });
    expect(lines.at(-1)).toMatch(/\/run_cgroup-1$/);
    expect(place.warnings).toEqual([]);
  });
});

describe("the end of a control group", NEEDS, () => {
  test("gives processes time to end by themselves", async () => {
    const { folder } = await home();
    const child = await inGroup(join(folder, "run-1"));
    const exit = once(child, "exit");
    expect(await endGroup(join(folder, "run-1"), { graceMs: 5_000 })).toEqual({ found: 1, gone: true });
    expect(await exit).toEqual([null, "SIGTERM"]);
    expect(existsSync(join(folder, "run-1"))).toBe(false);
  });

  test("kills those that ignore SIGTERM, in groups that they made too", async () => {
    const { folder } = await home();
    const children = [
      await inGroup(join(folder, "run-1"), { deaf: true }),
      await inGroup(join(folder, "run-1", "inner", "deep"), { deaf: true }),
    ];
    const exits = children.map((child) => once(child, "exit"));
    expect(await endGroup(join(folder, "run-1"), { graceMs: 50 })).toEqual({ found: 2, gone: true });
    expect(await Promise.all(exits)).toEqual([
      [null, "SIGKILL"],
      [null, "SIGKILL"],
    ]);
    expect(existsSync(join(folder, "run-1"))).toBe(false);
  });

  test("reaches processes in a group of threads", async () => {
    const { folder } = await home();
    const child = await inGroup(join(folder, "run-1"), { deaf: true });
    const threads = join(folder, "run-1", "threads");
    mkdirSync(threads);
    writeFileSync(join(threads, "cgroup.type"), "threaded");
    writeFileSync(join(threads, "cgroup.threads"), String(child.pid));
    expect(await endGroup(join(folder, "run-1"), { graceMs: 50 })).toMatchObject({ gone: true });
    await expect.poll(() => isAlive(child)).toBe(false);
  });

  test("ends a group of threads, and counts its processes, not their threads", async () => {
    const { folder } = await home();
    const group = join(folder, "run-1");
    mkdirSync(group, { recursive: true });
    writeFileSync(join(group, "cgroup.type"), "threaded");
    const child = await inGroup(group, { deaf: true });
    expect(readFileSync(join(group, "cgroup.threads"), "utf8").trim().split("\n").length).toBeGreaterThan(1);
    const exit = once(child, "exit");
    expect(await endGroup(group, { graceMs: 50 })).toEqual({ found: 1, gone: true });
    expect(await exit).toEqual([null, "SIGKILL"]);
  });

  test.each(["domain", "threaded"])(
    "reaches a process that forks and exits without end (%s)",
    async (type) => {
      const { folder } = await home();
      const group = join(folder, "run-1");
      mkdirSync(group, { recursive: true });
      if (type === "threaded") writeFileSync(join(group, "cgroup.type"), type);
      const rabbit = 'trap "" TERM; run() { (run &); }; run; echo up; exec sleep 600';
      const { command, args } = enterGroup(group, { command: "/bin/sh", args: ["-c", rabbit] });
      const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
      await once(child.stdout, "data");
      expect(await endGroup(group, { graceMs: 20 })).toMatchObject({ gone: true });
      expect(existsSync(group)).toBe(false);
    },
  );

  test("does not need cgroup.kill", async () => {
    const { folder } = await home();
    const children = [
      await inGroup(join(folder, "run-1"), { deaf: true }),
      await inGroup(join(folder, "run-1", "inner"), { deaf: true }),
    ];
    const exits = children.map((child) => once(child, "exit"));
    await killFrozen(join(folder, "run-1"));
    await Promise.all(exits);
    expect(await endGroup(join(folder, "run-1"), { graceMs: 0 })).toEqual({ found: 0, gone: true });
  });

  test("of a group that does not exist is no error", async () => {
    const { folder } = await home();
    expect(await endGroup(join(folder, "never-made"), { graceMs: 10 })).toEqual({ found: 0, gone: true });
  });
});

describe("a sweep", NEEDS, () => {
  test("ends what a killed daemon left, and removes groups in which nothing was started", async () => {
    const { folder, log, warnings } = await home();
    const child = await inGroup(join(folder, "run_left-1"), { deaf: true });
    mkdirSync(join(folder, "run_never_started-2"));
    // As the next daemon does.
    const reaper = createReaper({ graceMs: 100, log, containment: createCgroups(folder, log) });
    await reaper.reap([]);
    await expect.poll(() => isAlive(child)).toBe(false);
    expect(existsSync(folder)).toBe(false);
    expect(warnings).toMatchObject([{ count: 1 }]);
  });

  test("finds the groups of its home wherever an earlier daemon made them", async () => {
    const { folder, cgroups } = await home();
    const elsewhere = join(dirname(folder), `session-${process.pid}`, basename(folder));
    cleanUps.push(() => endGroup(dirname(elsewhere), { graceMs: 0 }));
    const child = await inGroup(join(elsewhere, "run_left-1"));
    expect(await cgroups.sweep({ graceMs: 1_000 })).toBe(1);
    await expect.poll(() => isAlive(child)).toBe(false);
    expect(existsSync(elsewhere)).toBe(false);
  });

  test("removes empty groups of homes that are gone, and only those", async () => {
    const [mine, other] = [await home(), await home()];
    const empty = join(dirname(mine.folder), "tinyagi-0-1");
    const foreign = join(dirname(mine.folder), `not-ours-${process.pid}`);
    for (const group of [empty, foreign]) mkdirSync(group);
    cleanUps.push(() => endGroup(foreign, { graceMs: 0 }));
    mkdirSync(join(other.folder, "run_starting-1"), { recursive: true });
    await mine.cgroups.sweep({ graceMs: 0 });
    expect([empty, foreign, join(other.folder, "run_starting-1")].map(existsSync)).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("does not touch the groups of another home", async () => {
    const [mine, other] = [await home(), await home()];
    const child = await inGroup(join(other.folder, "run_other-1"));
    expect(await mine.cgroups.sweep({ graceMs: 100 })).toBe(0);
    expect(isAlive(child)).toBe(true);
    expect(readFileSync(join(other.folder, "run_other-1", "cgroup.procs"), "utf8").trim()).toBe(
      String(child.pid),
    );
  });
});
