/** The queue against a model of a few lines, under random operations. */
import type { MessageState } from "@tinyagi/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createQueueFixture, type QueueFixture } from "./fixture.js";
import { INTERRUPTIONS_MAX } from "./interrupted.js";
import type { Claim } from "./queue-contract.js";

const LANES = ["a", "b", "c"] as const;

interface ModelRow {
  id: number;
  lane: string;
  status: MessageState;
  dueAt: number;
  failures: number;
  interruptions: number;
}

type Step =
  | { kind: "enqueue" | "claim" | "complete" | "release" | "stale"; lane: string }
  | { kind: "fail"; lane: string; permanent: boolean }
  | { kind: "cancel" | "replay" | "delete"; pick: number }
  | { kind: "advance"; ms: number }
  | { kind: "crash" };

const lane = fc.constantFrom(...LANES);
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("enqueue", "claim"), lane }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("complete", "release", "stale"), lane }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("fail"), lane, permanent: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("cancel", "replay", "delete"), pick: fc.nat(50) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("advance"), ms: fc.nat(5_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("crash") }) },
) as fc.Arbitrary<Step>;

class Simulation {
  readonly rows: ModelRow[] = [];
  readonly claims = new Map<string, Claim>();
  readonly old: Claim[] = [];
  private boots = 1;
  private runs = 0;
  private queue;

  constructor(private readonly it: QueueFixture) {
    this.queue = it.queue;
  }

  private open(name: string): ModelRow[] {
    return this.rows.filter(
      (row) => row.lane === name && (row.status === "pending" || row.status === "processing"),
    );
  }

  private model(id: number): ModelRow {
    const row = this.rows.find((candidate) => candidate.id === id);
    if (row === undefined) throw new Error(`The model has no row ${id}.`);
    return row;
  }

  step(step: Step): void {
    const { store } = this.it;
    switch (step.kind) {
      case "enqueue":
        this.rows.push({
          id: this.it.add(step.lane),
          lane: step.lane,
          status: "pending",
          dueAt: 0,
          failures: 0,
          interruptions: 0,
        });
        break;
      case "claim":
        this.claim(step.lane);
        break;
      case "advance":
        this.it.clock.advance(step.ms);
        break;
      case "crash":
        this.crash();
        break;
      case "stale": {
        const claim = this.old.findLast((candidate) => candidate.lane === step.lane);
        if (claim !== undefined)
          expect(() =>
            store.writeNow(() => this.queue.complete(claim, { text: "late", files: [] })),
          ).toThrow();
        break;
      }
      case "cancel":
      case "replay":
      case "delete":
        this.onRow(step.kind, step.pick);
        break;
      default:
        this.end(step);
    }
  }

  claim(name: string): void {
    this.runs += 1;
    const claim = this.it.store.writeNow(() => this.queue.claim(name, `run_${this.runs}`));
    const open = this.open(name);
    const head = open[0];
    const claimable =
      head?.status === "pending" &&
      head.dueAt <= this.it.clock.now() &&
      open.every((row) => row.status === "pending");
    expect(claim?.id).toBe(claimable ? head.id : undefined);
    if (claim === undefined) return;
    this.model(claim.id).status = "processing";
    this.claims.set(name, claim);
  }

  private end(step: Extract<Step, { lane: string }>): void {
    const claim = this.claims.get(step.lane);
    if (claim === undefined) return;
    const row = this.model(claim.id);
    this.claims.delete(step.lane);
    this.old.push(claim);
    this.it.store.writeNow(() => {
      if (step.kind === "complete") {
        this.queue.complete(claim, { text: "ok", files: [] });
        row.status = "completed";
      } else if (step.kind === "release") {
        this.queue.release(claim);
        Object.assign(row, { status: "pending", dueAt: 0 });
      } else if (step.kind === "fail") {
        const decision = this.queue.fail(claim, {
          class: step.permanent ? "invalid" : "transient",
          message: "no",
        });
        row.failures += 1;
        expect(decision.kind).toBe(step.permanent || row.failures >= 5 ? "dead" : "retry");
        row.status = decision.kind === "retry" ? "pending" : "dead";
        if (decision.kind === "retry") row.dueAt = this.it.clock.now() + decision.delayMs;
      }
    });
  }

  private onRow(kind: "cancel" | "replay" | "delete", pick: number): void {
    const row = this.rows[pick % Math.max(1, this.rows.length)];
    if (row === undefined) return;
    this.it.store.writeNow(() => {
      const isOpen = row.status === "pending" || row.status === "processing";
      if (kind === "cancel") {
        expect(this.queue.cancel(row.id, { code: "operator" }) !== undefined).toBe(isOpen);
        if (!isOpen) return;
        const claim = this.claims.get(row.lane);
        if (claim?.id === row.id) {
          this.claims.delete(row.lane);
          this.old.push(claim);
        }
        row.status = "cancelled";
      } else if (row.status === "dead" && kind === "replay") {
        this.queue.replay(row.id, "c1");
        Object.assign(row, { status: "pending", dueAt: 0, failures: 0, interruptions: 0 });
      } else if (kind === "delete") {
        expect(this.queue.deleteDead(row.id)).toBe(row.status === "dead");
        if (row.status === "dead") this.rows.splice(this.rows.indexOf(row), 1);
      }
    });
  }

  private crash(): void {
    this.boots += 1;
    this.queue = this.it.boot(`boot_${this.boots}`);
    this.it.store.writeNow(() => this.queue.recover());
    for (const claim of this.claims.values()) {
      const row = this.model(claim.id);
      // Only a message that ran alone is blamed.
      if (this.claims.size === 1) row.interruptions += 1;
      Object.assign(row, { status: row.interruptions >= INTERRUPTIONS_MAX ? "dead" : "pending", dueAt: 0 });
    }
    this.old.push(...this.claims.values());
    this.claims.clear();
  }

  /** Every row is in the one state the model knows, and the figures agree with it. */
  check(): void {
    const { store } = this.it;
    const stored = store.db
      .prepare<[], { id: number; status: MessageState }>("SELECT id, status FROM messages ORDER BY id")
      .all();
    expect(stored).toEqual(
      [...this.rows].sort((a, b) => a.id - b.id).map(({ id, status }) => ({ id, status })),
    );
    let queued = 0;
    for (const name of LANES) {
      const open = this.open(name);
      const running = open.filter((row) => row.status === "processing").length;
      expect(running).toBeLessThanOrEqual(1);
      const head = open[0];
      if (running === 1 || (head !== undefined && head.dueAt > 0)) queued += open.length - 1;
    }
    expect(store.messages.countQueued(this.it.clock.now())).toBe(queued);
    expect(store.messages.openByAgent(this.it.clock.now()).reduce((sum, row) => sum + row.queued, 0)).toBe(
      queued,
    );
    expect(store.messages.openLanes()).toEqual(LANES.filter((name) => this.open(name).length > 0));
  }

  /** Lets everything that is open run to its end; each lane in the order of its ids. */
  drain(): void {
    for (const name of LANES) {
      let last = this.claims.get(name)?.id ?? 0;
      if (last !== 0) {
        this.end({ kind: "complete", lane: name });
        last = 0;
      }
      while (this.open(name).length > 0) {
        this.it.clock.advance(60_000);
        this.claim(name);
        const claim = this.claims.get(name);
        if (claim === undefined) throw new Error(`Lane ${name} stands still.`);
        expect(claim.id).toBeGreaterThan(last);
        last = claim.id;
        this.end({ kind: "complete", lane: name });
      }
    }
    for (const row of this.rows) expect(["completed", "dead", "cancelled"]).toContain(row.status);
  }
}

test("under random operations order holds, no row is in two states, and every message ends", {
  timeout: 400_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 10, maxLength: 80 }), async (steps) => {
      await using it = createQueueFixture();
      it.store.db.pragma("synchronous = OFF");
      const simulation = new Simulation(it);
      for (const step of steps) simulation.step(step);
      simulation.check();
      simulation.drain();
      simulation.check();
    }),
    { numRuns: 60 },
  );
});
