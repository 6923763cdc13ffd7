/**
 * The machine sleeps: the daemon, its agent host and a working agent are stopped for a while and go on together.
 *
 * @requirement CLOCK-1 @requirement CLOCK-2
 */
import { leakCheck, waitFor } from "@tinyagi/testkit";
import { expect, it } from "vitest";
import { createChaosHome, HEAVY } from "./support/chaos-home.js";

/** Longer than both time limits of the run. */
const SLEEP_MS = 10_000;
const LIMIT_MS = 6_000;

it("a run goes on after a sleep that is longer than its limits; the sleep is recorded, and no host is replaced", async () => {
  await using chaos = await createChaosHome({
    settings: { execution: { timeoutMs: LIMIT_MS, idleTimeoutMs: LIMIT_MS } },
  });
  await chaos.host.start();
  chaos.fake.setControl({ agents: { [HEAVY]: [{ delayMs: 3_000, reply: "slept well" }] } });
  await chaos.sender.send({ id: "long", agent: HEAVY, text: "work", replies: 1 });
  await waitFor(() => chaos.fake.runs().length === 1, { what: "the agent" });
  const status = (await chaos.call("GET", "/api/status")).body;
  const all = new Set<number>([
    status.pid,
    status.agentHost.pid,
    ...leakCheck(chaos.temp.root).map(({ pid }) => pid),
  ]);
  all.delete(process.pid);
  for (const pid of all) process.kill(pid, "SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, SLEEP_MS));
  for (const pid of all) process.kill(pid, "SIGCONT");
  await chaos.settle();
  expect(chaos.replies()).toMatchObject([{ message: expect.stringContaining("slept well") }]);
  expect(chaos.query("SELECT attempt, status FROM runs")).toEqual([{ attempt: 1, status: "completed" }]);
  expect((await chaos.call("GET", "/api/status")).body.agentHost).toMatchObject({ restarts: 0 });
  const [jump] = chaos.query<{ kind: string; seconds: number }>(
    "SELECT json_extract(data, '$.kind') AS kind, json_extract(data, '$.seconds') AS seconds FROM events WHERE type = 'clock.jumped'",
  );
  expect(jump?.kind).toBe("asleep");
  expect(jump?.seconds).toBeGreaterThan(6);
  expect(await chaos.judge()).toEqual([]);
});
