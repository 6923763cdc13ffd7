/** The daemon's side of the host: what happens when hosts die, hang, lie or are of another version. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualClock } from "@tinyagi/base";
import { processStartTime } from "@tinyagi/base/process-table";
import { expect, onTestFinished, test } from "vitest";
import { startTestHost, type TestHost } from "../fixtures/test-host.js";
import type { AgentProcess } from "../process/process-contract.js";
import type { AgentHostOptions } from "./agent-host.js";
import { decideRestart, PAUSE_MS, recentDeaths } from "./restart-policy.js";

let runs = 0;

async function started(options: Partial<AgentHostOptions> = {}): Promise<TestHost> {
  const host = await startTestHost(options);
  onTestFinished(() => host[Symbol.asyncDispose]());
  await host.ready;
  return host;
}

function hanging(host: TestHost, signal = new AbortController().signal) {
  runs += 1;
  let pid = 0;
  const agent: AgentProcess = host.startProcess({
    command: "/bin/sleep",
    args: ["600"],
    cwd: tmpdir(),
    env: { TINYAGI_RUN_ID: `run-agent-host-${process.pid}-${runs}` },
    stdin: "",
    limits: { timeoutMs: 60_000, idleTimeoutMs: 60_000, maxOutputBytes: 1_000, maxLineBytes: 1_000 },
    signal,
    onLine: () => "progress",
    onStart: (leader) => {
      pid = leader;
    },
    graceMs: 100,
  });
  return { agent, pid: () => pid };
}

/** A host that was killed. The next one is started only when the clock advances. */
async function killed(): Promise<{ host: TestHost; next: () => void }> {
  const clock = createVirtualClock();
  const host = await started({ clock });
  process.kill(getPid(host), "SIGKILL");
  await expect.poll(() => host.status().state).toBe("starting");
  return { host, next: () => clock.advance(1_000) };
}

const getPid = (host: TestHost) => host.status().pid ?? 0;
const replaced = (host: TestHost, restarts: number) =>
  expect.poll(() => [host.status().state, host.status().restarts]).toEqual(["running", restarts]);

test("a killed host: its run is interrupted after its process was ended, and the next host takes over", async () => {
  const host = await started();
  const { agent, pid } = hanging(host);
  await expect.poll(pid).toBeGreaterThan(0);
  const first = getPid(host);
  process.kill(first, "SIGKILL");
  expect(await agent.outcome).toMatchObject({ interrupted: true, aborted: false, timedOut: null });
  expect(await processStartTime(pid())).toBeUndefined();
  await replaced(host, 1);
  expect(getPid(host)).not.toBe(first);
  expect(host.events).toEqual([
    {
      crashed: {
        ...{ pid: first, reason: "it was ended by SIGKILL", runs: 1, recent: 1 },
        why: { code: "host.killed", signal: "SIGKILL", said: "" },
      },
    },
  ]);
  const next = hanging(host);
  await expect.poll(next.pid).toBeGreaterThan(0);
});

test("a start while there is no host waits for the next one", async () => {
  const { host, next } = await killed();
  const { pid } = hanging(host);
  await expect
    .poll(() => {
      next();
      return pid();
    })
    .toBeGreaterThan(0);
});

test("a start that waits for a host can be aborted", async () => {
  const { host } = await killed();
  const abort = new AbortController();
  const { agent, pid } = hanging(host, abort.signal);
  abort.abort();
  expect(await agent.outcome).toMatchObject({ aborted: true, interrupted: false });
  expect(pid()).toBe(0);
});

test("a hung host with a live run is killed and replaced", { timeout: 60_000 }, async () => {
  const host = await started();
  const { agent, pid } = hanging(host);
  await expect.poll(pid).toBeGreaterThan(0);
  const stopped = performance.now();
  process.kill(getPid(host), "SIGSTOP");
  expect(await agent.outcome).toMatchObject({ interrupted: true });
  await replaced(host, 1);
  expect(performance.now() - stopped).toBeGreaterThan(4_500);
  expect(performance.now() - stopped).toBeLessThan(20_000);
  expect(await processStartTime(pid())).toBeUndefined();
  expect(host.status().problem).toBe("it did not answer for 5 s");
});

test("five deaths within a minute pause the host, starts are interrupted at once, and it resumes later", async () => {
  const clock = createVirtualClock();
  const host = await started({ clock });
  for (let deaths = 1; deaths <= 5; deaths += 1) {
    await expect
      .poll(() => {
        clock.advance(1_000);
        return host.status().state;
      })
      .toBe("running");
    process.kill(getPid(host), "SIGKILL");
    await expect.poll(() => host.events.length).toBeGreaterThanOrEqual(deaths);
  }
  await expect.poll(host.isPaused).toBe(true);
  expect(await hanging(host).agent.outcome).toMatchObject({ interrupted: true });
  await expect
    .poll(() => {
      clock.advance(PAUSE_MS);
      return host.status().state;
    })
    .toBe("running");
  expect(host.events.map((event) => Object.keys(event)[0])).toEqual([
    ...Array(5).fill("crashed"),
    "paused",
    "resumed",
  ]);
});

/** A host that says what the test wants. */
function fakeHost(code: string): { file: string; flags: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-fake-host-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "host.mjs");
  const frame =
    "const frame = (kind, data) => { const p = Buffer.from(JSON.stringify(data)); const h = Buffer.alloc(9); h.writeUInt32BE(p.length, 0); h.writeUInt8(kind, 4); return Buffer.concat([h, p]); };";
  writeFileSync(
    file,
    `import { Socket } from "node:net"; ${frame} const socket = new Socket({ fd: 3, readable: true, writable: true }); socket.on("error", () => {}).on("close", () => process.exit()).resume(); ${code}`,
  );
  return { file, flags: [] };
}

test("a host of another version is refused with one line that says what to do", async () => {
  const entry = fakeHost('socket.write(frame(65, { protocol: 9, version: "9.1.0", pid: 1, extra: [] }));');
  const host = await startTestHost({ entry });
  onTestFinished(() => host[Symbol.asyncDispose]());
  await expect(host.ready).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message:
      "the agent host (version 9.1.0) uses protocol 9, but this daemon needs protocol 1. Install TinyAGI again, so that both are of one release.",
  });
});

test.each([
  ["dies at once", 'console.error("boom"); process.exit(3);', /ended with exit code 3: boom/],
  ["sends garbage", 'socket.write("HTTP/1.1 200 OK\\r\\n\\r\\n");', /does not keep to the protocol/],
  ["sends a kind of the daemon", "socket.write(frame(2, {}));", /unknown kind 2/],
  ["lies about its pid", 'socket.write(frame(65, { protocol: 1, version: "1", pid: -1 }));', /schema/],
  ["closes its end and stays", "socket.destroy(); setInterval(() => {}, 1000);", /SIGKILL|exit code/],
])("a first host that %s ends the start", async (_, code, reason) => {
  const host = await startTestHost({ entry: fakeHost(code) });
  onTestFinished(() => host[Symbol.asyncDispose]());
  await expect(host.ready).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(reason),
  });
});

test("the delay doubles from death to death, and the fifth within a minute pauses", () => {
  const decisions = [1, 2, 3, 4, 5, 6].map((count) => decideRestart(Array(count).fill(0)));
  expect(decisions.map(({ kind, delayMs }) => [kind, delayMs])).toEqual([
    ["restart", 0],
    ["restart", 100],
    ["restart", 200],
    ["restart", 400],
    ["pause", PAUSE_MS],
    ["pause", PAUSE_MS],
  ]);
  expect(recentDeaths([0, 30_000, 59_999], 60_000)).toEqual([30_000, 59_999]);
});
