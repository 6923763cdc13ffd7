/** Another process holds the database's write lock: requests wait, the daemon stays awake, nothing is lost. */
import { expect, it } from "vitest";
import { promised } from "../support/promised-time.js";
import { createChaosHome, SWARM } from "./support/chaos-home.js";
import { holdWriteLock, machineTimeMs } from "./support/second-process.js";

/** Health checks answered one after the other while the lock is held. */
const HEALTH_CHECKS = 20;
/** Of the median, so that a busy machine may delay single answers. An attempt to write blocks for 0.1 s. */
const HEALTH_MAX_MS = promised(1_000);
const WAITING = ["w1", "w2", "w3", "w4", "w5", "w6"];

it("accepts nothing while another process holds the write lock, and everything once it is released", async () => {
  await using chaos = await createChaosHome();
  await chaos.host.start();
  const acknowledgedAt = new Map<string, number>();
  const send = async (id: string, index: number) => {
    const agent = SWARM[index % SWARM.length] ?? "a1";
    await chaos.sender.send({ id, agent, text: "work", replies: 1 });
    acknowledgedAt.set(id, machineTimeMs());
  };
  const running = Promise.all(["r1", "r2", "r3", "r4"].map(send));
  await chaos.progress(2);
  await using lock = await holdWriteLock(chaos.dbPath);
  const waiting = Promise.all(WAITING.map(send));
  const delays: number[] = [];
  while (delays.length < HEALTH_CHECKS) {
    const asked = performance.now();
    expect((await chaos.call("GET", "/healthz")).status).toBe(200);
    delays.push(performance.now() - asked);
  }
  const releasedAt = await lock.release();
  await Promise.all([running, waiting]);
  // All were sent after the lock was taken: an acknowledgement before its release would be one without a commit.
  expect(WAITING.filter((id) => (acknowledgedAt.get(id) ?? 0) < releasedAt)).toEqual([]);
  expect(delays.toSorted((a, b) => a - b)[HEALTH_CHECKS / 2]).toBeLessThan(HEALTH_MAX_MS);
  await chaos.settle();
  expect(chaos.counters.brokenConnections).toBe(0);
  expect(await chaos.judge()).toEqual([]);
});

it("keeps what it accepted when it is killed while it waits for the lock", async () => {
  await using chaos = await createChaosHome();
  const daemon = await chaos.host.start();
  const sent = Promise.all(
    ["k1", "k2", "k3", "k4"].map((id) =>
      chaos.sender.send({ id, agent: "a1", text: "work #slow#", replies: 1 }),
    ),
  );
  await chaos.progress(2);
  await using lock = await holdWriteLock(chaos.dbPath);
  const late = chaos.sender.send({ id: "late", agent: "a2", text: "work", replies: 1 });
  // Two answered health checks later the late request has reached the daemon, and is still not written.
  for (let n = 0; n < 2; n += 1) expect((await chaos.call("GET", "/healthz")).status).toBe(200);
  daemon.signal("SIGKILL");
  await daemon.exited;
  await lock.release();
  await chaos.host.start();
  await Promise.all([sent, late]);
  await chaos.settle();
  expect(await chaos.judge()).toEqual([]);
});
