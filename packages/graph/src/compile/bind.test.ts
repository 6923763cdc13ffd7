/** What the agents of a plan may use. */
import { describe, expect, test } from "vitest";
import { toPlan } from "../../test-support/plans.js";
import {
  type AgentSpecInput,
  applySpawn,
  type Capabilities,
  compile,
  PlanError,
  type PlanProblem,
  SpawnRefusedError,
} from "../index.js";

function listProblems(fn: () => unknown): readonly PlanProblem[] {
  try {
    fn();
  } catch (error) {
    if (error instanceof PlanError || error instanceof SpawnRefusedError) return error.problems;
    throw error;
  }
  return [];
}
const one = (extra: Partial<AgentSpecInput>, capabilities: Capabilities) =>
  listProblems(() => compile(toPlan([{ id: "a", prompt: "x", ...extra }]), { capabilities }));

describe("a name outside of the list is refused, with its path and the nearest name", () => {
  test.each([
    ["tools", { tools: ["raed"] }, "agents[0].tools[0]", "unknown_tool", "read"],
    ["agent", { agent: "codr" }, "agents[0].agent", "unknown_agent", "coder"],
    ["model", { model: "smal" }, "agents[0].model", "unknown_model", "small"],
    ["harness", { harness: "cloude" }, "agents[0].harness", "unknown_harness", "claude"],
  ])("%s", (_, extra, path, code, nearest) => {
    const capabilities = { tools: ["read"], agents: ["coder"], models: ["small"], harnesses: ["claude"] };
    expect(one(extra, capabilities)).toEqual([expect.objectContaining({ path, code, nearest })]);
  });
});

test("a list that is absent allows any name, an empty one none", () => {
  expect(one({ agent: "x", model: "y", harness: "z" }, { tools: [] })).toEqual([]);
  const none = { tools: [], agents: [], models: [], harnesses: [] };
  expect(one({ agent: "x", model: "y", harness: "z" }, none).map((p) => p.code)).toEqual([
    "unknown_agent",
    "unknown_model",
    "unknown_harness",
  ]);
});

test("an agent without names of its own is bound to nothing", () => {
  expect(one({}, { tools: [], agents: [], models: [], harnesses: [] })).toEqual([]);
});

describe("a child", () => {
  const { graph } = compile(toPlan([{ id: "p", prompt: "p", canSpawn: true, tools: ["read"] }]), {
    capabilities: { tools: ["read", "write"] },
  });
  const spawn = (tools: string[], capabilities?: Capabilities) =>
    listProblems(() =>
      applySpawn(graph, "p", [{ id: "c", prompt: "c", tools }], capabilities && { capabilities }),
    );

  test("may use its parent's tools", () => {
    expect(spawn(["read"])).toEqual([]);
  });

  test("is refused a tool that the run has and the parent has not", () => {
    expect(spawn(["write"], { tools: ["read", "write"] })).toEqual([
      expect.objectContaining({ code: "tools", path: "[0].tools[0]" }),
    ]);
  });

  test("is refused a tool that the parent has and the run no longer allows", () => {
    expect(spawn(["read"], { tools: [] })).toEqual([expect.objectContaining({ code: "unknown_tool" })]);
  });

  test("is refused its parent's lack as a rule of the tree, not as a mistake of the plan", () => {
    expect(() => applySpawn(graph, "p", [{ id: "c", prompt: "c", tools: ["write"] }])).toThrow(
      expect.objectContaining({ name: "SpawnRefusedError", reason: "tools" }),
    );
  });
});

describe("claims", () => {
  const claims = (list: string[]) => one({ effects: "write", claims: list }, { tools: [] });

  test("that leave the workspace are refused by position", () => {
    expect(claims(["src", "../x", "/etc"]).map((p) => [p.path, p.code])).toEqual([
      ["agents[0].claims[1]", "path_escape"],
      ["agents[0].claims[2]", "path_escape"],
    ]);
  });

  test("are normalised and kept once", () => {
    const { graph } = compile(
      toPlan([{ id: "a", prompt: "x", effects: "write", claims: ["./src/", "src", "docs"] }]),
      { capabilities: { tools: [] } },
    );
    expect(graph.nodes.get("a")?.claims).toEqual(["src", "docs"]);
  });
});

test("the problems of all agents are reported together", () => {
  const plan = toPlan([
    { id: "a", prompt: "x", tools: ["t1", "t2"] },
    { id: "b", prompt: "y", agent: "nobody", effects: "write", claims: [".."] },
  ]);
  const problems = listProblems(() => compile(plan, { capabilities: { tools: [], agents: [] } }));
  expect(problems.map((p) => p.path)).toEqual([
    "agents[0].tools[0]",
    "agents[0].tools[1]",
    "agents[1].agent",
    "agents[1].claims[0]",
  ]);
});
