/** Dependencies that go round in circles, and the order when they do not. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toPlan, WIDE } from "../../test-support/plans.js";
import { type AgentSpecInput, compile, PlanError, type PlanProblem } from "../index.js";

const agent = (id: string, ...dependsOn: string[]): AgentSpecInput => ({ id, prompt: id, dependsOn });

function listProblems(agents: AgentSpecInput[]): readonly PlanProblem[] {
  try {
    compile(toPlan(agents), { capabilities: { tools: [] }, limits: WIDE });
  } catch (error) {
    if (error instanceof PlanError) return error.problems;
    throw error;
  }
  return [];
}

describe("a cycle", () => {
  test("of one agent is named", () => {
    expect(listProblems([agent("a", "a")])).toEqual([
      { path: "agents[0].dependsOn", code: "cycle", message: "the dependencies form a cycle: a → a" },
    ]);
  });

  test("of three agents names them in the order of waiting", () => {
    const problems = listProblems([agent("a", "b"), agent("b", "c"), agent("c", "a")]);
    expect(problems.map((p) => p.message)).toEqual(["the dependencies form a cycle: a → b → c → a"]);
  });

  test("is reported once, and not again by the agents that wait for it", () => {
    const problems = listProblems([
      agent("x", "a"),
      agent("y", "x"),
      agent("a", "b"),
      agent("b", "a"),
      agent("free"),
    ]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toBe("the dependencies form a cycle: a → b → a");
  });

  test("beside another one is reported as well", () => {
    expect(listProblems([agent("a", "b"), agent("b", "a"), agent("c", "c")])).toHaveLength(2);
  });

  test("through a guard counts as one", () => {
    const problems = listProblems([
      { id: "a", prompt: "a", when: { ref: "b", op: "exists" } },
      agent("b", "a"),
    ]);
    expect(problems.map((p) => p.code)).toEqual(["cycle"]);
  });

  test("of a hundred agents is shown in part", () => {
    const agents = Array.from({ length: 100 }, (_, i) => agent(`n${i}`, `n${(i + 1) % 100}`));
    const [problem] = listProblems(agents);
    expect(problem?.message).toMatch(/n0 → n1 → .* → … → n0$/);
    expect(problem?.message.split("→")).toHaveLength(14);
  });
});

test("a chain of 20,000 agents written backwards compiles", () => {
  const agents = Array.from({ length: 20_000 }, (_, i) =>
    i === 19_999 ? agent(`n${i}`) : agent(`n${i}`, `n${i + 1}`),
  );
  const { graph } = compile(toPlan(agents), { capabilities: { tools: [] }, limits: WIDE });
  expect(graph.nodes.get("n0")?.rank).toBe(19_999);
});

test("any plan either has a cycle that is real, or ranks above all dependencies", () => {
  const shape = fc
    .integer({ min: 1, max: 8 })
    .chain((size) =>
      fc.array(fc.uniqueArray(fc.nat(size - 1), { maxLength: 2 }), { minLength: size, maxLength: size }),
    );
  fc.assert(
    fc.property(shape, (deps) => {
      const agents = deps.map((list, i) => agent(`n${i}`, ...list.map((d) => `n${d}`)));
      const problems = listProblems(agents);
      if (problems.length > 0) {
        for (const problem of problems) {
          const names = problem.message.split(": ")[1]?.split(" → ") ?? [];
          expect(names[0]).toBe(names.at(-1));
          for (let i = 0; i + 1 < names.length; i++) {
            const from = agents.find((a) => a.id === names[i]);
            expect(from?.dependsOn).toContain(names[i + 1]);
          }
        }
        return;
      }
      const { graph } = compile(toPlan(agents), { capabilities: { tools: [] }, limits: WIDE });
      for (const node of graph.nodes.values()) {
        for (const dep of node.deps) expect(graph.nodes.get(dep)?.rank).toBeLessThan(node.rank);
      }
    }),
    { numRuns: 300 },
  );
});
