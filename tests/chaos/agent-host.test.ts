/**
 * The agent host dies, hangs or is flooded, and the daemon dies without it: no agent is left and no message lost.
 *
 * @requirement HOST-1 @requirement ORPHAN-1
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processStartTime } from "@tinyagi/base/process-table";
import { type FakeStep, leakCheck, waitFor } from "@tinyagi/testkit";
import { describe, expect, it } from "vitest";
import { promised } from "../support/promised-time.js";
import { type ChaosHome, createChaosHome, HEAVY, swarmSettings } from "./support/chaos-home.js";
import { DAEMON_MAIN } from "./support/daemon-host.js";

const MIB = 1024 * 1024;
/** No agent outlives its daemon longer. */
const ORPHAN_MAX_MS = promised(2_000);
/** Five seconds without a word, and the next host. */
const HUNG_MAX_MS = promised(7_000);
const CROWD = 40;
const FLOODS = 64;
const FLOOD_BYTES = 8 * MIB;
/** Idle 100 MiB and 64 windows of 512 KiB, with what the collector leaves lying about. */
const DAEMON_PEAK_MAX = 400 * MIB;
/** A third of what flows through it, most of it buffers that wait for the collector. */
const HOST_PEAK_MAX = 256 * MIB;

const stubborn: FakeStep = { hang: "init", ignoreSigterm: true, fork: true, setsid: true };

interface HostStatus {
  readonly state: string;
  readonly pid: number;
  readonly live: number;
  readonly restarts: number;
  readonly problem: string | null;
}

const getHost = async (chaos: ChaosHome): Promise<HostStatus> =>
  (await chaos.call("GET", "/api/status")).body.agentHost;

const isGone = async (pid: number) => (await processStartTime(pid)) === undefined;

async function startHanging(chaos: ChaosHome, steps: readonly FakeStep[]): Promise<void> {
  chaos.fake.setControl({ agents: { [HEAVY]: steps } });
  await chaos.sender.send({ id: "long", agent: HEAVY, text: "work", replies: 1 });
  await waitFor(() => chaos.fake.runs().some(({ hanging }) => hanging));
}

const occurrences = (text: string, part: string) => text.split(part).length - 1;

async function expectInterruptedOnce(chaos: ChaosHome): Promise<void> {
  await chaos.settle();
  expect(await chaos.judge()).toEqual([]);
  expect(chaos.replies()).toMatchObject([{ message: expect.stringContaining("second try") }]);
  expect(chaos.query("SELECT attempt, status FROM runs ORDER BY attempt")).toEqual([
    { attempt: 1, status: "interrupted" },
    { attempt: 2, status: "completed" },
  ]);
  expect(chaos.query("SELECT failures, interruptions FROM messages")).toEqual([
    { failures: 0, interruptions: 0 },
  ]);
  expect(occurrences(chaos.log(), "the agent host stopped unexpectedly")).toBe(1);
  expect(chaos.query("SELECT count(*) AS n FROM events WHERE type = 'host.crashed'")).toEqual([{ n: 1 }]);
}

describe("the agent host", () => {
  it("killed in mid-run: its message is repeated and answered, with one log line and one event", async () => {
    await using chaos = await createChaosHome();
    await chaos.host.start();
    await startHanging(chaos, [stubborn, { reply: "second try" }]);
    const before = leakCheck(chaos.temp.root);
    expect(before.length).toBeGreaterThanOrEqual(2);
    const { pid } = await getHost(chaos);
    process.kill(pid, "SIGKILL");
    await expectInterruptedOnce(chaos);
    for (const agent of before) expect(await isGone(agent.pid)).toBe(true);
    const after = await getHost(chaos);
    expect(after).toMatchObject({ state: "running", restarts: 1, problem: "it was ended by SIGKILL" });
    expect(after.pid).not.toBe(pid);
  });

  it("stopped in mid-run is replaced within seconds, and its message is answered", async () => {
    await using chaos = await createChaosHome();
    await chaos.host.start();
    await startHanging(chaos, [{ hang: "init" }, { reply: "second try" }]);
    const { pid } = await getHost(chaos);
    const stopped = performance.now();
    process.kill(pid, "SIGSTOP");
    await waitFor(async () => (await getHost(chaos)).restarts === 1, { timeoutMs: HUNG_MAX_MS });
    expect(performance.now() - stopped).toBeLessThan(HUNG_MAX_MS);
    await expectInterruptedOnce(chaos);
    expect(await isGone(pid)).toBe(true);
  });

  it("that dies five times in a minute pauses the dispatch; status says so, and who waits is notified", async () => {
    await using chaos = await createChaosHome({ settings: { conversations: { retryNoticeMs: 500 } } });
    await chaos.host.start();
    for (let deaths = 1; deaths <= 5; deaths += 1) {
      const host = await waitFor(async () => {
        const status = await getHost(chaos);
        return status.state === "running" && status.restarts === deaths - 1 ? status : undefined;
      });
      process.kill(host.pid, "SIGKILL");
      await waitFor(() => occurrences(chaos.log(), "the agent host stopped unexpectedly") === deaths);
    }
    await waitFor(async () => (await getHost(chaos)).state === "paused");
    await chaos.sender.send({ id: "waits", agent: "a1", text: "work", replies: 2 });
    expect(chaos.query("SELECT type FROM events WHERE type LIKE 'dispatch.%'")).toEqual([
      { type: "dispatch.paused" },
    ]);
    await waitFor(() => chaos.replies().some(({ message }) => message.includes("cannot start agents")));
    // The paused daemon takes the message, keeps it, and gives it to the next one.
    expect((await chaos.call("GET", "/api/queue/status")).body).toMatchObject({ processing: 0, incoming: 1 });
    const daemon = chaos.host.current();
    daemon?.signal("SIGTERM");
    await daemon?.exited;
    await chaos.host.start();
    await chaos.settle();
    expect(await chaos.judge()).toEqual([]);
  });

  it("and its agents end within two seconds when the daemon is killed", async () => {
    await using chaos = await createChaosHome();
    const daemon = await chaos.host.start();
    await startHanging(chaos, [stubborn, { reply: "second try" }]);
    const { pid } = await getHost(chaos);
    const agents = leakCheck(chaos.temp.root);
    expect(agents.length).toBeGreaterThanOrEqual(2);
    daemon.signal("SIGKILL");
    const killed = performance.now();
    await waitFor(async () => (await isGone(pid)) && leakCheck(chaos.temp.root).length === 0, {
      timeoutMs: ORPHAN_MAX_MS,
    });
    expect(performance.now() - killed).toBeLessThan(ORPHAN_MAX_MS);
    await chaos.host.start();
    await chaos.settle();
    expect(await chaos.judge()).toEqual([]);
  });

  it("and the daemon need bounded memory when 64 agents flood at once", async () => {
    await using chaos = await createChaosHome({ withSettings: false });
    const ids = Array.from({ length: FLOODS }, (_, n) => `f${n}`);
    const agents = ids.map((id) => [id, { name: id.toUpperCase(), provider: "anthropic", model: "" }]);
    const settings = swarmSettings(chaos.temp);
    const execution = { maxLiveAgents: FLOODS, maxAttempts: 1 };
    chaos.temp.writeSettings({ ...settings, agents: Object.fromEntries(agents), teams: {}, execution });
    writeFloodingAgent(join(chaos.temp.bin, "claude"));
    const daemon = await chaos.host.start();
    await Promise.all(ids.map((agent) => chaos.sender.send({ id: agent, agent, text: "flood", replies: 1 })));
    const { pid } = await getHost(chaos);
    await chaos.settle(120_000);
    expect(chaos.replies()).toHaveLength(FLOODS);
    expect(chaos.replies().every(({ message }) => message.includes("flooded"))).toBe(true);
    expect(peakMemory(pid)).toBeLessThan(HOST_PEAK_MAX);
    expect(peakMemory(daemon.pid)).toBeLessThan(DAEMON_PEAK_MAX);
    expect((await getHost(chaos)).restarts).toBe(0);
  });
});

describe("forty agents that start at once on a busy machine", () => {
  it("keep their host: each answers in its first run", { timeout: 600_000 }, async () => {
    await using chaos = await createChaosHome({ withSettings: false });
    const ids = Array.from({ length: CROWD }, (_, n) => `c${n}`);
    const agents = ids.map((id) => [id, { name: id.toUpperCase(), provider: "anthropic", model: "" }]);
    const settings = swarmSettings(chaos.temp);
    const execution = { maxLiveAgents: CROWD, maxAttempts: 1 };
    chaos.temp.writeSettings({ ...settings, agents: Object.fromEntries(agents), teams: {}, execution });
    writeSlowAgent(join(chaos.temp.bin, "claude"));
    await chaos.host.start();
    await Promise.all(ids.map((agent) => chaos.sender.send({ id: agent, agent, text: "work", replies: 1 })));
    await chaos.settle(540_000);
    expect((await getHost(chaos)).restarts).toBe(0);
    expect(chaos.query("SELECT status, count(*) AS n FROM runs GROUP BY status")).toEqual([
      { status: "completed", n: CROWD },
    ]);
  });
});

const RESULT = {
  type: "result",
  subtype: "success",
  is_error: false,
  api_error_status: null,
  num_turns: 1,
  session_id: "s",
  total_cost_usd: 0,
  usage: { input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  permission_denials: [],
};

/** Peak resident memory, bytes; 0 where the system does not tell. */
function peakMemory(pid: number): number {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return 0;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(path, "utf8"))?.[1]) * 1024;
}

/** Ends a program that is to stay open, as a release does that cannot. */
const KEPT_BY_NOBODY = 'case "$*" in *--replay-user-messages*) exit 1 ;; esac';

/** A `claude` in shell that is as busy as a real one before its first line: four processes that calculate. */
function writeSlowAgent(path: string): void {
  const result = JSON.stringify({ ...RESULT, result: "worked" });
  const work = "(i=0; while [ $i -lt 600000 ]; do i=$((i+1)); done)";
  const crowd = Array.from({ length: 4 }, () => `${work} &`).join("\n");
  writeFileSync(path, `#!/bin/sh\n${KEPT_BY_NOBODY}\n${crowd}\nwait\nprintf '\\n%s\\n' '${result}'\n`);
  chmodSync(path, 0o755);
}

/** A `claude` in shell that writes many lines and then its result. */
function writeFloodingAgent(path: string): void {
  const result = JSON.stringify({ ...RESULT, result: "flooded" });
  const line = JSON.stringify({ type: "noise", text: "x".repeat(2_000) });
  writeFileSync(
    path,
    `#!/bin/sh\n${KEPT_BY_NOBODY}\nyes '${line}' | head -c ${FLOOD_BYTES}\nprintf '\\n%s\\n' '${result}'\n`,
  );
  chmodSync(path, 0o755);
}

const canUnshare = spawnSync("unshare", ["--pid", "--fork", "--mount-proc", "true"]).status === 0;

describe.each<[string, readonly string[], readonly string[], { skip: boolean; meta: object }]>([
  ["in the foreground", [], ["--foreground"], { skip: false, meta: {} }],
  ["without a controlling terminal", ["setsid"], ["--foreground"], { skip: false, meta: {} }],
  [
    "as process 1 of a PID namespace",
    ["unshare", "--pid", "--fork", "--mount-proc"],
    ["--foreground"],
    { skip: !canUnshare, meta: { missing: canUnshare ? [] : ["PID namespaces"] } },
  ],
])("a daemon %s", (_, wrapper, args, needs) => {
  it("survives its host, and SIGTERM ends all three", needs, async () => {
    await using chaos = await createChaosHome();
    const { child, daemonPid } = await launch(chaos, wrapper, args);
    try {
      await startHanging(chaos, [stubborn, { reply: "second try" }]);
      const hostPid = listChildren(daemonPid)[0] ?? 0;
      process.kill(hostPid, "SIGKILL");
      await waitFor(() => chaos.replies().some(({ message }) => message.includes("second try")));
      expect(await isGone(hostPid)).toBe(true);
      await waitFor(() => leakCheck(chaos.temp.root).length === 0);
      process.kill(daemonPid, "SIGTERM");
      await once(child, "exit");
      expect(child.exitCode).toBe(0);
      expect(existsSync(join(chaos.temp.home, "daemon.json"))).toBe(false);
      expect(leakCheck(chaos.temp.root)).toEqual([]);
    } finally {
      if (child.exitCode === null) process.kill(daemonPid, "SIGKILL");
    }
  });
});

/** Starts a daemon under another program, and tells the clients of the test where it is. */
async function launch(
  chaos: ChaosHome,
  wrapper: readonly string[],
  args: readonly string[],
): Promise<{ child: ChildProcess; daemonPid: number }> {
  const [command = "", ...rest] = [...wrapper, process.execPath, DAEMON_MAIN, ...args];
  const child = spawn(command, rest, {
    cwd: chaos.temp.root,
    stdio: "ignore",
    env: { ...chaos.temp.env, TINYAGI_API_PORT: "0", TINYAGI_WORKSPACE: chaos.temp.workspace },
  });
  const path = join(chaos.temp.home, "daemon.json");
  const facts = await waitFor(() => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined), {
    timeoutMs: 30_000,
    what: "a serving daemon",
  });
  // Process 1 of a namespace has another pid outside of it.
  const daemonPid = facts.pid === 1 ? (listChildren(child.pid ?? 0)[0] ?? 0) : facts.pid;
  chaos.host.adopt({ ...facts, pid: daemonPid });
  return { child, daemonPid };
}

function listChildren(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .trim()
    .split(" ")
    .filter(Boolean)
    .map(Number);
}
