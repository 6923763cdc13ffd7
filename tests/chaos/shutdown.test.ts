/** Orderly and disorderly ends: what runs is finished or given back, and no process outlives its daemon's successor. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processStartTime } from "@tinyagi/base/process-table";
import { type FakeStep, leakCheck, waitFor } from "@tinyagi/testkit";
import { describe, expect, it } from "vitest";
import { promised } from "../support/promised-time.js";
import { type ChaosHome, createChaosHome, HEAVY } from "./support/chaos-home.js";

const INTERRUPTIONS_MAX = 5;
/** SIGTERM, five seconds of grace, SIGKILL. */
const HURRIED_STOP_MS = promised(6_000);

async function startRun(chaos: ChaosHome, steps: readonly FakeStep[]): Promise<void> {
  chaos.fake.setControl({ agents: { [HEAVY]: steps } });
  await chaos.sender.send({ id: "long", agent: HEAVY, text: "work", replies: 1 });
}

const hangs = (chaos: ChaosHome) => waitFor(() => chaos.fake.runs().some(({ hanging }) => hanging));

async function expectAnswer(chaos: ChaosHome, text: string): Promise<void> {
  await chaos.settle();
  expect(await chaos.judge()).toEqual([]);
  expect(chaos.replies()).toMatchObject([{ messageId: "long", message: expect.stringContaining(text) }]);
}

describe("SIGTERM", () => {
  it("lets a running agent finish, refuses new messages, and ends with 0", async () => {
    await using chaos = await createChaosHome();
    const daemon = await chaos.host.start();
    const go = join(chaos.temp.root, "go");
    await startRun(chaos, [{ until: go, reply: "finished in time" }]);
    await waitFor(() => chaos.fake.runs().some(({ stdin }) => stdin !== undefined));
    daemon.signal("SIGTERM");
    const late = waitFor(async () => {
      const body = { message: "too late", messageId: "late", channel: "chaos", sender: "Ada", agent: "a1" };
      const answer = await chaos.call("POST", "/api/message", body).catch(() => ({ status: 0 }));
      if (answer.status === 200) chaos.oracle.acknowledged({ channel: "chaos", inboundId: "late" });
      return answer.status !== 200;
    });
    await late;
    writeFileSync(go, "");
    expect(await daemon.exited).toMatchObject({ code: 0, signal: null });
    expect(existsSync(join(chaos.temp.home, "daemon.json"))).toBe(false);
    expect(chaos.query("SELECT status, interruptions FROM messages WHERE agent_id = 'heavy'")).toEqual([
      { status: "completed", interruptions: 0 },
    ]);
    await chaos.host.start();
    await chaos.settle();
    expect(await chaos.judge()).toEqual([]);
    expect(chaos.fake.runs().filter(({ agentId }) => agentId === HEAVY)).toHaveLength(1);
  });

  it("given twice ends hanging agents immediately and releases their messages without counting an attempt", async () => {
    await using chaos = await createChaosHome();
    const daemon = await chaos.host.start();
    await startRun(chaos, [
      { hang: "init", ignoreSigterm: true, fork: true, setsid: true },
      { reply: "second try" },
    ]);
    await hangs(chaos);
    const asked = performance.now();
    daemon.signal("SIGTERM");
    daemon.signal("SIGTERM");
    await waitFor(() => !daemon.isAlive() || chaos.log().includes('"stopping"'));
    daemon.signal("SIGTERM");
    expect(await daemon.exited).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(HURRIED_STOP_MS);
    expect(leakCheck(chaos.temp.root)).toEqual([]);
    expect(chaos.query("SELECT status, interruptions FROM messages")).toEqual([
      { status: "pending", interruptions: 0 },
    ]);
    await chaos.host.start();
    await expectAnswer(chaos, "second try");
  });

  it("five times under one message does not kill the message", { timeout: 120_000 }, async () => {
    await using chaos = await createChaosHome();
    const hang: FakeStep = { hang: "init" };
    await chaos.host.start();
    await startRun(chaos, [hang, hang, hang, hang, hang, { reply: "at last" }]);
    for (let stops = 1; stops <= INTERRUPTIONS_MAX; stops += 1) {
      const daemon = chaos.host.current() ?? (await chaos.host.start());
      await waitFor(() => chaos.fake.runs().filter(({ hanging }) => hanging).length === stops);
      daemon.signal("SIGTERM");
      await waitFor(() => chaos.log().split('"stopping"').length > stops);
      daemon.signal("SIGTERM");
      await daemon.exited;
    }
    await chaos.host.start();
    await expectAnswer(chaos, "at last");
  });
});

/** A host that works ends its agents with its daemon. These tests are about what happens when it cannot. */
async function stopAgentHost(chaos: ChaosHome): Promise<number> {
  const { pid } = (await chaos.call("GET", "/api/status")).body.agentHost;
  process.kill(pid, "SIGSTOP");
  return pid;
}

/** No agent outlives its daemon longer. */
const ORPHAN_MAX_MS = promised(2_000);

describe("after kill -9, with an agent host that hangs", () => {
  it("agents that fork, leave their session and ignore SIGTERM are ended before their message runs again", async () => {
    await using chaos = await createChaosHome();
    const stuck: FakeStep = { hang: "init", ignoreSigterm: true, fork: true, setsid: true };
    const daemon = await chaos.host.start();
    await startRun(chaos, [stuck, { reply: "second try" }]);
    await hangs(chaos);
    const host = await stopAgentHost(chaos);
    daemon.signal("SIGKILL");
    await daemon.exited;
    const left = leakCheck(chaos.temp.root);
    expect(left.length).toBeGreaterThanOrEqual(2);
    const next = await chaos.host.start();
    expect(chaos.orphans(next.bootId)).toEqual([]);
    expect(await processStartTime(host)).toBeUndefined();
    await expectAnswer(chaos, "second try");
    expect(chaos.query("SELECT attempt, status FROM runs ORDER BY attempt")).toEqual([
      { attempt: 1, status: "interrupted" },
      { attempt: 2, status: "completed" },
    ]);
    const [first, second] = chaos.fake.runs();
    expect(second?.prompt).toContain("attempt 2");
    expect(first?.endedAt).toBeUndefined();
  });

  it("a child that outlived its answered run is ended with its daemon", async () => {
    await using chaos = await createChaosHome();
    const daemon = await chaos.host.start({ failpoints: "result.after-commit=kill" });
    await startRun(chaos, [
      { reply: "done", fork: true, setsid: true, keepPipe: false, ignoreSigterm: true },
    ]);
    await daemon.exited;
    const [child] = chaos.fake.runs()[0]?.children ?? [];
    expect(child).toBeGreaterThan(1);
    await waitFor(() => leakCheck(chaos.temp.root).length === 0, { timeoutMs: ORPHAN_MAX_MS });
    await chaos.host.start();
    await expectAnswer(chaos, "done");
  });

  it("a message that crashes its daemon every time is dead after five times, is reported, and releases its lane", async () => {
    await using chaos = await createChaosHome();
    const killed = { failpoints: "claim.after-commit=kill" };
    const first = await chaos.host.start(killed);
    // The claim is part of the accepting transaction, so the daemon dies before it answers, and the sender repeats.
    const sending = chaos.sender.send({ id: "poison", agent: "a1", text: "work", replies: 1 });
    await first.exited;
    for (let deaths = 2; deaths <= INTERRUPTIONS_MAX; deaths += 1) {
      expect(await chaos.host.launch(killed).exited).toMatchObject({ signal: "SIGKILL" });
    }
    const survivor = await chaos.host.start(killed);
    await sending;
    await chaos.settle();
    expect(survivor.isAlive()).toBe(true);
    expect(chaos.query("SELECT status, error_class, interruptions FROM messages")).toEqual([
      { status: "dead", error_class: "interrupted", interruptions: INTERRUPTIONS_MAX },
    ]);
    expect(chaos.replies()).toMatchObject([
      { message: expect.stringContaining("stopped unexpectedly 5 times") },
    ]);
    survivor.signal("SIGTERM");
    await survivor.exited;
    await chaos.host.start();
    await chaos.sender.send({ id: "next", agent: "a1", text: "work", replies: 1 });
    await chaos.settle();
    expect(await chaos.judge()).toEqual([]);
  });
});
