/**
 * Budgets under any order of starts, usage reports, ends, raises and kills of the daemon.
 *
 * @requirement BUDGET-2
 */

import { SILENT_LOG } from "@tinyagi/base";
import { settingsSchema } from "@tinyagi/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createQueueFixture } from "../queue/fixture.js";
import type { Claim } from "../queue/queue-contract.js";
import type { Store } from "../store/store.js";
import { type Budgets, createBudgets } from "./budgets.js";
import { toFact } from "./fact.js";

const CAP = 400;
const RUNS_AT_ONCE = 4;

type Step =
  | { op: "start"; byParent: boolean }
  | { op: "use"; at: number; tokens: number; kill: boolean }
  | { op: "end"; at: number; reports: boolean }
  | { op: "raise"; tokens: number }
  | { op: "kill" };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constant("start" as const), byParent: fc.boolean() }) },
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constant("use" as const),
      at: fc.nat(RUNS_AT_ONCE),
      tokens: fc.integer({ min: 1, max: 300 }),
      kill: fc.oneof(
        { weight: 9, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant("end" as const),
      at: fc.nat(RUNS_AT_ONCE),
      reports: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant("raise" as const), tokens: fc.integer({ min: 1, max: 500 }) }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("kill" as const) }) },
);

interface Live {
  claim: Claim;
  tokens: number;
}

/** One store, and one daemon after the other over it. What a daemon had not written when it was killed is lost. */
function createWorld(onLimit: "stop" | "warn") {
  const it = createQueueFixture();
  it.store.db.pragma("synchronous = OFF");
  const settings = settingsSchema.parse({ budgets: { conversation: { tokens: CAP, onLimit } } });
  let waiting: (() => void)[] = [];
  let live: Live[] = [];
  let count = 0;
  let budgets: Budgets;

  function boot(): void {
    const mine: (() => void)[] = [];
    waiting = mine;
    const store: Store = {
      ...it.store,
      async writeSoon(work) {
        mine.push(work);
        return undefined as never;
      },
    };
    budgets = createBudgets({
      ...it,
      store,
      log: SILENT_LOG,
      settings: () => settings,
      note: () => {},
      resume: () => {},
      refuse: () => false,
      // No budget here asks.
      approvals: { hold: () => expect.unreachable(), withdraw: () => {}, onSubject: () => {} },
    });
  }

  function flush(): void {
    const work = waiting.splice(0);
    if (work.length > 0)
      it.store.writeNow(() => {
        for (const write of work) write();
      });
  }

  function kill(): void {
    it.store.writeNow(() => {
      for (const { claim } of live)
        it.store.runs.end(claim.run_id, { status: "interrupted", error: "killed", now: it.clock.now() });
    });
    live = [];
    boot();
  }

  /** @returns whether the run was admitted */
  function start(byParent: boolean): boolean {
    count += 1;
    const lane = `lane${count}`;
    const parent = byParent ? live.at(-1)?.claim.run_id : undefined;
    it.add(lane, { text: "x", parent_run_id: parent ?? null });
    return it.store.writeNow(() => {
      const claim = it.queue.claim(lane, `run_${count}`);
      if (claim === undefined) throw new Error("nothing to claim");
      const refusal = budgets.admit(claim, undefined);
      if (refusal !== undefined) {
        it.queue.stop(claim, { why: toFact(refusal.reached, "refused") });
        return false;
      }
      it.store.runs.insert({
        id: claim.run_id,
        message_row_id: claim.id,
        conversation_id: claim.conversation_id,
        parent_run_id: claim.parent_run_id,
        root_run_id: claim.run_id,
        depth: 0,
        agent_id: claim.agent_id,
        harness: "demo",
        provider: "demo",
        model: null,
        attempt: 1,
        boot_id: claim.boot_id,
        created_at: it.clock.now(),
      });
      live.push({ claim, tokens: 0 });
      return true;
    });
  }

  /** @param last whether the result repeats the usage */
  function end(run: Live, last: boolean): void {
    it.store.writeNow(() => {
      budgets.endTurn(run.claim.run_id, last ? { outputTokens: run.tokens } : undefined);
      budgets.settle(run.claim.run_id);
      it.store.runs.end(run.claim.run_id, { status: "completed", now: it.clock.now() });
    });
    live = live.filter((other) => other !== run);
  }

  boot();
  return {
    ...it,
    start,
    end,
    kill,
    flush,
    raise: (tokens: number) => budgets.extend("conversation:c1", { tokens }, "me"),
    use(run: Live, tokens: number): void {
      run.tokens += tokens;
      budgets.observe(run.claim.run_id, { outputTokens: run.tokens });
    },
    /** Runs that no budget has ended: only they go on. */
    running: () => live.filter(({ claim }) => !budgets.getSignal(claim.run_id).aborted),
    live: () => live,
    used: () => it.store.budgets.ofConversation("c1").tokens,
  };
}

async function play(steps: readonly Step[], onLimit: "stop" | "warn") {
  await using world = createWorld(onLimit);
  const seen = { spent: 0, cap: CAP, largest: 0, lost: 0, admittedOver: 0 };
  for (const one of steps) {
    const running = world.running();
    if (one.op === "start" && world.live().length < RUNS_AT_ONCE) {
      const full = world.used() >= seen.cap;
      if (world.start(one.byParent) && full) seen.admittedOver += 1;
    } else if (one.op === "use") {
      const run = running[one.at % Math.max(1, running.length)];
      if (run === undefined) continue;
      world.use(run, one.tokens);
      seen.spent += one.tokens;
      seen.largest = Math.max(seen.largest, one.tokens);
      if (one.kill) {
        seen.lost += one.tokens;
        world.kill();
      }
    } else if (one.op === "end") {
      const run = world.live()[one.at % Math.max(1, world.live().length)];
      if (run !== undefined) world.end(run, one.reports);
    } else if (one.op === "raise") {
      await world.raise(one.tokens);
      seen.cap += one.tokens;
    } else if (one.op === "kill") world.kill();
    world.flush();
    if (onLimit === "stop") expect(seen.spent - seen.lost).toBeLessThanOrEqual(seen.cap + seen.largest);
    expect(world.used()).toBe(seen.spent - seen.lost);
  }
  return seen;
}

test("a tree never spends more than its cap and one report, and what is stored is what was spent", {
  timeout: 400_000,
}, async () => {
  let reached = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 80 }), async (steps) => {
      const { spent, cap, admittedOver } = await play(steps, "stop");
      expect(admittedOver).toBe(0);
      if (spent >= cap) reached += 1;
    }),
    { numRuns: 60 },
  );
  // The property says nothing if no run came to the cap.
  expect(reached).toBeGreaterThan(5);
});

test("the same world without a stop goes beyond the cap: the bound comes from the budget", async () => {
  const use = Array.from({ length: 20 }, (): Step => ({ op: "use", at: 0, tokens: 300, kill: false }));
  const { spent } = await play([{ op: "start", byParent: false }, ...use], "warn");
  expect(spent).toBe(6_000);
});
