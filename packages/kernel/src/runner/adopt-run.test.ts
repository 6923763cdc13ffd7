/** Runs that another machine may still have when a daemon starts. */
import { type HarnessContext, settingsSchema } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, onTestFinished, test } from "vitest";
import type { PlacedRunRow } from "../store/schema.js";
import { adoptRun, decideLeft } from "./adopt-run.js";
import { buildContext, type RunParts } from "./context.js";
import { createEngineFixture, type EngineFixture, type EngineOptions, hang } from "./fixture.js";

test.for([
  [{ isPlaced: true, hasAgent: true, waits: false }, "adopt"],
  [{ isPlaced: false, hasAgent: true, waits: false }, "repeat"],
  [{ isPlaced: true, hasAgent: false, waits: false }, "repeat"],
  [{ isPlaced: true, hasAgent: true, waits: true }, "repeat"],
] as const)("a run of a daemon that died: %o is followed by %s", ([left, expected]) => {
  expect(decideLeft(left)).toBe(expected);
});

const USED = { inputTokens: 100, outputTokens: 20, costUsd: 0.5 };

/** A run on a worker, of a daemon that is about to die. */
async function openRun(placed: Partial<PlacedRunRow> = {}, more: Pick<EngineOptions, "settings"> = {}) {
  let context: HarnessContext | undefined;
  const it = createEngineFixture({
    config: { provider: "anthropic" },
    ...more,
    agents: {
      coder(request, given) {
        context = given;
        given.onEvent({ type: "tool.started", callId: "1", name: "Bash", input: {} });
        given.onEvent({ type: "usage", usage: USED });
        return hang(request, given);
      },
    },
  });
  onTestFinished(() => it.dispatcher.stop(0));
  it.dispatcher.start();
  const id = it.send("coder", "work");
  await expect.poll(() => context).toBeDefined();
  await it.store.idle();
  const [run] = it.store.runs.stray("another boot");
  if (run === undefined) throw new Error("the run is not live");
  const row: PlacedRunRow = {
    ...{ run_id: run.id, place: "nas", key: `${run.id}#1`, lane: "coder" },
    ...{ members: 0, inputs: 0, usage: "{}", events: 1, ...placed },
  };
  await it.store.write(() => it.store.placedRuns.put(row));
  return { it, id, run, row, turn: context?.turn };
}

const adopt = (
  { store, queue, budgets, circuits, agents }: EngineFixture,
  found: Awaited<ReturnType<typeof openRun>>,
) =>
  store.write(() => {
    const [placed] = store.placedRuns.live();
    const parts = {
      store,
      queue,
      budgets,
      circuits,
      bootId: found.run.boot_id,
      agents: { get: (id: string) => agents[id] },
    };
    return adoptRun(parts, found.run, placed);
  });

test("a run that is taken over keeps its message, its attempt and what it used", async () => {
  const found = await openRun();
  const { it, id, run, turn } = found;
  expect(turn).toEqual({ members: 0, inputs: 0, usage: {} });
  const claim = await adopt(it, found);
  expect(claim).toMatchObject({
    id,
    run_id: run.id,
    attempts: 1,
    batch: [],
    adopted: { inputs: [], usage: {} },
  });
  expect(claim?.prompt).toContain("work");
  expect(it.budgets.usageOf(run.id)).toMatchObject(USED);
  expect(it.circuits.findUse(run.id)).toMatchObject({ provider: "anthropic" });
});

test("a budget ends a run that was taken over, by what it used before and since", async () => {
  const agent = { name: "Coder", provider: "anthropic", model: "", budget: { usd: 0.8 } };
  const settings = settingsSchema.parse({ agents: { coder: agent }, default_agent: "coder" });
  const found = await openRun({}, { settings: () => settings });
  const { it, run } = found;
  await adopt(it, found);
  it.budgets.observe(run.id, { ...USED, costUsd: 0.7 });
  expect(it.budgets.getSignal(run.id).aborted).toBe(false);
  it.budgets.observe(run.id, { ...USED, costUsd: 0.9 });
  expect(it.budgets.getSignal(run.id).aborted).toBe(true);
  expect(it.budgets.findStop(run.id)).toMatchObject({ reached: { resource: "usd", used: 0.9 } });
});

test("a run that was taken over has the program with which it began, and the tools that it used then count", async () => {
  const found = await openRun();
  const { it } = found;
  const claim = await adopt(it, found);
  if (claim === undefined) throw new Error("the run is repeated");
  const parts = partial<RunParts>({
    ...{ store: it.store, circuits: it.circuits, agents: { get: (id: string) => it.agents[id] } },
    // The settings have another one since then.
    invoker: { resolve: () => ({ harness: "claude", provider: "anthropic" }), invoke: hang as never },
  });
  expect(buildContext(parts, claim)).toMatchObject({ harness: "codex", hadEffects: true });
  const { adopted: _, ...fresh } = claim;
  expect(buildContext(parts, fresh)).toMatchObject({ harness: "claude", hadEffects: false });
});

test("a run that lacks a text which came while it worked is repeated", async () => {
  const found = await openRun({ members: 1 });
  expect(await adopt(found.it, found)).toBeUndefined();
});

test("what is stored of a run on a worker goes with it", async () => {
  const { it, run, row } = await openRun();
  const { placedRuns } = it.store;
  await it.store.write(() => placedRuns.heard(run.id, "another turn", 9));
  expect(placedRuns.live()).toEqual([row]);
  await it.store.write(() => placedRuns.heard(run.id, row.key, 9));
  expect(placedRuns.live()).toEqual([{ ...row, events: 9 }]);
  await it.store.write(() => placedRuns.clean());
  expect(placedRuns.live()).toHaveLength(1);
  await it.store.write(() => placedRuns.remove(run.id));
  expect(placedRuns.live()).toEqual([]);
});
