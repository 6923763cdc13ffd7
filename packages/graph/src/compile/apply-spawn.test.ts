/** Spawning into a graph against compiling it anew. @requirement GRAPH-1 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { fullCompile } from "../../test-support/full-compile.js";
import { agentsArb, toGraph, toPlan, WIDE } from "../../test-support/plans.js";
import {
  applySpawn,
  diffGraphs,
  fromJSON,
  type Graph,
  PlanError,
  SpawnRefusedError,
  toJSON,
} from "../index.js";

const growthArb = fc.record({
  agents: agentsArb({ max: 8, prefix: "n", canSpawn: true }),
  spawns: fc.array(fc.tuple(fc.nat(1000), agentsArb({ max: 5, prefix: "c", canSpawn: true })), {
    maxLength: 6,
  }),
});

/** Applies spawns one after the other; a refused one (a deadlock of writers) is left out. */
function grow(input: {
  agents: Parameters<typeof toGraph>[0];
  spawns: [number, Parameters<typeof toGraph>[0]][];
}) {
  let graph = toGraph(input.agents);
  const steps: {
    parent: string;
    specs: typeof input.agents;
    before: Graph;
    after: ReturnType<typeof applySpawn>;
  }[] = [];
  input.spawns.forEach(([at, specs], n) => {
    const ids = [...graph.nodes.keys()];
    const parent = ids[at % ids.length] ?? "";
    const named = specs.map((spec) => ({
      ...spec,
      id: `${spec.id}g${n}`,
      prompt: `${spec.prompt} in ${n}`,
      dependsOn: (spec.dependsOn ?? []).map((id) => `${id}g${n}`),
    }));
    try {
      const after = applySpawn(graph, parent, named, { limits: WIDE });
      steps.push({ parent, specs: named, before: graph, after });
      graph = after.graph;
    } catch (error) {
      if (!(error instanceof PlanError) || error.problems.some((p) => p.code !== "claim_conflict"))
        throw error;
    }
  });
  return { graph, steps };
}

test("an incremental compile gives the graph a full compile gives", () => {
  fc.assert(
    fc.property(growthArb, (input) => {
      const { graph, steps } = grow(input);
      const full = fullCompile(
        toPlan(input.agents),
        steps.map(({ parent, specs }) => ({ parent, specs })),
      );
      const got = Object.fromEntries([...graph.nodes.values()].map((n) => [n.id, { ...full.view(n) }]));
      expect(got).toEqual(full.nodes);
    }),
    { numRuns: 150 },
  );
});

test("a spawn changes nothing but what it affects, and says so exactly", () => {
  fc.assert(
    fc.property(growthArb, (input) => {
      for (const { before, after } of grow(input).steps) {
        const affected = new Set(after.affected);
        let same = 0;
        for (const [id, node] of before.nodes) {
          if (after.graph.nodes.get(id) === node) same++;
          else expect(affected.has(id)).toBe(true);
        }
        expect(after.reused).toBe(same);
        const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
        const diff = diffGraphs(before, after.graph);
        expect(diff.changed.toSorted(byId)).toEqual(after.diff.changed.toSorted(byId));
        expect(diff).toMatchObject({ added: after.diff.added, removed: [] });
        expect(before.generation + 1).toBe(after.graph.generation);
      }
    }),
    { numRuns: 60 },
  );
});

test("a graph survives JSON whole, and goes on growing the same way", () => {
  fc.assert(
    fc.property(growthArb, (input) => {
      const { graph } = grow(input);
      const text = toJSON(graph);
      const read = fromJSON(text);
      expect(toJSON(read)).toBe(text);
      expect(diffGraphs(graph, read)).toMatchObject({ added: [], removed: [], changed: [] });
      const parent = [...graph.nodes.keys()].at(-1) ?? "";
      const more = [{ id: "last", prompt: "one more", effects: "write" as const, claims: ["src/a"] }];
      const a = attempt(() => toJSON(applySpawn(graph, parent, more, { limits: WIDE }).graph));
      expect(attempt(() => toJSON(applySpawn(read, parent, more, { limits: WIDE }).graph))).toEqual(a);
    }),
    { numRuns: 60 },
  );
});

function attempt(fn: () => string): string {
  try {
    return fn();
  } catch (error) {
    return String(error);
  }
}

test("without writers a spawn visits no node it does not affect, at any size", () => {
  for (const size of [100, 1_000, 10_000]) {
    const agents = Array.from({ length: size }, (_, i) => ({
      id: `n${i}`,
      prompt: `work ${i}`,
      canSpawn: true,
      dependsOn: i < 10 ? [] : [`n${i - 10}`],
    }));
    const graph = toGraph(agents);
    const { visited, affected, reused } = applySpawn(
      graph,
      `n${size / 2}`,
      [
        { id: "a", prompt: "x" },
        { id: "b", prompt: "y", dependsOn: ["a"] },
      ],
      { limits: WIDE },
    );
    expect(affected).toEqual([`n${size / 2}/a`, `n${size / 2}/b`]);
    expect(visited).toBeLessThanOrEqual(affected.length);
    expect(reused).toBe(size);
  }
});

test("every broken rule of the tree is named in one refusal, and the first by rank is the reason", () => {
  const graph = toGraph([{ id: "p", prompt: "the  task", canSpawn: true }]);
  const specs = [
    { id: "a", prompt: "the task" },
    { id: "b", prompt: "other" },
  ];
  const refuse = (o: Parameters<typeof applySpawn>[3]) => {
    try {
      applySpawn(graph, "p", specs, o);
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const error = refuse({ limits: { maxDepth: 0, maxFanOut: 1, maxTotal: 2 } });
  expect(error).toBeInstanceOf(SpawnRefusedError);
  expect(error).toMatchObject({ reason: "depth" });
  expect((error as SpawnRefusedError).problems.map((p) => p.code)).toEqual([
    "depth",
    "total",
    "fan_out",
    "duplicate_delegation",
  ]);
  expect(refuse({})).toMatchObject({ reason: "duplicate_delegation" });
});

test("a child cannot have a tool its parent lacks, and a node without canSpawn cannot spawn", () => {
  const base = toGraph([
    { id: "p", prompt: "x", canSpawn: true },
    { id: "q", prompt: "y" },
  ]);
  const capabilities = { tools: ["shell"] };
  expect(() => applySpawn(base, "p", [{ id: "a", prompt: "z", tools: ["shell"] }], { capabilities })).toThrow(
    expect.objectContaining({ reason: "tools" }),
  );
  expect(() => applySpawn(base, "q", [{ id: "a", prompt: "z" }])).toThrow(
    expect.objectContaining({ reason: "tools" }),
  );
  expect(() => applySpawn(base, "nobody", [{ id: "a", prompt: "z" }])).toThrow(PlanError);
});

test("a writer spawned inside waits for an older writer elsewhere, and a deadlock is refused", () => {
  const write = { effects: "write" as const, canSpawn: true };
  const base = toGraph([
    { id: "p", prompt: "p", ...write, claims: ["a"] },
    { id: "q", prompt: "q", ...write, claims: ["b"] },
  ]);
  const first = applySpawn(base, "p", [{ id: "c", prompt: "c", ...write, claims: ["b/x"] }]);
  expect(first.graph.nodes.get("p/c")?.deps).toEqual(["q"]);
  expect(first.diff.changed).toEqual([{ id: "q", fields: ["dependents"] }]);
  expect(() => applySpawn(first.graph, "q", [{ id: "d", prompt: "d", ...write, claims: ["a"] }])).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ code: "claim_conflict" })] }),
  );
});
