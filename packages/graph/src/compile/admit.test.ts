/** The rules of the tree. */
import { describe, expect, test } from "vitest";
import { toGraph, toPlan } from "../../test-support/plans.js";
import {
  type AgentSpecInput,
  applySpawn,
  compile,
  type Graph,
  PlanError,
  type SpawnLimits,
  SpawnRefusedError,
} from "../index.js";
import { spawnError } from "./admit.js";

const specs = (count: number, prefix = "c"): AgentSpecInput[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${prefix}${i}`,
    prompt: `${prefix} ${i}`,
    canSpawn: true,
  }));

function refusal(graph: Graph, parent: string, list: AgentSpecInput[], limits: Partial<SpawnLimits> = {}) {
  try {
    applySpawn(graph, parent, list, { limits });
  } catch (error) {
    if (error instanceof SpawnRefusedError || error instanceof PlanError) return error;
    throw error;
  }
  return undefined;
}

const root = toGraph([{ id: "p", prompt: "the task", canSpawn: true }]);

describe("a spawn is refused", () => {
  test.each([
    ["depth", { maxDepth: 0 }, 1],
    ["fan_out", { maxFanOut: 2 }, 3],
    ["total", { maxTotal: 3 }, 3],
  ] as const)("beyond the limit of %s, and allowed at it", (reason, limits, count) => {
    expect(refusal(root, "p", specs(count), limits)).toMatchObject({ name: "SpawnRefusedError", reason });
    const raised = Object.fromEntries(Object.entries(limits).map(([key, value]) => [key, value + 1]));
    expect(refusal(root, "p", specs(count), raised)).toBeUndefined();
  });

  test("with every broken rule, the first of the fixed order as its reason", () => {
    const error = refusal(root, "p", specs(5), { maxDepth: 0, maxFanOut: 1, maxTotal: 2 });
    expect(error).toMatchObject({ reason: "depth" });
    expect(error?.problems.map((problem) => problem.code)).toEqual(["depth", "total", "fan_out"]);
  });

  test("when the parent may not spawn", () => {
    const graph = toGraph([{ id: "p", prompt: "p" }]);
    expect(refusal(graph, "p", specs(1))).toMatchObject({ reason: "tools" });
  });

  test("when the parent is not there, without showing all of a long name", () => {
    const error = refusal(root, "x".repeat(5_000), specs(1));
    expect(error?.problems).toEqual([expect.objectContaining({ code: "unknown_parent" })]);
    expect(error?.message.length).toBeLessThan(400);
  });

  test.each([[[]], ["agents"], [null], [{ id: "a" }]])("when the agents are %j instead of a list", (list) => {
    expect(refusal(root, "p", list as never)?.problems[0]).toMatchObject({ code: "invalid", path: "" });
  });
});

describe("the task of an ancestor", () => {
  const child = applySpawn(root, "p", [{ id: "c", prompt: "a part", canSpawn: true }]).graph;

  test.each([
    ["the parent's own", "a part"],
    ["the grandparent's", "the task"],
    ["the same with other white space", "  the\n task "],
  ])("is not delegated again: %s", (_, prompt) => {
    expect(refusal(child, "p/c", [{ id: "x", prompt }])).toMatchObject({ reason: "duplicate_delegation" });
  });

  test("may be given to another agent", () => {
    expect(refusal(child, "p/c", [{ id: "x", prompt: "the task", agent: "reviewer" }])).toBeUndefined();
  });

  test("may be given to a sibling's child", () => {
    const two = applySpawn(child, "p", [{ id: "d", prompt: "another part", canSpawn: true }]).graph;
    expect(refusal(two, "p/d", [{ id: "x", prompt: "a part" }])).toBeUndefined();
  });

  test("is named by position and ancestor", () => {
    const error = refusal(child, "p/c", [
      { id: "ok", prompt: "fine" },
      { id: "x", prompt: "the task" },
    ]);
    expect(error?.problems).toEqual([
      expect.objectContaining({
        path: "[1].prompt",
        message: "x would do the task its ancestor p already has",
      }),
    ]);
  });
});

test("a plan beyond the limits is refused like a spawn, as an error of the plan", () => {
  const options = { capabilities: { tools: [] }, limits: { maxTotal: 2, maxFanOut: 2 } };
  expect(() => compile(toPlan(specs(3)), options)).toThrow(PlanError);
});

test("agents whose own spec is wrong still count against the limits", () => {
  const list = [...specs(2), { id: "bad id", prompt: "x" }];
  const error = refusal(root, "p", list, { maxFanOut: 2 });
  expect(error?.problems.map((problem) => problem.code).sort()).toEqual(["fan_out", "invalid"]);
  expect(error).toBeInstanceOf(PlanError);
});

test("only rules of the tree make a refusal; any mistake of the plan makes an error of the plan", () => {
  const rule = { path: "", code: "depth", message: "too deep" };
  const mistake = { path: "", code: "invalid", message: "wrong" };
  expect(spawnError([rule])).toBeInstanceOf(SpawnRefusedError);
  expect(spawnError([rule, mistake])).toBeInstanceOf(PlanError);
  expect(spawnError([mistake])).toBeInstanceOf(PlanError);
});
