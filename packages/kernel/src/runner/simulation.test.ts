/** Queue, dispatcher and runner together under random agents, cancels and restarts, on a clock the test owns. */
import { HarnessError, type RunErrorClass } from "@tinyagi/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AgentScript, createEngineFixture, type EngineFixture, hang } from "./fixture.js";

const AGENTS = ["a", "b", "c"] as const;
/** What the agent does at each attempt at one message; after the last it succeeds. */
type Plan = readonly ("ok" | "hang" | RunErrorClass)[];

interface Work {
  agent: (typeof AGENTS)[number];
  plan: Plan;
}

type Step =
  | { kind: "send"; work: Work }
  | { kind: "cancel"; pick: number }
  | { kind: "restart" }
  | { kind: "wait"; ms: number };

const planArbitrary: fc.Arbitrary<Plan> = fc.array(
  fc.constantFrom("ok", "hang", "transient", "rate_limited", "auth", "invalid"),
  { maxLength: 6 },
);
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("send" as const),
      work: fc.record({ agent: fc.constantFrom(...AGENTS), plan: planArbitrary }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), pick: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(3_000) }) },
);

/** The plan travels in the prompt, the attempt is counted per message. */
function buildScript(attempts: Map<string, number>): AgentScript {
  return (request, context) => {
    const [key = "", planJson = "[]"] = request.prompt.split("\n\n").at(-1)?.split("|") ?? [];
    const attempt = attempts.get(key) ?? 0;
    attempts.set(key, attempt + 1);
    const plan: Plan = JSON.parse(planJson);
    const action = plan[attempt] ?? "ok";
    if (action === "ok") return `answer ${key}`;
    if (action === "hang") return hang(request, context);
    throw new HarnessError(action, `failed as ${action}`);
  };
}

/** Lets claims, runs and commits that are due happen; hanging agents go on hanging. */
async function turn(it: EngineFixture): Promise<void> {
  for (let round = 0; round < 6; round += 1) {
    await it.store.idle();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

async function cancel(it: EngineFixture, id: number): Promise<void> {
  const row = await it.store.write(() => it.queue.cancel(id, { code: "operator" }));
  if (row?.status === "processing") it.dispatcher.abort(id, "cancelled");
}

async function perform(it: EngineFixture, step: Step, ids: number[]): Promise<void> {
  if (step.kind === "send") {
    ids.push(it.send(step.work.agent, `${ids.length}|${JSON.stringify(step.work.plan)}`));
  } else if (step.kind === "wait") {
    await turn(it);
    it.clock.advance(step.ms);
  } else if (step.kind === "restart") {
    await it.dispatcher.stop(0);
    it.dispatcher.start();
  } else {
    const id = ids[step.pick % Math.max(1, ids.length)];
    if (id !== undefined) await cancel(it, id);
  }
}

/** Time passes until nothing is open; what hangs is cancelled, as a timeout would. */
async function drainOpen(it: EngineFixture): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    await turn(it);
    const processing = it.store.messages.withStatus("processing", 100);
    if (processing.length === 0 && it.store.messages.withStatus("pending", 1).length === 0) return;
    for (const row of processing) await cancel(it, row.id);
    it.clock.advance(75_000);
  }
  expect.unreachable("a message never ended");
}

function check(it: EngineFixture, ids: readonly number[]): void {
  const runs = it.store.runs.list({ limit: 10_000 }).sort((a, b) => a.created_at - b.created_at);
  expect(
    runs.filter((run) => run.finished_at === null || run.status === "starting" || run.status === "running"),
  ).toEqual([]);
  for (const id of ids) {
    const message = it.store.messages.get(id);
    const own = runs.filter((run) => run.message_row_id === id);
    expect(["completed", "dead", "cancelled"]).toContain(message?.status);
    expect(own).toHaveLength(message?.total_attempts ?? -1);
    expect(own.filter((run) => run.status === "completed")).toHaveLength(
      message?.status === "completed" ? 1 : 0,
    );
    // What waits for a provider is not counted.
    const failed = own.filter((run) => run.status === "failed").length;
    expect(failed).toBeGreaterThanOrEqual(message?.failures ?? Number.POSITIVE_INFINITY);
    expect(message?.interruptions).toBe(0);
    expect(message?.failures).toBeLessThanOrEqual(5);
  }
  const started = it.journal.read(0, 100_000).filter((event) => event.type === "run.started");
  for (const agent of AGENTS) {
    const order = started.filter((event) => event.agentId === agent).map((event) => event.messageRowId ?? 0);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  }
  const completed = it.events
    .filter((event) => event.type === "run.completed")
    .map((event) => event.messageRowId);
  expect(new Set(completed).size).toBe(completed.length);
  expect(it.swept).toHaveLength(runs.length);
}

test("every message ends once, in order, and no run is left open", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 5, maxLength: 40 }), async (steps) => {
      const script = buildScript(new Map());
      await using it = createEngineFixture({ agents: { a: script, b: script, c: script }, maxLive: () => 2 });
      it.store.db.pragma("synchronous = OFF");
      it.dispatcher.start();
      const ids: number[] = [];
      for (const step of steps) await perform(it, step, ids);
      await drainOpen(it);
      check(it, ids);
      expect(it.logged.filter((line) => line !== "a stale result was refused")).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
