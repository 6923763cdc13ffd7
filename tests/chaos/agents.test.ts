/** Faulty agents: the daemon stays responsive, its memory stays bounded, and the sender gets the reason. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type FakeStep, fakeDirective, waitFor } from "@tinyagi/testkit";
import { describe, expect, it } from "vitest";
import { promised } from "../support/promised-time.js";
import { type ChaosHome, createChaosHome, HEAVY } from "./support/chaos-home.js";
import type { ServingDaemon } from "./support/daemon-host.js";

const MIB = 1024 * 1024;
const FLOOD_BYTES = 200 * MIB;
/** Idle 100 MiB, plus one dropped line of 16 MiB in pieces and what the collector leaves lying about. */
const PEAK_MEMORY_MAX = 400 * MIB;
/** Two loaded cores; a blocked event loop would answer after the flood, some seconds later. */
const HEALTH_MAX_MS = promised(2_000);
const IDLE_TIMEOUT_MS = 1_500;

const quick = { idleTimeoutMs: IDLE_TIMEOUT_MS, maxAttempts: 2, retryBaseMs: 20, retryMaxMs: 50 };
const impatient = { settings: { execution: quick } };
/** Each attempt at a hanging agent costs its timeout and the grace of SIGTERM. */
const once = { settings: { execution: { ...quick, maxAttempts: 1 } } };

async function tell(chaos: ChaosHome, id: string, step: FakeStep): Promise<void> {
  await chaos.sender.send({ id, agent: HEAVY, text: fakeDirective(step), replies: 1 });
}

/** The reply to a message, after everything has ended and every promise was found kept. */
async function replyTo(chaos: ChaosHome, id: string): Promise<string> {
  await chaos.settle();
  expect(await chaos.judge()).toEqual([]);
  return chaos.replies().find((reply) => reply.messageId === id)?.message ?? "";
}

/** Peak resident memory so far, bytes; undefined where the system does not tell. */
function peakMemory({ pid }: ServingDaemon): number | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(path, "utf8"))?.[1]) * 1024;
}

/** Asks for the daemon's health until `done`; returns the slowest answer in milliseconds. */
async function slowestHealth(chaos: ChaosHome, done: () => boolean): Promise<number> {
  let slowest = 0;
  await waitFor(
    async () => {
      const asked = performance.now();
      expect((await chaos.call("GET", "/healthz")).status).toBe(200);
      slowest = Math.max(slowest, performance.now() - asked);
      return done();
    },
    { timeoutMs: 90_000, what: "the agent's end" },
  );
  return slowest;
}

describe("an agent that", () => {
  it.each<[string, FakeStep]>([
    ["says nothing", { hang: "silent" }],
    ["stops in the middle", { hang: "init" }],
    [
      "ignores SIGTERM, forks, leaves its session and keeps the pipe",
      {
        hang: "init",
        ignoreSigterm: true,
        fork: true,
        setsid: true,
      },
    ],
  ])("%s is ended and reported", async (_, step) => {
    await using chaos = await createChaosHome(once);
    await chaos.host.start();
    await tell(chaos, "stuck", step);
    await chaos.sender.send({ id: "other", agent: "a1", text: "work", replies: 1 });
    await waitFor(() => chaos.replies().some(({ messageId }) => messageId === "other"));
    expect(await replyTo(chaos, "stuck")).toMatch(/failed after 1 attempt: .*produced no output/);
  });

  it("answers and leaves children behind is answered immediately, and the children are ended", async () => {
    await using chaos = await createChaosHome();
    await chaos.host.start();
    await tell(chaos, "forks", { reply: "all done", fork: true, setsid: true, ignoreSigterm: true });
    expect(await replyTo(chaos, "forks")).toContain("all done");
    expect(chaos.fake.runs()[0]?.children).toHaveLength(1);
  });

  it.each<[string, FakeStep]>([
    ["floods its output", { floodBytes: FLOOD_BYTES, reply: "after the flood" }],
    ["writes a line of 200 MB", { longLineBytes: FLOOD_BYTES, reply: "after the flood" }],
  ])("%s neither stops the daemon nor fills its memory", async (_, step) => {
    await using chaos = await createChaosHome();
    const daemon = await chaos.host.start();
    await tell(chaos, "flood", step);
    const ended = () => chaos.replies().some(({ messageId }) => messageId === "flood");
    const slowest = await slowestHealth(chaos, ended);
    expect(slowest).toBeLessThan(HEALTH_MAX_MS);
    expect(peakMemory(daemon) ?? 0).toBeLessThan(PEAK_MEMORY_MAX);
    expect(await replyTo(chaos, "flood")).toContain("after the flood");
  });

  it.each<[string, FakeStep, RegExp]>([
    ["exits with 0 and without a result", { noResult: true, reply: "half" }, /exited without a result/],
    [
      "exits with 1 in the middle",
      { noResult: true, reply: "half", exit: 1, stderr: "lost its way" },
      /lost its way/,
    ],
    ["writes invalid UTF-8 and dies", { invalidUtf8: true, noResult: true, exit: 3 }, /exit code 3/],
  ])("%s is tried again, then reported", async (_, step, reason) => {
    await using chaos = await createChaosHome(impatient);
    await chaos.host.start();
    await tell(chaos, "broken", step);
    const reply = await replyTo(chaos, "broken");
    expect(reply).toMatch(/failed after 2 attempts/);
    expect(reply).toMatch(reason);
  });

  it("is not installed is reported with what to do, and answers when it is there", async () => {
    await using chaos = await createChaosHome({ settings: { conversations: { retryNoticeMs: 500 } } });
    const program = readFileSync(chaos.fake.codex);
    rmSync(chaos.fake.codex);
    const path = [chaos.temp.bin, "/bin"].join(":");
    await chaos.host.start({ env: { PATH: path } });
    await chaos.sender.send({
      id: "missing",
      agent: HEAVY,
      text: fakeDirective({ reply: "here now" }),
      replies: 2,
    });
    const notice = await waitFor(() => chaos.replies()[0]?.message, { what: "the notice" });
    expect(notice).toMatch(/has not answered yet: .*was not found; install it/);
    expect(notice).toMatch(/To stop waiting: \/cancel \d+/);
    writeFileSync(chaos.fake.codex, program, { mode: 0o755 });
    await chaos.settle();
    expect(await chaos.judge()).toEqual([]);
    expect(chaos.replies().at(-1)?.message).toContain("here now");
  });
});
