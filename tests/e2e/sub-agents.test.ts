/**
 * Sub-agents through the built program: the demo plans, its sub-agents work in the queue, and one joined answer returns.
 *
 * @requirement SPAWN-1
 */
import { expect, test } from "vitest";
import { openStage } from "./support/stage.js";

test("a demo plan runs with a nested plan, and its results come back as one answer", {
  timeout: 60_000,
}, async () => {
  await using stage = await openStage({
    settings: { agents: { demo: { name: "Demo", provider: "demo", model: "" } } },
  });
  const daemon = await stage.start();
  const run = await stage.cli(["run", "@demo plan: a page for a bakery"]);
  expect(run.code).toBe(0);
  expect(run.stdout).toContain("from my sub-agents");
  expect(run.stdout).toMatch(/\d\. research – /);
  expect(run.stdout).toMatch(/\d\. draft – Headline/);
  const runs = await daemon.client.call("listRuns");
  expect(Math.max(...runs.map(({ depth }) => depth))).toBe(2);
  expect(new Set(runs.map(({ rootRunId }) => rootRunId)).size).toBe(1);
});
