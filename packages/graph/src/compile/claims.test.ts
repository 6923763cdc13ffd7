/** Writers of overlapping paths never run together. */
import { describe, expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { type AgentSpecInput, applySpawn, PlanError } from "../index.js";

const writer = (id: string, claims: string[], extra: Partial<AgentSpecInput> = {}): AgentSpecInput => ({
  id,
  prompt: id,
  effects: "write",
  claims,
  ...extra,
});
const deps = (graph: ReturnType<typeof toGraph>, id: string) => graph.nodes.get(id)?.deps;

describe("of two agents of one plan", () => {
  test("the later writer waits for the earlier one", () => {
    expect(deps(toGraph([writer("a", ["src"]), writer("b", ["src/x"])]), "b")).toEqual(["a"]);
  });

  test("writers of different paths do not wait", () => {
    expect(deps(toGraph([writer("a", ["src/a"]), writer("b", ["src/ab"])]), "b")).toEqual([]);
  });

  test("readers do not wait", () => {
    const graph = toGraph([writer("a", ["src"]), { id: "b", prompt: "b", effects: "read", claims: ["src"] }]);
    expect(deps(graph, "b")).toEqual([]);
  });

  test("a writer without claims does not wait", () => {
    expect(deps(toGraph([writer("a", ["src"]), writer("b", [])]), "b")).toEqual([]);
  });

  test("a writer already in order gets no second dependency", () => {
    const graph = toGraph([
      writer("a", ["src"]),
      { id: "m", prompt: "m", dependsOn: ["a"] },
      writer("b", ["src"], { dependsOn: ["m"] }),
    ]);
    expect(deps(graph, "b")).toEqual(["m"]);
  });

  test("the order follows dependencies, not positions", () => {
    const graph = toGraph([
      { id: "first", prompt: "f" },
      writer("b", ["src"], { dependsOn: ["first"] }),
      writer("a", ["src"]),
    ]);
    expect(deps(graph, "b")).toEqual(["first", "a"]);
    expect(deps(graph, "a")).toEqual([]);
  });
});

test("1,000 writers of one file wait for one another in a chain of one dependency each", () => {
  const graph = toGraph(Array.from({ length: 1_000 }, (_, i) => writer(`w${i}`, ["one"])));
  expect([...graph.nodes.values()].slice(1).every((node) => node.deps.length === 1)).toBe(true);
  expect(graph.nodes.get("w999")?.rank).toBe(999);
});

describe("a child that writes", () => {
  test("what its parent writes does not wait for it: the parent is waiting for the child", () => {
    const base = toGraph([writer("p", ["src"], { canSpawn: true })]);
    const { graph } = applySpawn(base, "p", [writer("c", ["src"])]);
    expect(graph.nodes.get("p/c")?.deps).toEqual([]);
  });

  test("waits for a writer that runs elsewhere", () => {
    const base = toGraph([{ id: "p", prompt: "p", canSpawn: true }, writer("other", ["src"])]);
    const { graph, diff } = applySpawn(base, "p", [writer("c", ["src/x"])]);
    expect(graph.nodes.get("p/c")?.deps).toEqual(["other"]);
    expect(diff.changed).toEqual([{ id: "other", fields: ["dependents"] }]);
  });

  test("does not wait for a writer its parent already waited for", () => {
    const base = toGraph([
      writer("first", ["src"]),
      { id: "p", prompt: "p", dependsOn: ["first"], canSpawn: true },
    ]);
    const { graph } = applySpawn(base, "p", [writer("c", ["src"])]);
    expect(graph.nodes.get("p/c")?.deps).toEqual([]);
  });

  test("does not wait for a writer that starts only after the parent", () => {
    const base = toGraph([
      { id: "p", prompt: "p", canSpawn: true },
      writer("after", ["src"], { dependsOn: ["p"] }),
    ]);
    const { graph } = applySpawn(base, "p", [writer("c", ["src"])]);
    expect(graph.nodes.get("p/c")?.deps).toEqual([]);
  });

  test("is refused when the other writer can only end after the parent", () => {
    const base = toGraph([writer("q", ["src"], { canSpawn: true })]);
    const two = applySpawn(base, "q", [{ id: "p", prompt: "child", canSpawn: true }]).graph;
    // q wrote src and waits for its child; a grandchild inside q may write, as q itself is waiting for it.
    expect(applySpawn(two, "q/p", [writer("c", ["src"])]).graph.nodes.get("q/p/c")?.deps).toEqual([]);
    const chain = toGraph([
      { id: "p", prompt: "p", canSpawn: true },
      { id: "box", prompt: "box", canSpawn: true, effects: "write", claims: ["src"] },
    ]);
    const inner = applySpawn(chain, "box", [{ id: "in", prompt: "in" }]).graph;
    expect(applySpawn(inner, "p", [writer("c", ["src"])]).graph.nodes.get("p/c")?.deps).toEqual(["box"]);
  });
});

test("a child that could only deadlock is refused and the graph stays as it was", () => {
  // `box` writes src and holds a child that waits for p: box can end only after p, so p's child cannot wait for box.
  const base = toGraph([
    { id: "p", prompt: "p", canSpawn: true, effects: "write", claims: ["docs"] },
    { id: "box", prompt: "box", canSpawn: true, effects: "write", claims: ["src"] },
  ]);
  const held = applySpawn(base, "box", [writer("in", ["docs"])]).graph;
  expect(held.nodes.get("box/in")?.deps).toEqual(["p"]);
  expect(() => applySpawn(held, "p", [writer("c", ["src"])])).toThrow(
    expect.objectContaining({
      problems: [expect.objectContaining({ code: "claim_conflict", path: "[0].claims" })],
    }),
  );
  expect(() => applySpawn(held, "p", [writer("c", ["src"])])).toThrow(PlanError);
  expect(held.nodes.has("p/c")).toBe(false);
});
