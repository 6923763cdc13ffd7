import { expect, test } from "vitest";
import type { Run } from "../../lib/queries";
import { rankRows } from "./palette-score";
import { runRow } from "./run-row";

const NOW = Date.now();
const run = (part: Partial<Run> = {}): Run =>
  ({
    runId: "run_1",
    agent: "lead",
    task: "@lead: plan the launch",
    joins: null,
    createdAt: NOW,
    ...part,
  }) as Run;

test("a run is named by its task, as on every other page, with its agent and its time beside it", () => {
  const row = runRow(run(), "Lead");
  expect(row).toMatchObject({ name: "plan the launch", face: "lead", path: "/runs?run=run_1" });
  expect(row.note).toMatch(/^Lead · \d/);
});

test("a run without words is still named", () => {
  expect(runRow(run({ task: "" }), "Lead").name).toBe("No text");
  expect(runRow(run({ joins: ["coder"] }), "Lead").name).toBe("Joins the answers of @coder");
});

test("a run is found by its task, its agent and its id", () => {
  for (const typed of ["launch", "lead", "run_1"])
    expect(rankRows([runRow(run(), "Lead")], typed)).toHaveLength(1);
});
