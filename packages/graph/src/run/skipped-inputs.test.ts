/** Nodes whose inputs guards skipped. @requirement GRAPH-2 */
import { expect, test } from "vitest";
import { listProblems, NO_TOOLS, toGraph, toPlan } from "../../test-support/plans.js";
import { type AgentSpecInput, compile, createMemoryJournal, resumeGraph, runGraph } from "../index.js";

const never = { ref: "look.bugs", op: "gt" as const, value: 0 };
const base: AgentSpecInput[] = [
  { id: "look", prompt: "look" },
  { id: "fix", prompt: "fix", when: never },
];
const run = async (more: AgentSpecInput[]) => {
  const executed: string[] = [];
  const journal = createMemoryJournal();
  const execute = async (node: { id: string }) => {
    executed.push(node.id);
    return { output: { bugs: 0 } };
  };
  const result = await runGraph(toGraph([...base, ...more]), { execute, journal });
  const resumed = await resumeGraph(journal, { execute, retryFailed: true });
  expect([...resumed.nodes]).toEqual([...result.nodes]);
  return { result, executed };
};

test("a node whose only dependency was skipped by its guard is skipped, and so is what follows it", async () => {
  const { result, executed } = await run([
    { id: "test", prompt: "test", dependsOn: ["fix"] },
    { id: "ship", prompt: "ship", dependsOn: ["test"] },
  ]);
  expect(executed).toEqual(["look"]);
  expect(result.status).toBe("completed");
  for (const id of ["test", "ship"]) {
    expect(result.nodes.get(id)).toMatchObject({ status: "skipped", reason: "dependency_skipped" });
  }
});

test("a join runs as long as one of its inputs is there", async () => {
  const { executed } = await run([{ id: "report", prompt: "report", dependsOn: ["look", "fix"] }]);
  expect(executed).toEqual(["look", "report"]);
});

test("an optional dependency, and one that the node's own guard looks at, can be done without", async () => {
  const { executed } = await run([
    { id: "test", prompt: "test", dependsOn: ["fix"], optionalDependsOn: ["fix"] },
    { id: "clean", prompt: "clean", dependsOn: ["fix"], when: { not: { ref: "fix", op: "exists" } } },
  ]);
  expect(executed.sort()).toEqual(["clean", "look", "test"]);
});

test("an output whose only dependency can never run is skipped", async () => {
  const agents: AgentSpecInput[] = [
    { id: "a", prompt: "a", when: { any: [] } },
    { id: "b", prompt: "b", dependsOn: ["a"] },
  ];
  const { graph } = compile(toPlan(agents, { output: "b" }), { capabilities: NO_TOOLS });
  const result = await runGraph(graph, { execute: async () => ({ output: 1 }) });
  expect(graph.nodes.has("a")).toBe(false);
  expect(result.nodes.get("b")).toMatchObject({ status: "skipped", reason: "dependency_skipped" });
});

test("only a dependency can be optional", () => {
  const agents = [...base, { id: "c", prompt: "c", dependsOn: ["look"], optionalDependsOn: ["fix"] }];
  expect(listProblems(() => compile(toPlan(agents), { capabilities: NO_TOOLS }))).toEqual([
    expect.objectContaining({ path: "agents[2].optionalDependsOn[0]", code: "unknown_dependency" }),
  ]);
});
