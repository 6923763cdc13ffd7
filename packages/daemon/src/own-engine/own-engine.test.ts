/** The engine that the daemon runs itself, with a real server. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SILENT_LOG } from "@tinyagi/base";
import type { EngineSettings } from "@tinyagi/contracts";
import { needs, waitFor } from "@tinyagi/testkit";
import { openEngine, openEngineAdmin } from "@tinyagi/worker";
import { describe, expect, onTestFinished, test } from "vitest";
import { nextWait } from "./engine-process.js";
import { openOwnEngine } from "./own-engine.js";

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-engine-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const options = (auth: string, engine: EngineSettings = {}) => ({
  settings: { own: true, ...engine },
  auth,
  searchPath: process.env.PATH ?? "",
  now: Date.now,
  log: SILENT_LOG,
});

/** Of the server itself, not of the shell between. */
function serverPid(auth: string): number | undefined {
  const all = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
  const line = all.find(
    (one) => /^\s*\d+ \S*(?:valkey|redis)-server/.test(one) && one.includes(portOf(auth)),
  );
  return line === undefined ? undefined : Number.parseInt(line, 10);
}

function portOf(auth: string): string {
  return String(JSON.parse(readFileSync(join(auth, "engine", "engine.json"), "utf8")).port);
}

function endIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

async function look(own: Awaited<ReturnType<typeof openOwnEngine>>, change: object = {}) {
  await using admin = await openEngineAdmin({
    ...own.address,
    ...change,
    onError: () => {},
    onOpen: () => {},
  });
  return await waitFor(() => admin.look().catch(() => undefined), { what: "the engine", timeoutMs: 20_000 });
}

test("the wait before a server is started again grows, and is short again after one that was well", () => {
  expect(nextWait(200, 100)).toBe(200);
  expect(nextWait(6_400, 59_999)).toBe(6_400);
  expect(nextWait(20_000, 100)).toBe(10_000);
  expect(nextWait(20_000, 60_000)).toBe(200);
});

describe("an engine that TinyAGI runs itself", needs("redis-server"), () => {
  test("is encrypted, asks for a password, keeps nothing, and its secrets are closed to others", async () => {
    const auth = home();
    await using own = await openOwnEngine(options(auth));
    expect(await look(own)).toMatchObject({ eviction: "noeviction" });
    expect(own.address.workerUrl).toMatch(/^rediss:\/\/127\.0\.0\.1:\d+$/);
    const nobody = await openEngine({ ...own.address, url: own.address.workerUrl, onError: () => {} });
    await expect(nobody.read("any", "0-0", 1)).rejects.toThrow();
    await nobody[Symbol.asyncDispose]();
    expect(statSync(join(auth, "engine")).mode & 0o077).toBe(0);
    for (const name of ["engine.json", "key.pem", "certificate.pem", "server.conf"])
      expect(statSync(join(auth, "engine", name)).mode & 0o077).toBe(0);
    expect(existsSync(join(auth, "engine", "dump.rdb"))).toBe(false);
  });

  test("that dies is started again where it was", { timeout: 60_000 }, async () => {
    const auth = home();
    await using own = await openOwnEngine(options(auth));
    // It takes its name, with the port, a moment after it has begun to listen.
    const pid = await waitFor(() => serverPid(auth), { what: "the process of the server" });
    process.kill(pid, "SIGKILL");
    await waitFor(() => ![undefined, pid].includes(serverPid(auth)), {
      what: "another server",
      timeoutMs: 20_000,
    });
    expect(await look(own)).toMatchObject({ eviction: "noeviction" });
  });

  test("ends with the daemon, and has the same port and certificate the next time", {
    timeout: 60_000,
  }, async () => {
    const auth = home();
    const own = await openOwnEngine(options(auth));
    const { address } = own;
    await own[Symbol.asyncDispose]();
    expect(serverPid(auth)).toBeUndefined();
    await using next = await openOwnEngine(options(auth));
    expect(next.address).toEqual(address);
  });

  /** A process that runs one, and is killed. */
  async function killedWith(auth: string, whileOpen: (server: number) => void = () => {}) {
    const own = fileURLToPath(new URL("./own-engine.ts", import.meta.url));
    const text = `
      import { openOwnEngine } from ${JSON.stringify(own)};
      const log = Object.fromEntries(["debug", "info", "warn", "error"].map((level) => [level, () => {}]));
      const more = { searchPath: process.env.PATH, now: Date.now, log };
      await openOwnEngine({ settings: { own: true }, auth: ${JSON.stringify(auth)}, ...more });
      console.log("open");
      setInterval(() => {}, 1_000);`;
    const child = spawn(
      process.execPath,
      ["--conditions=@tinyagi/source", "--import", "tsx", "--input-type=module", "-e", text],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    onTestFinished(() => void child.kill("SIGKILL"));
    await once(child.stdout, "data");
    // It takes its name, with the port, a moment after it has begun to listen.
    const pid = await waitFor(() => serverPid(auth), { what: "the process of the server" });
    onTestFinished(() => endIfThere(pid));
    whileOpen(pid);
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
    await waitFor(() => serverPid(auth) === undefined, { what: "the end of the server", timeoutMs: 20_000 });
  }

  test("ends when the daemon is killed", { timeout: 60_000 }, () => killedWith(home()));

  test("ends when the daemon is killed, also when it does not answer any more", { timeout: 60_000 }, () =>
    killedWith(home(), (pid) => process.kill(pid, "SIGSTOP")),
  );

  test("ends with the daemon, also when it does not answer any more", { timeout: 60_000 }, async () => {
    const auth = home();
    const own = await openOwnEngine(options(auth));
    // It takes its name, with the port, a moment after it has begun to listen.
    const pid = await waitFor(() => serverPid(auth), { what: "the process of the server" });
    onTestFinished(() => endIfThere(pid));
    process.kill(pid, "SIGSTOP");
    await own[Symbol.asyncDispose]();
    expect(serverPid(auth)).toBeUndefined();
  });

  test("starts while the one before it still ends", { timeout: 60_000 }, async () => {
    const auth = home();
    await (await openOwnEngine(options(auth)))[Symbol.asyncDispose]();
    // It holds the port until somebody has looked three times.
    let looks = 0;
    const before = createServer((socket) => {
      socket.destroy();
      looks += 1;
      if (looks === 3) before.close();
    }).listen(Number(portOf(auth)), "127.0.0.1");
    await once(before, "listening");
    onTestFinished(() => void before.close());
    await using own = await openOwnEngine(options(auth));
    expect(looks).toBe(3);
    expect(await look(own)).toMatchObject({ eviction: "noeviction" });
  });

  test.for(["0.0.0.0", "::"])("listens at every address: %s", { timeout: 60_000 }, async (address) => {
    await using own = await openOwnEngine(
      options(home(), { address, workerUrl: "rediss://home.example:6380" }),
    );
    expect(await look(own)).toMatchObject({ eviction: "noeviction" });
  });

  test("is not reached by a Ctrl-C for the daemon: the daemon ends it, when it needs it no more", async () => {
    const auth = home();
    await using own = await openOwnEngine(options(auth));
    expect(await look(own)).toMatchObject({ eviction: "noeviction" });
    const groupOf = (pid: number | undefined) =>
      execFileSync("ps", ["-o", "pgid=", "-p", String(pid)], { encoding: "utf8" }).trim();
    expect(groupOf(serverPid(auth))).not.toBe(groupOf(process.pid));
  });

  test("that is not installed is named with the command that installs it", async () => {
    await expect(openOwnEngine({ ...options(home()), searchPath: "/nowhere" })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringMatching(/No Valkey or Redis server is installed.*install/),
    });
  });
});
