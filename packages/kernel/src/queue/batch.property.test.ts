/** Posts and other messages under random claims, ends and crashes: each ends once, in order, and is answered once. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createQueueFixture, type QueueFixture } from "./fixture.js";
import type { Claim } from "./queue-contract.js";

type Step =
  | { kind: "post" | "direct" | "claim" | "complete" | "release" | "crash" }
  | { kind: "fail"; permanent: boolean }
  | { kind: "cancel" | "cancelRun" | "replay"; pick: number }
  | { kind: "advance"; ms: number };

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom("post" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("direct" as const) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom("claim" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("complete", "release", "crash") }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("fail" as const), permanent: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("cancel", "cancelRun", "replay"), pick: fc.nat(60) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("advance" as const), ms: fc.nat(5_000) }) },
) as fc.Arbitrary<Step>;

class Simulation {
  private queue;
  private claim: Claim | undefined;
  private boots = 1;
  private runs = 0;
  private readonly ids: number[] = [];
  /** Texts of prompts whose run was committed. */
  readonly answered: string[] = [];

  constructor(private readonly it: QueueFixture) {
    this.queue = it.queue;
  }

  step(step: Step): void {
    const { store, clock } = this.it;
    const claim = this.claim;
    const id = "pick" in step ? this.ids[step.pick % Math.max(1, this.ids.length)] : undefined;
    switch (step.kind) {
      case "post":
      case "direct":
        this.add(step.kind);
        return;
      case "claim":
        this.take();
        return;
      case "advance":
        clock.advance(step.ms);
        return;
      case "crash":
        this.boots += 1;
        this.queue = this.it.boot(`boot_${this.boots}`);
        store.writeNow(() => this.queue.recover());
        this.claim = undefined;
        return;
      case "replay": {
        const row = id === undefined ? undefined : store.messages.get(id);
        if (row?.status !== "dead") return;
        store.writeNow(() => {
          for (const member of this.queue.deadWith(row)) this.queue.replay(member.id, "c1");
        });
        return;
      }
      case "cancel":
      case "cancelRun":
        if (id !== undefined)
          store.writeNow(() => {
            if (step.kind === "cancel") this.queue.cancel(id, { code: "stop" });
            else this.queue.cancelRun(id, { code: "stop" });
          });
        this.forgetLost();
        return;
      default:
        if (claim !== undefined) this.end(claim, step);
    }
  }

  private add(kind: "post" | "direct"): void {
    const text = `<${this.ids.length + 1}>`;
    this.ids.push(this.it.add("coder", { kind: kind === "post" ? "room" : "user", text, team_id: "dev" }));
  }

  private take(): void {
    this.runs += 1;
    const claim = this.it.store.writeNow(() => this.queue.claim("coder", `run_${this.runs}`));
    if (claim === undefined) return;
    expect(this.claim).toBeUndefined();
    const open = this.open();
    // The head of the lane and what stands right behind it: nobody is overtaken.
    expect([claim.id, ...claim.batch]).toEqual(open.slice(0, 1 + claim.batch.length));
    this.claim = claim;
  }

  private end(claim: Claim, step: Step): void {
    this.claim = undefined;
    this.it.store.writeNow(() => {
      if (step.kind === "release") return this.queue.release(claim);
      if (step.kind === "fail")
        return void this.queue.fail(claim, {
          class: step.permanent ? "invalid" : "transient",
          message: "no",
        });
      this.answered.push(...(claim.prompt.match(/<\d+>/g) ?? []));
      return this.queue.complete(claim, { text: "ok", files: [] });
    });
  }

  /** A claim whose row was cancelled: its run ends without a commit. */
  private forgetLost(): void {
    if (this.claim !== undefined && this.it.store.messages.get(this.claim.id)?.status !== "processing")
      this.claim = undefined;
  }

  private open(): number[] {
    return this.it.store.db
      .prepare<[], number>("SELECT id FROM messages WHERE status IN ('pending','processing') ORDER BY id")
      .pluck()
      .all();
  }

  /** A waiting row points at another one exactly while it is in that one's run. */
  check(): void {
    const live = new Set(this.claim?.batch ?? []);
    const joined = this.it.store.db
      .prepare<[], number>(
        "SELECT id FROM messages WHERE status = 'pending' AND batched_into IS NOT NULL ORDER BY id",
      )
      .pluck()
      .all();
    for (const id of joined) expect(live.has(id)).toBe(true);
  }

  drain(): void {
    if (this.claim !== undefined) this.end(this.claim, { kind: "complete" });
    for (let guard = 0; this.open().length > 0; guard += 1) {
      expect(guard).toBeLessThan(1_000);
      this.it.clock.advance(60_000);
      this.take();
      if (this.claim !== undefined) this.end(this.claim, { kind: "complete" });
    }
    const rows = this.it.store.db
      .prepare<[], { text: string; status: string }>("SELECT text, status FROM messages ORDER BY id")
      .all();
    for (const { text, status } of rows) {
      const times = this.answered.filter((answered) => answered === text).length;
      expect({ text, status, times }).toEqual({
        text,
        status,
        // A post that was withdrawn while it was worked on stands in an answered prompt all the same.
        times: status === "completed" ? 1 : expect.toSatisfy((n: number) => n <= 1),
      });
    }
  }
}

/** @requirement ROOM-2 */
test("whatever happens between, no post is lost, doubled or overtaken", { timeout: 400_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 10, maxLength: 80 }), async (steps) => {
      await using it = createQueueFixture();
      it.store.db.pragma("synchronous = OFF");
      const simulation = new Simulation(it);
      for (const step of steps) {
        simulation.step(step);
        simulation.check();
      }
      simulation.drain();
      simulation.check();
    }),
    { numRuns: 80 },
  );
});
