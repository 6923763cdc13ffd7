/** The program of the host, driven by a script in place of the daemon. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processStartTime } from "@tinyagi/base/process-table";
import {
  HOST_CREDIT_BYTES,
  HOST_FRAME_MAX_BYTES,
  HOST_KINDS,
  HOST_PROTOCOL,
  HOST_SIDE_KINDS,
  type HostKind,
} from "@tinyagi/contracts/agent-host";
import { expect, onTestFinished, test } from "vitest";
import { testHostEntry } from "../fixtures/test-host.js";
import { createFrameReader } from "./frame.js";
import { HOST_EXIT } from "./host-server.js";

const entry = await testHostEntry();
const LIMITS = { timeoutMs: 60_000, idleMs: 60_000, outputBytes: 1_000_000_000 };

interface Received {
  readonly kind: HostKind;
  readonly run: number;
  readonly data: unknown;
}

/** A host whose other end is this test. */
function host() {
  const child: ChildProcess = spawn(process.execPath, [entry.file], {
    detached: true,
    env: { SECRET_OF_THE_DAEMON: "canary" },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const socket = child.stdio[3] as Socket;
  const received: Received[] = [];
  let output = 0;
  const read = createFrameReader(HOST_SIDE_KINDS, {
    message: (kind, run, payload) => received.push({ kind, run, data: JSON.parse(payload.toString()) }),
    bytes: (_, __, bytes) => {
      output += bytes.length;
    },
  });
  socket.on("data", read).on("error", () => {});
  let words = "";
  child.stderr?.on("data", (text: Buffer) => {
    words += text.toString();
  });
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const frame = (kind: number, run: number, payload: string | Buffer) => {
    const bytes = Buffer.from(payload as string);
    const header = Buffer.alloc(9);
    header.writeUInt32BE(bytes.length, 0);
    header.writeUInt8(kind, 4);
    header.writeUInt32BE(run, 5);
    socket.write(Buffer.concat([header, bytes]));
  };
  const send = (kind: HostKind, run: number, data: object) =>
    frame(HOST_KINDS[kind], run, JSON.stringify(data));
  const hello = () => send("hello", 0, { protocol: HOST_PROTOCOL, bootId: "boot_1" });
  const start = (run: number, code: string, more: object = {}) =>
    send("start", run, {
      command: process.execPath,
      args: ["-e", code],
      cwd: tmpdir(),
      env: { TINYAGI_RUN_ID: `run-host-alone-${process.pid}-${run}` },
      limits: LIMITS,
      graceMs: 200,
      stderr: "tail",
      ...more,
    });
  const next = (kind: HostKind, run = 0): Promise<Received> =>
    expect
      .poll(() => received.find((one) => one.kind === kind && one.run === run))
      .toBeDefined()
      .then(() => received.find((one) => one.kind === kind && one.run === run) as Received);
  return {
    child,
    socket,
    exited,
    frame,
    send,
    hello,
    start,
    next,
    received,
    output: () => output,
    words: () => words,
  };
}

test("greets, runs a process and reports its end once, after its output", async () => {
  const it = host();
  it.hello();
  it.start(7, "console.log(Object.keys(process.env)); process.exit(3)");
  it.send("stdinEnd", 7, {});
  expect((await it.next("ready")).data).toMatchObject({ protocol: HOST_PROTOCOL, pid: it.child.pid });
  expect((await it.next("started", 7)).data).toMatchObject({ pid: expect.any(Number) });
  expect((await it.next("exited", 7)).data).toEqual({ code: 3, signal: null, cause: "exit" });
  expect(it.output()).toBeGreaterThan(0);
  expect(it.received.map(({ kind }) => kind)).toEqual(["ready", "started", "exited"]);
});

test("gives an agent neither its environment nor its socket", async () => {
  const it = host();
  it.hello();
  const code =
    "process.exit(process.env.SECRET_OF_THE_DAEMON ? 1 : require('fs').existsSync('/proc/self/fd/3') && require('fs').readlinkSync('/proc/self/fd/3').startsWith('socket') ? 2 : 0)";
  it.start(1, code);
  it.send("stdinEnd", 1, {});
  expect((await it.next("exited", 1)).data).toMatchObject({ code: 0 });
});

test("a program that cannot be started is refused with the code of the system", async () => {
  const it = host();
  it.hello();
  it.start(1, "", { command: "/nonexistent/agent" });
  expect((await it.next("refused", 1)).data).toEqual({ code: "ENOENT" });
});

test("sends no more output than it was granted", async () => {
  const it = host();
  it.hello();
  it.start(1, "const b = Buffer.alloc(65536, 120); const w = () => process.stdout.write(b, w); w()");
  await expect.poll(it.output).toBe(HOST_CREDIT_BYTES);
  // It reports its health now and then, and nothing else.
  await it.next("health");
  expect(it.output()).toBe(HOST_CREDIT_BYTES);
  it.send("credit", 1, { bytes: 100_000 });
  await expect.poll(it.output).toBe(HOST_CREDIT_BYTES + 100_000);
  it.send("end", 1, { reason: "aborted" });
  it.send("credit", 1, { bytes: 10_000_000 });
  expect((await it.next("exited", 1)).data).toMatchObject({ cause: "aborted" });
});

test("another protocol number gets an answer that says so, and nothing is started", async () => {
  const it = host();
  it.send("hello", 0, { protocol: HOST_PROTOCOL + 1, bootId: "b", later: { unknown: true } });
  expect((await it.next("ready")).data).toMatchObject({ protocol: HOST_PROTOCOL });
  expect(await it.exited).toBe(HOST_EXIT.ok);
});

test.each<[string, (it: ReturnType<typeof host>) => void, RegExp]>([
  ["a kind it does not know", (it) => it.frame(99, 0, "{}"), /unknown kind 99/],
  ["a kind only the host sends", (it) => it.send("exited", 0, {}), /unknown kind/],
  [
    "a frame that is too large",
    (it) => {
      const header = Buffer.alloc(9);
      header.writeUInt32BE(HOST_FRAME_MAX_BYTES + 1, 0);
      header.writeUInt8(HOST_KINDS.start, 4);
      it.socket.write(header);
    },
    /too large/,
  ],
  ["garbage", (it) => void it.socket.write(Buffer.from("GET / HTTP/1.1\r\n\r\n")), /too large/],
  ["a payload that is not JSON", (it) => it.frame(HOST_KINDS.start, 1, "{secret"), /not JSON/],
  ["a start without a command", (it) => it.send("start", 1, { secret: "x" }), /does not fit its schema/],
  ["a second hello", (it) => it.hello(), /"hello" came twice/],
])("%s ends the host and its agents, with one line that repeats nothing", async (_, act, line) => {
  const it = host();
  it.hello();
  it.start(5, "setInterval(() => {}, 60000)");
  const { pid } = (await it.next("started", 5)).data as { pid: number };
  act(it);
  expect(await it.exited).toBe(HOST_EXIT.refused);
  expect(it.words()).toMatch(line);
  expect(it.words().trim().split("\n")).toHaveLength(1);
  expect(it.words()).not.toContain("secret");
  expect(await processStartTime(pid)).toBeUndefined();
});

test("a start before the hello is refused", async () => {
  const it = host();
  it.start(1, "0");
  expect(await it.exited).toBe(HOST_EXIT.refused);
});

test("signals that reach a whole service do not end it; the end of its socket does, with all agents", async () => {
  const it = host();
  it.hello();
  it.start(5, "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 60000)");
  const { pid } = (await it.next("started", 5)).data as { pid: number };
  await expect.poll(it.output).toBeGreaterThan(0);
  for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) it.child.kill(name);
  it.start(6, "process.exit(0)");
  expect((await it.next("exited", 6)).data).toMatchObject({ code: 0 });
  const closed = performance.now();
  it.socket.destroy();
  expect(await it.exited).toBe(HOST_EXIT.ok);
  expect(performance.now() - closed).toBeLessThan(6_000);
  expect(await processStartTime(pid)).toBeUndefined();
});

test("after a bye it starts nothing, lets its agents end, and goes", async () => {
  const it = host();
  it.hello();
  it.start(5, "process.stdin.resume().once('end', () => process.exit(4))");
  await it.next("started", 5);
  it.send("bye", 0, { graceMs: 10_000 });
  it.start(6, "0");
  expect((await it.next("refused", 6)).data).toEqual({ code: "ESHUTDOWN" });
  it.send("stdinEnd", 5, {});
  expect((await it.next("exited", 5)).data).toMatchObject({ code: 4, cause: "exit" });
  expect(await it.exited).toBe(HOST_EXIT.ok);
});

/** @requirement CLOCK-2 */
test.each(["timeoutMs", "idleMs"])(
  "a sleep of the machine does not count as time of %s",
  async (limit) => {
    const it = host();
    it.hello();
    // Lasts a second that the program counts itself: its own timer would be due after the sleep, too.
    const code = "let n = 0; setInterval(() => ++n === 20 && process.exit(0), 50)";
    it.start(1, code, { limits: { ...LIMITS, [limit]: 4_000 } });
    it.send("stdinEnd", 1, {});
    const { pid } = (await it.next("started", 1)).data as { pid: number };
    const all = [it.child.pid as number, pid];
    for (const one of all) process.kill(one, "SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    for (const one of all) process.kill(one, "SIGCONT");
    expect((await it.next("exited", 1)).data).toMatchObject({ code: 0, cause: "exit" });
  },
  30_000,
);

test("ends what its processes started elsewhere when its daemon is gone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-host-cleanup-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "ended");
  const it = host();
  it.hello();
  it.start(1, "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)", {
    cleanup: [process.execPath, "-e", `require("node:fs").appendFileSync(${JSON.stringify(file)}, "ended")`],
  });
  await it.next("started", 1);
  it.socket.destroy();
  expect(await it.exited).toBe(HOST_EXIT.ok);
  expect(readFileSync(file, "utf8")).toBe("ended");
});
