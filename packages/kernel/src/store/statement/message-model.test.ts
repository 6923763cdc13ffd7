/** The state machine of queue rows against a simple model: each statement changes what it promises and nothing else. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { conversationRow, createMemoryStore, messageRow } from "../fixture.js";
import type { MessageRow } from "../schema.js";
import type { Store } from "../store.js";

type Model = Pick<MessageRow, "id" | "lane" | "status" | "run_id" | "boot_id" | "not_before"> &
  Pick<MessageRow, "attempts" | "total_attempts" | "failures" | "finished_at">;

const LANES = ["a", "b"] as const;
const BOOTS = ["boot1", "boot2"] as const;

interface World {
  store: Store;
  rows: Model[];
  now: number;
  runs: number;
}

interface Step {
  readonly kind: (typeof KINDS)[number];
  readonly lane: (typeof LANES)[number];
  readonly boot: (typeof BOOTS)[number];
  /** Which row, by place; taken modulo how many there are. */
  readonly pick: number;
  /** Whether a fence names the right run. */
  readonly honest: boolean;
  readonly wait: number;
}

const KINDS = [
  ...(["insert", "insert", "claim", "claim", "complete", "retry", "retryElsewhere", "die"] as const),
  ...(["release", "cancel", "replay", "recover", "failAfterCrashes", "deleteDead", "wait"] as const),
];

const isOpen = ({ status }: Model) => status === "pending" || status === "processing";

/** @returns the row that the claim of a lane must take */
function claimable({ rows, now }: World, lane: string): Model | undefined {
  const open = rows.filter((row) => row.lane === lane && isOpen(row));
  const [head] = open;
  if (open.some((row) => row.status === "processing") || head === undefined) return undefined;
  return head.not_before === null || head.not_before <= now ? head : undefined;
}

function claim(world: World, { lane, boot }: Step): void {
  const expected = claimable(world, lane);
  world.runs += 1;
  const runId = `run${world.runs}`;
  const claimed = world.store.messages.claimHead({ lane, runId, bootId: boot, now: world.now });
  expect(claimed?.id).toBe(expected?.id);
  if (expected === undefined) return;
  Object.assign(expected, { status: "processing", run_id: runId, boot_id: boot, not_before: null });
  expected.attempts += 1;
  expected.total_attempts += 1;
}

/** Ends a claim; a fence that names another run must change nothing. */
function settle(world: World, step: Step): void {
  const row = world.rows[step.pick % world.rows.length];
  if (row === undefined) return;
  const { messages } = world.store;
  const { now } = world;
  const fence = {
    id: row.id,
    runId: step.honest ? (row.run_id ?? "none") : "stale",
    bootId: row.boot_id ?? "none",
  };
  const failure = { errorClass: "temporary", error: "no", now };
  const ends = {
    complete: () => messages.complete(fence, { text: "done", files: null, now }),
    retry: () => messages.requeue(fence, "failure", { ...failure, notBefore: now + step.wait }),
    retryElsewhere: () => messages.requeue(fence, "fallback", { ...failure, providerIndex: 1 }),
    die: () => messages.die(fence, failure),
    release: () => messages.requeue(fence, "release", { now }),
  };
  const changed = ends[step.kind as keyof typeof ends]();
  expect(changed).toBe(row.status === "processing" && step.honest ? 1 : 0);
  if (changed === 0) return;
  row.run_id = null;
  if (step.kind === "complete") Object.assign(row, { status: "completed", finished_at: now });
  else if (step.kind === "die")
    Object.assign(row, { status: "dead", finished_at: now, failures: row.failures + 1 });
  else if (step.kind === "retry")
    Object.assign(row, { status: "pending", not_before: now + step.wait, failures: row.failures + 1 });
  else if (step.kind === "retryElsewhere")
    Object.assign(row, { status: "pending", not_before: now, failures: 0 });
  else row.status = "pending";
}

/** Changes that need no claim. */
function change(world: World, step: Step): void {
  const row = world.rows[step.pick % world.rows.length];
  if (row === undefined) return;
  const { messages } = world.store;
  const { now } = world;
  if (step.kind === "cancel") {
    expect(messages.cancel(row.id, { error: "stop", now: now })).toBe(Number(isOpen(row)));
    if (isOpen(row)) Object.assign(row, { status: "cancelled", run_id: null, finished_at: now });
  } else if (step.kind === "replay") {
    expect(messages.requeue({ id: row.id }, "retry", { conversationId: "c2", now })).toBe(
      Number(row.status === "dead"),
    );
    if (row.status === "dead")
      Object.assign(row, {
        status: "pending",
        attempts: 0,
        failures: 0,
        not_before: null,
        finished_at: null,
      });
  } else if (step.kind === "failAfterCrashes") {
    expect(messages.failAfterCrashes(row.id, { error: "too often", failure: "{}", now })).toBe(
      Number(row.status === "pending"),
    );
    if (row.status === "pending") Object.assign(row, { status: "dead", finished_at: now });
  } else {
    expect(messages.deleteDead(row.id)).toBe(Number(row.status === "dead"));
    if (row.status === "dead") world.rows.splice(world.rows.indexOf(row), 1);
  }
}

function recover(world: World, { boot }: Step): void {
  const strays = world.rows.filter((row) => row.status === "processing" && row.boot_id !== boot);
  const recovered = world.store.messages.recover(boot, world.now).map((row) => row.id);
  expect(recovered.sort((a, b) => a - b)).toEqual(strays.map((row) => row.id));
  for (const row of strays) Object.assign(row, { status: "pending", run_id: null });
}

function insert(world: World, { lane }: Step): void {
  const id = world.store.messages.insert(messageRow(lane));
  expect(id).toBeGreaterThan(world.rows.at(-1)?.id ?? 0);
  const empty = { run_id: null, boot_id: null, not_before: null, finished_at: null };
  world.rows.push({ id, lane, status: "pending", attempts: 0, total_attempts: 0, failures: 0, ...empty });
}

function take(world: World, step: Step): void {
  world.now += 1;
  if (step.kind === "insert") insert(world, step);
  else if (step.kind === "claim") claim(world, step);
  else if (step.kind === "recover") recover(world, step);
  else if (step.kind === "wait") world.now += step.wait;
  else if (["cancel", "replay", "failAfterCrashes", "deleteDead"].includes(step.kind)) change(world, step);
  else settle(world, step);
}

/** What the figures of the queue must be, counted the plain way. */
function toFigures({ rows }: World) {
  const lanes = LANES.map((lane) => rows.filter((row) => row.lane === lane && isOpen(row))).filter(
    ([head]) => head !== undefined,
  );
  const queued = (open: Model[]) =>
    open.some((row) => row.status === "processing") || open[0]?.not_before !== null ? open.length - 1 : 0;
  const waits = rows
    .filter((row) => row.status === "pending")
    .map((row) => row.not_before ?? Number.POSITIVE_INFINITY);
  const due = Math.min(...waits);
  return {
    openLanes: lanes.map(([head]) => head?.lane),
    queued: lanes.reduce((sum, open) => sum + queued(open), 0),
    nextDue: Number.isFinite(due) ? due : null,
    tried: lanes
      .filter(([head]) => head?.status === "pending" && head.attempts > 0)
      .map(([head]) => head?.id),
    byAgent: lanes.map((open) => {
      const processing = open.filter((row) => row.status === "processing").length;
      return {
        agent: open[0]?.lane,
        pending: open.length - queued(open) - processing,
        queued: queued(open),
        processing,
      };
    }),
    counts: Object.fromEntries(
      [...new Set(rows.map((row) => row.status))].map((status) => [
        status,
        rows.filter((row) => row.status === status).length,
      ]),
    ),
    dead: rows
      .filter((row) => row.status === "dead")
      .sort((a, b) => (a.finished_at ?? 0) - (b.finished_at ?? 0) || a.id - b.id)
      .map((row) => row.id),
  };
}

function expectSame(world: World): void {
  const { messages, deadLetters } = world.store;
  for (const row of world.rows) expect(messages.get(row.id)).toMatchObject(row);
  expect({
    openLanes: messages.openLanes(),
    queued: messages.countQueued(world.now),
    nextDue: messages.nextDue(),
    tried: messages.triedHeads(world.now).map((row) => row.id),
    byAgent: messages.openByAgent(world.now),
    counts: Object.fromEntries(messages.countByStatus().map(({ status, n }) => [status, n])),
    dead: deadLetters.oldest({ limit: 100 }).map(({ id }) => id),
  }).toEqual(toFigures(world));
  for (const agent of LANES) {
    const ids = world.rows.filter((row) => row.status === "dead" && row.lane === agent).map((row) => row.id);
    expect(deadLetters.count(agent)).toBe(ids.length);
    expect(deadLetters.oldest({ agent, limit: 1 })).toHaveLength(Math.min(1, ids.length));
  }
}

test("any sequence of changes leaves the rows and the figures that the model has", async () => {
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom(...KINDS),
    lane: fc.constantFrom(...LANES),
    boot: fc.constantFrom(...BOOTS),
    pick: fc.nat(50),
    honest: fc.boolean(),
    wait: fc.nat(20),
  });
  await using store = createMemoryStore();
  for (const id of ["c1", "c2"]) store.conversations.insert(conversationRow(id));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      store.db.exec("DELETE FROM messages");
      const world: World = { store, rows: [], now: 1_000, runs: 0 };
      for (const one of steps) take(world, one);
      expectSame(world);
    }),
    { numRuns: 150 },
  );
});
