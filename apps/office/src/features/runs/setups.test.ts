/** Which runs of a comparison are shown with what they worked with. @requirement RERUN-2 */

import type { RunComparison, RunSetup } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { toSetups } from "./setups";

type Step = RunComparison["steps"][number];

const CLAUDE: RunSetup = { harness: "claude", harnessVersion: "2.1.197", permissions: "ask" };
const side = (setup: RunSetup | null): Step["a"] => ({
  runId: "r",
  status: "completed",
  durationMs: 1,
  usage: {},
  toolCalls: 0,
  setup,
});
const step = (path: string, a: Step["a"], b: Step["b"], sameSetup: boolean | null): Step => ({
  path,
  a,
  b,
  sameSetup,
});

test("the first run is always shown, others where their setup is not the same", () => {
  const other = { ...CLAUDE, harnessVersion: "2.2.0", permissions: "bypass" } as const;
  const { rows, same } = toSetups([
    step("@lead", side(CLAUDE), side(CLAUDE), true),
    step("@lead/@coder", side(CLAUDE), side(other), false),
    step("@lead/@tester", side(CLAUDE), side(CLAUDE), true),
    step("@lead/@old", side(CLAUDE), side({ ...CLAUDE, harnessVersion: null }), null),
    step("@lead/@new", null, side(CLAUDE), null),
  ]);
  expect(rows.map(({ path, mark }) => [path, mark])).toEqual([
    ["@lead", "same"],
    ["@lead/@coder", "differs"],
    ["@lead/@old", "unknown"],
    ["@lead/@new", "missing"],
  ]);
  expect(same).toBe(1);
  expect(rows[1]?.a).toEqual({ program: "claude 2.1.197", permissions: "ask" });
  expect(rows[1]?.differing).toEqual({ program: true, permissions: true });
  expect(rows[2]).toMatchObject({ b: { program: "claude" }, differing: { program: false } });
  expect(rows[3]).toMatchObject({ a: undefined, b: { program: "claude 2.1.197" } });
});

test("an answer of an older daemon has no setups", () => {
  const { setup: _, ...old } = side(CLAUDE) ?? {};
  const found = toSetups([partial<Step>({ path: "@lead", a: old, b: old })]);
  expect(found.rows).toEqual([]);
});
