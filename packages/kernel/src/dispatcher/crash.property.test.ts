/** Daemons that die at any moment over one store: which messages end as dead letters, and how soon the others go on. */

import { createIds, SILENT_LOG } from "@tinyagi/base";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createQueueFixture, type QueueFixture } from "../queue/fixture.js";
import { INTERRUPTIONS_MAX } from "../queue/interrupted.js";
import type { Claim } from "../queue/queue-contract.js";
import { stopColumns } from "../runner/stop-why.js";
import { createDispatcher } from "./dispatcher.js";

interface Work {
  /** How long the agent works. */
  durationMs: number;
  /** When it takes the daemon down; never by default. */
  crashAfterMs?: number;
}

/** One store, and one daemon after the other over it. Runs are timers; a death takes away all that were alive. */
function createWorld(works: readonly Work[]) {
  const it = createQueueFixture();
  it.store.db.pragma("synchronous = OFF");
  const ids = works.map((_work, index) => it.add(`lane${index}`));
  const startedAt = new Map<number, number>();
  let boot = 0;
  let deaths = 0;
  let alive = { dead: true };

  function start(): void {
    boot += 1;
    const bootId = `boot_${boot + 1}`;
    const me = { dead: false };
    alive = me;
    const queue = it.boot(bootId);
    const suspects = it.store.writeNow(() => {
      for (const run of it.store.runs.stray(bootId))
        it.store.runs.end(run.id, {
          status: "interrupted",
          ...stopColumns("run.daemon_died"),
          now: it.clock.now(),
        });
      return queue.recover().suspects;
    });
    const dispatcher = createDispatcher({
      store: it.store,
      queue,
      clock: it.clock,
      newId: createIds(),
      log: SILENT_LOG,
      maxLive: () => (me.dead ? 0 : 100),
      onClaim(claim) {
        recordRun(it, claim);
        return true;
      },
      run: ({ claim }) =>
        new Promise((resolve) => {
          const work = works[ids.indexOf(claim.id)];
          if (work === undefined) throw new Error("an unknown message ran");
          startedAt.set(claim.id, it.clock.now());
          if (work.crashAfterMs !== undefined)
            it.clock.setTimer(work.crashAfterMs, () => {
              if (!me.dead) die();
            });
          it.clock.setTimer(work.durationMs, () => {
            if (me.dead) return;
            it.store.writeNow(() => {
              queue.complete(claim, { text: "ok", files: [] });
              it.store.runs.end(claim.run_id, { status: "completed", now: it.clock.now() });
            });
            resolve();
          });
        }),
    });
    dispatcher.start(suspects);
  }

  function die(): void {
    alive.dead = true;
    deaths += 1;
  }

  const states = () => ids.map((id) => it.store.messages.get(id)?.status);
  const isOver = () => states().every((state) => state === "completed" || state === "dead");

  async function settle(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await it.store.idle();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  return {
    ...it,
    ids,
    startedAt,
    deaths: () => deaths,
    die,
    /** A supervisor starts the next daemon at once. Ends when there is nothing left to do. */
    async pass(ms: number): Promise<void> {
      for (let passed = 0; passed < ms && !isOver(); passed += 50) {
        if (alive.dead) start();
        await settle();
        it.clock.advance(50);
        await settle();
      }
    },
    states,
  };
}

function recordRun(it: QueueFixture, claim: Claim): void {
  it.store.runs.insert({
    id: claim.run_id,
    message_row_id: claim.id,
    conversation_id: "c1",
    parent_run_id: null,
    root_run_id: claim.run_id,
    depth: 0,
    agent_id: claim.agent_id,
    harness: "demo",
    provider: "demo",
    model: null,
    attempt: claim.attempts,
    boot_id: claim.boot_id,
    created_at: it.clock.now(),
  });
}

const long: fc.Arbitrary<Work> = fc.record({ durationMs: fc.integer({ min: 10_000, max: 20_000 }) });
const healthy: fc.Arbitrary<Work> = fc.record({ durationMs: fc.integer({ min: 10, max: 20_000 }) });

test("kills from outside never turn a healthy message into a dead letter", { timeout: 400_000 }, async () => {
  // Soon after each start, so that no message ends: the blame must not gather on one of them.
  const kills = fc.array(fc.integer({ min: 50, max: 500 }), { minLength: 5, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(long, { minLength: 3, maxLength: 8 }), kills, async (works, moments) => {
      await using world = createWorld(works);
      for (const moment of moments) {
        await world.pass(moment);
        world.die();
      }
      await world.pass(200_000);
      expect(world.states()).toEqual(works.map(() => "completed"));
    }),
    { numRuns: 10 },
  );
});

describe("a message that takes the daemon down", () => {
  test("becomes a dead letter after five deaths of its own, and no healthy message beside it does", {
    timeout: 400_000,
  }, async () => {
    const poison: fc.Arbitrary<Work> = fc.record({
      durationMs: fc.constant(60_000),
      crashAfterMs: fc.integer({ min: 0, max: 6_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(healthy, { maxLength: 6 }), poison, async (works, bad) => {
        await using world = createWorld([...works, bad]);
        await world.pass(400_000);
        expect(world.states()).toEqual([...works.map(() => "completed"), "dead"]);
        expect(world.store.messages.get(world.ids.at(-1) ?? 0)?.interruptions).toBe(INTERRUPTIONS_MAX);
      }),
      { numRuns: 15 },
    );
  });

  test("is found among short ones with five deaths and the one that began it", async () => {
    await using world = createWorld([
      { durationMs: 100 },
      { durationMs: 200 },
      { durationMs: 60_000, crashAfterMs: 50 },
    ]);
    await world.pass(60_000);
    expect(world.states()).toEqual(["completed", "completed", "dead"]);
    expect(world.deaths()).toBeLessThanOrEqual(INTERRUPTIONS_MAX + 1);
  });
});

test("after a single crash all interrupted messages and all new ones run again within five seconds", async () => {
  await using world = createWorld(Array.from({ length: 40 }, () => ({ durationMs: 60_000 })));
  await world.pass(1_000);
  expect(world.startedAt.size).toBe(40);
  world.startedAt.clear();
  world.die();
  const before = world.clock.now();
  await world.pass(5_000);
  expect(world.startedAt.size).toBe(40);
  expect(Math.max(...world.startedAt.values()) - before).toBeLessThanOrEqual(5_000);
});
