import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DEMO_AGENTS, ending, spawnTestDaemon, type TestHome, testHome, testHostEntry } from "./fixture.js";
import { lockHome } from "./home-lock.js";
import { runDaemon } from "./run-daemon.js";

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP", "uncaughtExceptionMonitor"] as const;
const hostEntry = await testHostEntry();
afterEach(() => vi.restoreAllMocks());

function run(
  place: TestHome,
  succeed: () => Promise<void> = () => Promise.reject(new Error("not expected")),
) {
  const code = runDaemon({ env: place.env, foreground: false, hostEntry, succeed });
  const serving = expect.poll(() => existsSync(join(place.home, "daemon.json"))).toBe(true);
  return { code, serving };
}

async function restart(place: TestHome): Promise<void> {
  const { port } = place.runtime();
  const token = readFileSync(join(place.home, "auth", "token"), "utf8").trim();
  const answer = await fetch(`http://127.0.0.1:${port}/api/services/restart`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
}

describe("signals", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s stops the daemon with 0 and removes all listeners",
    async (signal) => {
      const before = SIGNALS.map((name) => process.listenerCount(name));
      const place = testHome(DEMO_AGENTS);
      const { code, serving } = run(place);
      await serving;
      process.emit(signal, signal);
      expect(await code).toBe(0);
      expect(SIGNALS.map((name) => process.listenerCount(name))).toEqual(before);
      lockHome(join(place.home, "daemon.lock")).release();
    },
  );

  test("a signal during the start stops the daemon as soon as it serves", async () => {
    const place = testHome(DEMO_AGENTS);
    const code = runDaemon({ env: place.env, foreground: false, hostEntry });
    process.emit("SIGTERM", "SIGTERM");
    expect(await code).toBe(0);
    expect(place.log()).toMatch(/"serving"[\s\S]*"stopping"/);
    expect(existsSync(join(place.home, "daemon.json"))).toBe(false);
  });

  test("SIGHUP reloads the settings, and the daemon keeps serving", async () => {
    const place = testHome(DEMO_AGENTS);
    const { code, serving } = run(place);
    await serving;
    const agents = { ...DEMO_AGENTS.agents, coder: { name: "C", provider: "demo", model: "" } };
    writeFileSync(place.settingsPath, JSON.stringify({ ...DEMO_AGENTS, agents }));
    process.emit("SIGHUP", "SIGHUP");
    const token = readFileSync(join(place.home, "auth", "token"), "utf8").trim();
    await expect
      .poll(async () => {
        const answer = await fetch(`http://127.0.0.1:${place.runtime().port}/api/agents`, {
          headers: { authorization: `Bearer ${token}` },
        });
        return Object.keys((await answer.json()) as object);
      })
      .toEqual(["tinyagi", "coder"]);
    process.emit("SIGTERM", "SIGTERM");
    expect(await code).toBe(0);
  });
});

describe("restart", () => {
  test("the successor starts only after the home is released", async () => {
    const place = testHome(DEMO_AGENTS);
    const seen: string[] = [];
    const { code, serving } = run(place, async () => {
      lockHome(join(place.home, "daemon.lock")).release();
      seen.push(existsSync(join(place.home, "daemon.json")) ? "still there" : "free");
    });
    await serving;
    await restart(place);
    expect(await code).toBe(0);
    expect(seen).toEqual(["free"]);
  });

  test("under a supervisor the daemon exits with 75 and starts no successor", async () => {
    const place = testHome(DEMO_AGENTS, { TINYAGI_SUPERVISED: "1" });
    const { code, serving } = run(place);
    await serving;
    await restart(place);
    expect(await code).toBe(75);
  });

  test("a successor that cannot be started is reported", async () => {
    const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const place = testHome(DEMO_AGENTS);
    const { code, serving } = run(place, () => Promise.reject(new Error("no more processes")));
    await serving;
    await restart(place);
    expect(await code).toBe(1);
    expect(stderr.mock.calls.join()).toContain("no more processes");
  });
});

test.each([
  [{ TINYAGI_API_PORT: "x" }, 78, "TINYAGI_API_PORT"],
  [{ TINYAGI_LOG_LEVEL: "loud" }, 78, "TINYAGI_LOG_LEVEL"],
  [{ TINYAGI_FAILPOINTS: "x=y" }, 78, "TINYAGI_FAILPOINTS"],
])("with %j it exits with %i and one line that names the variable", async (env, code, word) => {
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const place = testHome(DEMO_AGENTS, {});
  expect(await runDaemon({ env: { ...place.env, ...env }, foreground: false, hostEntry })).toBe(code);
  expect(stderr.mock.calls.join()).toContain(word);
  expect(stderr.mock.calls.join()).not.toContain("    at ");
});

describe("an unexpected error", () => {
  const THROW = "process.on('SIGUSR2', () => { throw new Error('bang'); });";
  const REJECT = "process.on('SIGUSR2', () => { Promise.reject(new Error('bang')); });";

  test.each([
    ["uncaughtException", THROW],
    ["unhandledRejection", REJECT],
  ])("an %s is logged, ends the process with 1 and releases the home", async (origin, script) => {
    const place = testHome(DEMO_AGENTS);
    const child = spawnTestDaemon(place, {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}`,
    });
    const ended = ending(child);
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    await expect.poll(() => said).toContain("Serving on");
    child.kill("SIGUSR2");
    expect(await ended).toEqual({ code: 1, signal: null });
    const last = JSON.parse(place.log().trim().split("\n").at(-1) ?? "");
    expect(last).toMatchObject({ level: "fatal", origin, err: { message: "bang" } });
    lockHome(join(place.home, "daemon.lock")).release();
  });
});
