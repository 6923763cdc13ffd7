/** The supervisor with real processes of a tiny program, and a clock that the test moves. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualClock, type Log } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { waitFor } from "@tinyagi/testkit";
import { expect, onTestFinished, test } from "vitest";
import { createSupervisor } from "./supervisor.js";

/** Does what its settings say, one step after the other. */
const PROGRAM = `
let [isDeaf, isMute] = [false, false];
process.on("disconnect", () => process.exit(0));
process.on("message", (message) => {
  if (message.kind === "ping" && !isMute)
    for (const answer of [{ kind: "pong" }, { kind: "log", level: "info", message: "pinged", fields: {} }])
      process.send(answer);
  if (message.kind === "stop" && !isDeaf) process.exit(0);
  for (const step of message.config?.settings.steps ?? []) {
    if (step.send !== undefined) process.send(step.send);
    if (step.deaf) isDeaf = true;
    if (step.mute) isMute = true;
    if (step.says !== undefined) process.stderr.write(step.says);
    if (step.exit !== undefined) process.exit(step.exit);
  }
});
`;
const connected = { send: { kind: "connection", connection: { state: "connected", account: "@tiny" } } };
const crash = [{ says: "node:internal\n  at x\nTypeError: it broke with s3cr3t\n    at y" }, { exit: 1 }];

type Steps = readonly object[];

/** @param script the steps of each process; the last ones are those of all further ones */
function open(script: readonly (Steps | Error)[]) {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-supervisor-"));
  const file = join(folder, "program.mjs");
  writeFileSync(file, PROGRAM);
  const clock = createVirtualClock();
  const states: [string, string | undefined][] = [];
  const counts = { granted: 0, revoked: 0 };
  const lines: string[] = [];
  const log = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const supervisor = createSupervisor({
    clock,
    entry: { file, flags: [] },
    variables: { PATH: process.env.PATH },
    log: { debug: log, info: log, warn: log, error: log } satisfies Log,
    redact: (text) => text.replaceAll("s3cr3t", "***"),
    onState: (state, { reason }) => void states.push([state, reason]),
    onNewCode: () => void states.push(["login", "another code"]),
    async grant() {
      const steps = script[Math.min(counts.granted, script.length - 1)] ?? [];
      counts.granted += 1;
      if (steps instanceof Error) throw steps;
      const config = {
        channel: "paper",
        baseUrl: "http://127.0.0.1:9",
        token: "t",
        settings: { steps },
        filesIn: folder,
        language: "en" as const,
        stateFolder: folder,
      };
      const revoke = () => {
        counts.revoked += 1;
      };
      return { config, revoke };
    },
  });
  onTestFinished(async () => {
    const stopping = supervisor.stop();
    clock.advance(10_000);
    await stopping;
    rmSync(folder, { recursive: true, force: true });
  });
  const reached = (state: string) =>
    waitFor(() => (supervisor.status().state === state ? supervisor.status() : undefined), {
      what: `the state ${state}`,
    });
  const pings = () => lines.filter((line) => line.startsWith("pinged")).length;
  /** Lets time pass while the process answers. */
  async function pass(ms: number) {
    for (let passed = 0; passed < ms; passed += 2_000) {
      const before = pings();
      clock.advance(2_000);
      await waitFor(() => pings() > before, { what: "the answer to a ping" });
    }
  }
  return { clock, supervisor, states, counts, lines, reached, pass };
}

test("a channel starts, says what it is connected to, and stops when asked", async () => {
  const it = open([[connected]]);
  expect(it.supervisor.status()).toMatchObject({ state: "stopped", running: false, crashes: 0 });
  expect(await it.supervisor.start()).toBe(true);
  expect(await it.supervisor.start()).toBe(false);
  expect(await it.reached("connected")).toMatchObject({
    account: "@tiny",
    running: true,
    crashes: 0,
    pid: expect.any(Number),
  });
  expect(await it.supervisor.stop()).toBe(true);
  expect(it.supervisor.status()).toMatchObject({ state: "stopped", running: false });
  expect(it.counts).toEqual({ granted: 1, revoked: 1 });
  expect(await it.supervisor.stop()).toBe(false);
});

/** @requirement CHANNEL-3 */
test("in a crash loop each start is later, up to a minute, and each token is worthless after its process", async () => {
  const it = open([crash]);
  await it.supervisor.start();
  const delays: number[] = [];
  for (let crashes = 1; crashes <= 10; crashes += 1) {
    const status = await waitFor(() => {
      const now = it.supervisor.status();
      return now.state === "crashed" && it.counts.revoked === crashes ? now : undefined;
    });
    const delay = (status.nextStartAt ?? 0) - it.clock.now();
    delays.push(delay);
    expect(status).toMatchObject({
      running: false,
      crashes,
      reason: "it ended with exit code 1: TypeError: it broke with ***",
    });
    it.clock.advance(delay - 1);
    expect(it.counts.granted).toBe(crashes);
    it.clock.advance(1);
    await waitFor(() => it.counts.granted === crashes + 1, { what: "the next start" });
  }
  expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test("a crash after a long good time is followed by a quick start", async () => {
  const it = open([crash, crash, [connected], crash, [connected]]);
  await it.supervisor.start();
  for (const delay of [500, 1_000]) {
    await it.reached("crashed");
    it.clock.advance(delay);
    await waitFor(() => it.supervisor.status().state !== "crashed");
  }
  const { pid = 0 } = await it.reached("connected");
  await it.pass(570_000);
  expect(it.supervisor.status().crashes).toBe(2);
  await it.pass(30_000);
  expect(it.supervisor.status().crashes).toBe(0);
  process.kill(pid, "SIGKILL");
  const { nextStartAt = 0, reason } = await it.reached("crashed");
  expect(nextStartAt - it.clock.now()).toBe(500);
  expect(reason).toBe("it was ended by SIGKILL");
});

test("a failure that no start can fix ends the channel with its reason; a person can start it again", async () => {
  const why = { code: "channel.platform", fault: "unauthorized", status: 401, step: "botfather" };
  const failure = {
    send: {
      kind: "failed",
      reason: "the token s3cr3t is not valid",
      why: { ...why, said: "s3cr3t?" },
    },
  };
  const it = open([[failure, { exit: 0 }], [connected]]);
  await it.supervisor.start();
  expect(await it.reached("failed")).toMatchObject({
    running: false,
    reason: "the token *** is not valid",
    why: { ...why, said: "***?" },
  });
  it.clock.advance(3_600_000);
  expect(it.counts.granted).toBe(1);
  expect(await it.supervisor.start()).toBe(true);
  const status = await it.reached("connected");
  expect(status.reason).toBeUndefined();
});

test("a process that does not answer is shown as stalled within ten seconds, with how long it is silent", async () => {
  const it = open([[connected, { mute: true }]]);
  await it.supervisor.start();
  const { heardAt = 0 } = await it.reached("connected");
  it.clock.advance(10_000);
  expect(it.supervisor.status()).toMatchObject({
    state: "stalled",
    running: true,
    heardAt,
    reason: "its process has not answered for 10 s",
    why: { code: "channel.silent", seconds: 10 },
  });
  it.clock.advance(6_000);
  expect(it.supervisor.status().reason).toBe("its process has not answered for 16 s");
  expect(it.states.filter(([state]) => state === "stalled")).toHaveLength(1);
});

test("a stalled process that answers again is what it was before", async () => {
  const it = open([[connected]]);
  await it.supervisor.start();
  const { pid = 0 } = await it.reached("connected");
  process.kill(pid, "SIGSTOP");
  it.clock.advance(10_000);
  expect(it.supervisor.status().state).toBe("stalled");
  process.kill(pid, "SIGCONT");
  expect(await it.reached("connected")).toMatchObject({ account: "@tiny", pid, crashes: 0 });
});

test("a process that gives no sign of life for half a minute is ended and started again", async () => {
  const it = open([[connected, { mute: true }], [connected]]);
  await it.supervisor.start();
  await it.reached("connected");
  it.clock.advance(35_000);
  expect((await it.reached("crashed")).reason).toContain("SIGKILL");
  it.clock.advance(500);
  await it.reached("connected");
});

test("a process that answers keeps running", async () => {
  const it = open([[connected]]);
  await it.supervisor.start();
  const { pid } = await it.reached("connected");
  await it.pass(120_000);
  expect(it.supervisor.status()).toMatchObject({ state: "connected", pid });
});

test("a process that does not stop is ended after five seconds", async () => {
  const it = open([[connected, { deaf: true }]]);
  await it.supervisor.start();
  const { pid = 0 } = await it.reached("connected");
  const stopping = it.supervisor.stop();
  it.clock.advance(4_999);
  expect(() => process.kill(pid, 0)).not.toThrow();
  it.clock.advance(1);
  expect(await stopping).toBe(true);
  expect(it.supervisor.status()).toMatchObject({ state: "stopped", running: false });
});

test("a stop while a crashed channel waits for its next start is final", async () => {
  const it = open([crash]);
  await it.supervisor.start();
  await it.reached("crashed");
  expect(await it.supervisor.start()).toBe(false);
  expect(await it.supervisor.stop()).toBe(true);
  it.clock.advance(120_000);
  expect(it.supervisor.status().state).toBe("stopped");
  expect(it.counts.granted).toBe(1);
});

test("a first start with settings that cannot be used is refused, and the state says why", async () => {
  const refusal = new AppError("SECRET_UNRESOLVED", "the variable is not set: s3cr3t");
  const it = open([refusal, [connected]]);
  await expect(it.supervisor.start()).rejects.toBe(refusal);
  expect(it.supervisor.status()).toMatchObject({ state: "failed", reason: "the variable is not set: ***" });
  expect(await it.supervisor.start()).toBe(true);
  await it.reached("connected");
});

test("a start right after a stop runs one process, however long the first start takes", async () => {
  const it = open([[connected]]);
  const first = it.supervisor.start();
  const stopped = it.supervisor.stop();
  const second = it.supervisor.start();
  expect(await Promise.all([first, stopped, second])).toEqual([true, true, true]);
  await it.reached("connected");
  await it.supervisor.stop();
  expect(it.counts).toEqual({ granted: 2, revoked: 2 });
});

test("a later start that cannot work ends the channel; one that may work later is tried again", async () => {
  const it = open([crash, new Error("the disk is full: s3cr3t"), [connected]]);
  await it.supervisor.start();
  await it.reached("crashed");
  it.clock.advance(500);
  await waitFor(() => it.supervisor.status().reason === "the disk is full: ***", { what: "the reason" });
  expect(it.supervisor.status()).toMatchObject({ state: "crashed", crashes: 2 });
  it.clock.advance(1_000);
  await it.reached("connected");

  const final = open([crash, new AppError("SECRET_UNRESOLVED", "the variable is not set")]);
  await final.supervisor.start();
  await final.reached("crashed");
  final.clock.advance(500);
  expect((await final.reached("failed")).reason).toBe("the variable is not set");
});

test("what is not a message of a channel counts for nothing", async () => {
  const noise = [{ send: "hello" }, { send: { kind: "connection" } }, { send: { kind: "checked" } }];
  const it = open([[...noise, connected]]);
  await it.supervisor.start();
  await it.reached("connected");
  expect(it.states.map(([state]) => state)).toEqual(["starting", "connected"]);
});

test("the state changes only when something changes, and follows each word of the channel", async () => {
  const say = (connection: object) => ({ send: { kind: "connection", connection } });
  const lost = say({ state: "reconnecting", reason: "no answer from s3cr3t" });
  const login = say({ state: "login", login: { qr: "2@abc" } });
  const it = open([[connected, connected, lost, lost, connected, login]]);
  await it.supervisor.start();
  expect(await it.reached("login")).toMatchObject({ login: { qr: "2@abc" } });
  expect(it.states).toEqual([
    ["starting", undefined],
    ["connected", undefined],
    ["reconnecting", "no answer from ***"],
    ["connected", undefined],
    ["login", undefined],
  ]);
});

test("each code of a login is announced once, so that no one scans an old one", async () => {
  const code = (qr: string) => ({
    send: { kind: "connection", connection: { state: "login", login: { qr } } },
  });
  const it = open([[code("first"), code("first"), code("second"), connected]]);
  await it.supervisor.start();
  await it.reached("connected");
  expect(it.states.slice(1)).toEqual([
    ["login", undefined],
    ["login", "another code"],
    ["connected", undefined],
  ]);
});
