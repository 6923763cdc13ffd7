/**
 * Kill -9 at random moments of a running load. The seed decides what is sent and when the daemon dies; it is
 * printed, and `CHAOS_SEED` runs it again. `CHAOS_KILLS=200 CHAOS_PROGRESS=500` is the long run.
 *
 * @requirement DURABLE-1 @requirement DURABLE-2 @requirement ORPHAN-1
 */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFailed } from "vitest";
import { promised } from "../support/promised-time.js";
import { type ChaosHome, createChaosHome } from "./support/chaos-home.js";
import type { ServingDaemon } from "./support/daemon-host.js";
import { measure } from "./support/figures.js";
import { KILLS, PROGRESS_MAX, SEED } from "./support/knobs.js";
import { createRandom, type Random } from "./support/random.js";
import { drawMessage } from "./support/workload.js";

/** Requests in flight at once. */
const SENDERS = 16;
/** Conversations accepted and not yet answered: with a growing backlog every kill would hit the same few messages. */
const OUTSTANDING_MAX = 150;
/** Share of kills that hit while the daemon is still starting. */
const EARLY_SHARE = 0.1;
/** A start takes about this long on an idle machine, milliseconds. */
const START_MS = 500;
const RECLAIM_LIMIT_MS = promised(5_000);
/** How much longer the slowest start may take: a message that is only found much later is no busy machine. */
const SLOWEST = 5;

/** Sends until it is stopped. Each sender has one request in flight and repeats it until it is accepted. */
function startLoad(chaos: ChaosHome, random: Random) {
  let stopped = false;
  let next = 0;
  const sender = async () => {
    while (!stopped) {
      while (chaos.outstanding() >= OUTSTANDING_MAX) await chaos.progress(1);
      next += 1;
      await chaos.sender.send(drawMessage(random, `m-${next}`));
    }
  };
  const work = Promise.all(Array.from({ length: SENDERS }, sender));
  // Awaited in `stop`; until then a failure must not end the process.
  work.catch(() => undefined);
  return {
    stop: async () => {
      stopped = true;
      await work;
    },
  };
}

/** Starts a daemon and kills it at a moment the seed decides. @returns the daemon, if it came to serve */
async function oneDeath(chaos: ChaosHome, random: Random): Promise<ServingDaemon | undefined> {
  const process = chaos.host.launch();
  if (random.chance(EARLY_SHARE)) {
    await sleep(random.between(0, START_MS));
    process.signal("SIGKILL");
    await process.exited;
    return undefined;
  }
  const daemon = await chaos.host.serving(process);
  if (daemon === undefined) throw new Error(`the daemon did not start: ${(await process.exited).stderr}`);
  expect(chaos.orphans(daemon.bootId)).toEqual([]);
  await chaos.progress(random.between(1, PROGRESS_MAX));
  daemon.signal("SIGKILL");
  expect(await daemon.exited).toMatchObject({ signal: "SIGKILL" });
  return daemon;
}

it(`loses nothing over ${KILLS} random kills under load`, { timeout: 120_000 + KILLS * 10_000 }, async () => {
  onTestFailed(() => console.error(`run it again with CHAOS_SEED=${SEED} CHAOS_KILLS=${KILLS}`));
  await using chaos = await createChaosHome();
  const schedule = createRandom(SEED);
  const boots: ServingDaemon[] = [];
  const load = startLoad(chaos, createRandom(SEED + 1));
  for (let kills = 0; kills < KILLS; kills += 1) {
    const daemon = await oneDeath(chaos, schedule);
    if (daemon !== undefined) boots.push(daemon);
  }
  boots.push(await chaos.host.start());
  await load.stop();
  await chaos.settle(120_000);
  const violations = await chaos.judge();
  const figures = measure(chaos, boots);
  console.info(JSON.stringify({ seed: SEED, kills: KILLS, ...chaos.counters, ...figures }));
  expect(violations).toEqual([]);
  expect(figures.usualReclaimMs).toBeLessThanOrEqual(RECLAIM_LIMIT_MS);
  expect(figures.longestReclaimMs).toBeLessThanOrEqual(RECLAIM_LIMIT_MS * SLOWEST);
});
