/** A node that runs again takes over the children it already has. @requirement GRAPH-2 */
import { describe, expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { type AgentSpecInput, type ExecuteContext, runGraph } from "../index.js";

const parent = toGraph([{ id: "p", prompt: "p", canSpawn: true, retries: 1 }]);

interface Told {
  ran: string[];
  answers: ReadonlyMap<string, unknown>[];
}

/** The parent spawns `attempts[n]` in its n-th attempt and fails after every attempt but the last. */
async function attempts(...lists: AgentSpecInput[][]): Promise<Told & { status: string; nodes: string[] }> {
  const told: Told = { ran: [], answers: [] };
  const result = await runGraph(parent, {
    async execute(node, ctx) {
      if (node.id !== "p") {
        told.ran.push(`${node.id}: ${node.spec.prompt}`);
        return { output: toOutput(node.spec.prompt, ctx) };
      }
      told.answers.push(await ctx.spawn(lists[ctx.attempt - 1] ?? []));
      if (ctx.attempt < lists.length) throw new Error("again");
      return { output: "done" };
    },
  });
  return { ...told, status: result.status, nodes: [...result.nodes.keys()] };
}

function toOutput(prompt: string, ctx: ExecuteContext): string {
  const inputs = [...ctx.results].map(([id, output]) => `${id}=${output}`).join(",");
  return inputs === "" ? prompt : `${prompt}(${inputs})`;
}

test("a child asked for again with the same work is answered without running", async () => {
  const list = [{ id: "a", prompt: "one" }];
  const told = await attempts(list, list);
  expect(told.ran).toEqual(["p/a: one"]);
  expect(told.answers.map((answer) => Object.fromEntries(answer))).toEqual([{ a: "one" }, { a: "one" }]);
});

test("a child asked for with other work runs under a new id and answers under the old one", async () => {
  const told = await attempts([{ id: "a", prompt: "one" }], [{ id: "a", prompt: "two" }]);
  expect(told.ran).toEqual(["p/a: one", "p/a-2: two"]);
  expect(Object.fromEntries(told.answers[1] ?? [])).toEqual({ a: "two" });
  expect(told.nodes).toEqual(["p", "p/a", "p/a-2"]);
});

test("a child that is no longer asked for stays as it was", async () => {
  const told = await attempts(
    [
      { id: "a", prompt: "one" },
      { id: "b", prompt: "two" },
    ],
    [{ id: "b", prompt: "two" }],
  );
  expect(told.ran).toEqual(["p/a: one", "p/b: two"]);
  expect([...(told.answers[1]?.keys() ?? [])]).toEqual(["b"]);
});

test("a new child may depend on one that was taken over", async () => {
  const first = [{ id: "a", prompt: "one" }];
  const told = await attempts(first, [...first, { id: "b", prompt: "two", dependsOn: ["a"] }]);
  expect(told.ran).toEqual(["p/a: one", "p/b: two"]);
  expect(Object.fromEntries(told.answers[1] ?? [])).toEqual({ a: "one", b: "two(a=one)" });
});

describe("a child that depends on one whose work changed", () => {
  test("runs again, with the new input under the name it asked for", async () => {
    const b = { id: "b", prompt: "sum", dependsOn: ["a"] };
    const told = await attempts([{ id: "a", prompt: "one" }, b], [{ id: "a", prompt: "two" }, b]);
    expect(told.ran).toEqual(["p/a: one", "p/b: sum", "p/a-2: two", "p/b-2: sum"]);
    const answer = told.answers[1];
    expect(answer?.get("a")).toBe("two");
    expect(String(answer?.get("b"))).toContain("a=two");
    expect(String(answer?.get("b"))).not.toContain("one");
  });

  test("decides its guard by the new output", async () => {
    const b: AgentSpecInput = {
      id: "b",
      prompt: "only after two",
      when: { ref: "a", op: "eq", value: "two" },
    };
    const told = await attempts([{ id: "a", prompt: "one" }, b], [{ id: "a", prompt: "two" }, b]);
    expect(told.ran).toEqual([
      "p/a: one",
      "p/a-2: two",
      expect.stringMatching(/^p\/b(-2)?: only after two$/),
    ]);
    expect(told.answers[0]?.has("b")).toBe(false);
    expect(told.answers[1]?.has("b")).toBe(true);
  });
});

test("the order of the specs does not matter for what is taken over", async () => {
  const a = { id: "a", prompt: "one" };
  const b = { id: "b", prompt: "two", dependsOn: ["a"] };
  const told = await attempts([a, b], [b, a]);
  expect(told.ran).toEqual(["p/a: one", "p/b: two"]);
  expect([...(told.answers[1]?.keys() ?? [])]).toEqual(["b", "a"]);
});

test("a child merged into its sibling is taken over under its own name", async () => {
  const list = [
    { id: "a", prompt: "same" },
    { id: "b", prompt: "same" },
  ];
  const told = await attempts(list, list);
  expect(told.ran).toEqual(["p/a: same"]);
  expect(Object.fromEntries(told.answers[1] ?? [])).toEqual({ a: "same", b: "same" });
});

test("specs that are wrong are refused in a second attempt just as in a first", async () => {
  const told = await attempts([{ id: "a", prompt: "one" }], [{ id: "a b", prompt: "two" }]);
  expect(told.status).toBe("failed");
});

test("a child that failed is tried again by the parent's next attempt", async () => {
  let childRuns = 0;
  const result = await runGraph(parent, {
    async execute(node, ctx) {
      if (node.id === "p") return { output: (await ctx.spawn([{ id: "a", prompt: "a" }])).get("a") };
      if (++childRuns === 1) throw new Error("first try");
      return { output: "second try" };
    },
  });
  expect(result.outputs.get("p")).toBe("second try");
  expect(childRuns).toBe(2);
});
