/**
 * What programs cost that wait for a message: no processor time, and no more programs than the settings allow, however many
 * agents take turns.
 *
 * @requirement LIVE-1
 */
import { readdirSync, readFileSync } from "node:fs";
import { createFakeAgentBin, needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { isAlive } from "./support/daemon.js";
import { openLiveHome } from "./support/live-home.js";
import { openStage } from "./support/stage.js";

const TIMEOUT_MS = 240_000;
const AGENTS = Array.from({ length: 30 }, (_, index) => `agent${index + 1}`);
const AT_ONCE = 5;
const MAX_IDLE = 4;
const MIB = 1_024 * 1_024;

test("thirty agents that take turns keep no more programs open than the settings allow", {
  timeout: TIMEOUT_MS,
}, async () => {
  const live = { enabled: true, maxIdle: MAX_IDLE };
  const agents = Object.fromEntries(
    AGENTS.map((id) => [id, { name: id, provider: "anthropic", model: "sonnet" }]),
  );
  await using stage = await openStage({ settings: { agents, execution: { live } } });
  const fake = createFakeAgentBin(stage.place.bin, { stays: true });
  const { client } = await stage.start();
  const alive = () => [...new Set(fake.runs().map(({ pid }) => pid))].filter(isAlive);
  for (let at = 0; at < AGENTS.length; at += AT_ONCE) {
    const turn = AGENTS.slice(at, at + AT_ONCE).map((id) => client.sendAndWait({ message: `@${id} hello` }));
    for (const { conversation } of await Promise.all(turn)) expect(conversation.status).toBe("closed");
    await waitFor(() => alive().length <= MAX_IDLE, { what: "the oldest programs to be closed" });
  }
  expect(alive().length).toBeGreaterThan(0);
  const { programs } = await client.call("listPrograms");
  expect(programs.length).toBeLessThanOrEqual(MAX_IDLE);
  const started = fake.runs().length;
  expect(started).toBe(AGENTS.length);
  // The one that was used last is still open; the first one is not.
  const startOf = async (id: string) => {
    const { conversation } = await client.sendAndWait({ message: `@${id} again` });
    const [run] = await client.call("listRuns", { query: { conversation: conversation.id } });
    return (await client.call("getRun", { params: { id: run?.runId ?? "" } })).start;
  };
  expect(await startOf(programs.at(0)?.agent ?? "")).toBe("reused");
  expect(await startOf("agent1")).toBe("too_many");
});

test("the memory of thirty agents that take turns stays below the limit, and the next message says why its program started", {
  timeout: TIMEOUT_MS,
}, async () => {
  const maxIdleMemoryMB = 150;
  const live = { enabled: true, maxIdle: AGENTS.length, maxIdleMemoryMB };
  const agents = Object.fromEntries(
    AGENTS.map((id) => [id, { name: id, provider: "anthropic", model: "sonnet" }]),
  );
  await using stage = await openStage({ settings: { agents, execution: { live } } });
  createFakeAgentBin(stage.place.bin, { stays: true });
  const { client } = await stage.start();
  const usedMB = async () =>
    (await client.call("listPrograms")).programs.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) / MIB;
  for (let at = 0; at < AGENTS.length; at += AT_ONCE) {
    const turn = AGENTS.slice(at, at + AT_ONCE).map((id) => client.sendAndWait({ message: `@${id} hello` }));
    for (const { conversation } of await Promise.all(turn)) expect(conversation.status).toBe("closed");
    await waitFor(async () => (await usedMB()) <= maxIdleMemoryMB, {
      what: "the memory to be below its limit",
    });
  }
  // One alone fits, or the limit would have kept none.
  expect(await usedMB()).toBeGreaterThan(0);
  const { conversation } = await client.sendAndWait({ message: "@agent1 again" });
  const [run] = await client.call("listRuns", { query: { conversation: conversation.id } });
  expect(await client.call("getRun", { params: { id: run?.runId ?? "" } })).toMatchObject({
    start: "memory",
  });
  const why = await stage.cli(["why", String(run?.messageRowId)]);
  expect(why.stdout).toMatch(/process \d+: started again, because those that were open used too much memory/);
});

/** Clock ticks of a program and all below it. */
function ticksBelow(root: number): number {
  const facts = readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0)
    .flatMap((pid) => {
      try {
        // After the name, which may contain anything: the parent is the second word, user and system time the 12th and 13th.
        const words = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
        return [{ pid, parent: Number(words[1]), ticks: Number(words[11]) + Number(words[12]) }];
      } catch {
        return [];
      }
    });
  const below = (pid: number): number =>
    facts
      .filter((one) => one.pid === pid || one.parent === pid)
      .reduce((sum, one) => sum + (one.pid === pid ? one.ticks : below(one.pid)), 0);
  return below(root);
}

describe.each(["claude", "codex"] as const)(
  "a %s that waits",
  { ...needs("agent CLIs"), timeout: TIMEOUT_MS },
  (name) => {
    test("uses no processor time", async () => {
      await using home = await openLiveHome(() => ({ text: "yes" }), {}, name);
      await home.ask("kept", "hello");
      const { starts, run } = await home.ask("kept", "hello");
      expect(run.start).toBe("reused");
      const pid = starts[0]?.pid ?? 0;
      let share = 1;
      // What it puts in order after an answer is over at some time. Then a second costs a tick or two, however busy the machine is.
      await waitFor(
        async () => {
          const [before, began] = [ticksBelow(pid), performance.now()];
          await waitFor(() => performance.now() - began > 1_000, { what: "a second to pass" });
          share = (ticksBelow(pid) - before) / ((performance.now() - began) / 10);
          return share < 0.03;
        },
        { what: "a second without work" },
      );
      expect(isAlive(pid)).toBe(true);
      console.info(`${name} that waits: ${(100 * share).toFixed(1)} % of a core`);
    });
  },
);
