/** Runs that another machine may still have when a daemon starts. */
import type { HarnessContext } from "@tinyagi/contracts";
import { expect, onTestFinished, test } from "vitest";
import type { PlacedRunRow } from "../store/schema.js";
import { adoptRun, decideLeft } from "./adopt-run.js";
import { createEngineFixture, type EngineFixture, hang } from "./fixture.js";

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
async function openRun(placed: Partial<PlacedRunRow> = {}) {
  let context: HarnessContext | undefined;
  const it = createEngineFixture({
    config: { provider: "anthropic" },
    agents: {
      coder(request, given) {
        context = given;
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
