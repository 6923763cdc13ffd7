/**
 * A process that forks twice, leaves its session and clears its environment has neither the group nor the mark of its run.
 * Its control group still ends it.
 *
 * @requirement ORPHAN-1
 */
import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FakeStep, fakeDirective, waitFor } from "@tinyagi/testkit";
import { describe, expect, it } from "vitest";
import { type ChaosHome, createChaosHome, HEAVY } from "./support/chaos-home.js";
import { cgroupNeeds, homeGroup } from "./support/control-groups.js";
import { hostPid } from "./support/host-pid.js";

const GONE_MS = 30_000;
const escapes = (step: FakeStep = {}): FakeStep => ({ escape: true, ...step });
const impatient = { settings: { execution: { idleTimeoutMs: 6_000, maxAttempts: 1, retryBaseMs: 20 } } };

function send(chaos: ChaosHome, step: FakeStep): Promise<unknown> {
  return chaos.sender.send({ id: "escapes", agent: HEAVY, text: fakeDirective(step), replies: 1 });
}

/** Waits until the agent has left its stray, and returns the stray's pid. */
async function waitForStray(chaos: ChaosHome): Promise<number> {
  const inner = await waitFor(() => chaos.fake.runs()[0]?.children[0], { what: "the stray" });
  const pid = await waitFor(() => hostPid(inner, chaos.temp.root), { what: "the stray on this machine" });
  // It must be what this test is about: alive, in no group of ours, without a mark.
  await waitFor(() => toCommand(pid).startsWith("sleep\0"), { what: "the stray to run" });
  expect(readFileSync(`/proc/${pid}/environ`, "utf8")).not.toContain("TINYAGI");
  return pid;
}

/** Empty if the process is gone. */
function toCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

async function expectGone(pid: number): Promise<void> {
  await waitFor(() => toCommand(pid) === "", { timeoutMs: GONE_MS, what: "the stray's end" });
}

/** Groups of runs that are left. */
function groups(chaos: ChaosHome): string[] {
  const folder = homeGroup(chaos.temp.home);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  );
}

describe("a process without group and mark is ended", cgroupNeeds, () => {
  it("when its agent has answered", async () => {
    await using chaos = await createChaosHome();
    await chaos.host.start();
    const go = join(chaos.temp.root, "go");
    await send(chaos, escapes({ until: go, reply: "all done" }));
    const stray = await waitForStray(chaos);
    writeFileSync(go, "");
    await chaos.settle();
    await expectGone(stray);
    expect(chaos.replies()).toMatchObject([{ message: expect.stringContaining("all done") }]);
    expect(groups(chaos)).toEqual([]);
  });

  it("when its run is cancelled", async () => {
    await using chaos = await createChaosHome();
    await chaos.host.start();
    await send(chaos, escapes({ hang: "init" }));
    const stray = await waitForStray(chaos);
    const [{ id } = { id: "" }] = chaos.query<{ id: string }>("SELECT id FROM conversations");
    expect(await chaos.call("POST", `/api/conversations/${id}/cancel`)).toMatchObject({ status: 200 });
    await expectGone(stray);
  });

  it("when a time limit ends its run", async () => {
    await using chaos = await createChaosHome(impatient);
    await chaos.host.start();
    await send(chaos, escapes({ hang: "init" }));
    const stray = await waitForStray(chaos);
    await chaos.settle();
    await expectGone(stray);
    expect(chaos.replies()).toMatchObject([{ message: expect.stringContaining("produced no output") }]);
  });

  it("when the daemon stops", async () => {
    await using chaos = await createChaosHome();
    const daemon = await chaos.host.start();
    await send(chaos, escapes({ hang: "init" }));
    const stray = await waitForStray(chaos);
    daemon.signal("SIGTERM");
    await waitFor(() => chaos.log().includes('"stopping"'));
    daemon.signal("SIGTERM");
    expect(await daemon.exited).toMatchObject({ code: 0 });
    expect(toCommand(stray)).toBe("");
    expect(existsSync(homeGroup(chaos.temp.home))).toBe(false);
  });

  it("by the next daemon, if its own was killed, before its message runs again", async () => {
    await using chaos = await createChaosHome();
    const daemon = await chaos.host.start();
    chaos.fake.setControl({ agents: { [HEAVY]: [escapes({ hang: "init" }), { reply: "second try" }] } });
    await chaos.sender.send({ id: "escapes", agent: HEAVY, text: "work", replies: 1 });
    const stray = await waitForStray(chaos);
    daemon.signal("SIGKILL");
    await daemon.exited;
    await chaos.host.start();
    expect(toCommand(stray)).toBe("");
    await chaos.settle();
    expect(await chaos.judge()).toEqual([]);
    expect(chaos.replies()).toMatchObject([{ message: expect.stringContaining("second try") }]);
    expect(groups(chaos)).toEqual([]);
  });
});

it(
  "the folder of groups of an idle daemon cannot be removed, because its agent host is in it",
  cgroupNeeds,
  async () => {
    await using chaos = await createChaosHome();
    await chaos.host.start();
    await send(chaos, { reply: "one" });
    await chaos.settle();
    // The start of another daemon tries the same at any time.
    expect(() => rmdirSync(homeGroup(chaos.temp.home))).toThrow("EBUSY");
    await chaos.sender.send({ id: "again", agent: HEAVY, text: fakeDirective({ reply: "two" }), replies: 1 });
    await chaos.settle();
    expect(
      chaos
        .replies()
        .map(({ message }) => message)
        .join(),
    ).toContain("two");
    expect(chaos.log()).not.toContain("control group");
  },
);
