/** Another process holds the database's write lock: requests wait, the daemon stays awake, nothing is lost. */
import { expect, it } from "vitest";
import { createChaosHome, SWARM } from "./support/chaos-home.js";
import { holdWriteLock } from "./support/second-process.js";

const HOLD_MS = 3_000;
/** Each look at the lock blocks for a tenth of a second; the rest is the machine's load. */
const HEALTH_MAX_MS = 1_500;

it("answers what waited for a foreign write lock once it is released, and loses nothing", async () => {
  await using chaos = await createChaosHome();
  await chaos.host.start();
  const send = (id: string, index: number) =>
    chaos.sender.send({ id, agent: SWARM[index % SWARM.length] ?? "a1", text: "work", replies: 1 });
  const running = Promise.all(["r1", "r2", "r3", "r4"].map(send));
  await chaos.progress(2);
  const { released } = await holdWriteLock(chaos.dbPath, HOLD_MS);
  let held = true;
  void released.then(() => {
    held = false;
  });
  const accepted = chaos.counters.accepted;
  const waiting = Promise.all(["w1", "w2", "w3", "w4", "w5", "w6"].map(send));
  while (held) {
    const asked = performance.now();
    expect((await chaos.call("GET", "/healthz")).status).toBe(200);
    expect(performance.now() - asked).toBeLessThan(HEALTH_MAX_MS);
    if (held) expect(chaos.counters.accepted).toBeLessThanOrEqual(accepted + 2);
  }
  await Promise.all([running, waiting]);
  await chaos.settle();
  expect(chaos.counters.brokenConnections).toBe(0);
  expect(await chaos.judge()).toEqual([]);
});

it("keeps what it had when it is killed while it waits for the lock", async () => {
  await using chaos = await createChaosHome();
  const daemon = await chaos.host.start();
  const sent = Promise.all(
    ["k1", "k2", "k3", "k4"].map((id) =>
      chaos.sender.send({ id, agent: "a1", text: "work #slow#", replies: 1 }),
    ),
  );
  await chaos.progress(2);
  const { released } = await holdWriteLock(chaos.dbPath, HOLD_MS);
  const late = chaos.sender.send({ id: "late", agent: "a2", text: "work", replies: 1 });
  // Two answered health checks later the late request is in the daemon's hands, and still not written.
  for (let n = 0; n < 2; n += 1) expect((await chaos.call("GET", "/healthz")).status).toBe(200);
  daemon.signal("SIGKILL");
  await daemon.exited;
  await released;
  await chaos.host.start();
  await Promise.all([sent, late]);
  await chaos.settle();
  expect(await chaos.judge()).toEqual([]);
});
