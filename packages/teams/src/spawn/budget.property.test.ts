/**
 * Random trees of sub-agents with a budget, over the product's own queue, dispatcher and scheduler, with a virtual clock,
 * stops and kills of the daemon at random moments, and raises: the tree spends its budget and one report at most, each start
 * of a sub-agent has exactly one end, and in the end every result is there and nothing that had one ran again.
 *
 * @requirement SPAWN-2 @requirement SPAWN-3 @requirement BUDGET-2 @requirement BUDGET-3
 */
import { HarnessError } from "@tinyagi/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { EngineFixture, MeteredScript } from "../conversation/fixture.js";
import { lives, liveThrough } from "./fixture.js";

interface Tree {
  name: string;
  kids: Tree[];
}

const MAX_LIVE = 2;
/** The largest report of an agent, in tokens. */
const REPORT_MAX = 200;
/** Enough raises for every tree: each has room for one part at least. */
const RAISES_MAX = 60;
const RAISE = 1_500;
const POLL = { timeout: 60_000, interval: 1 };

const shape = fc.letrec<{ tree: unknown[] }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", maxDepth: 2 },
    fc.constant<unknown[]>([]),
    fc.array(tie("tree"), { maxLength: 3 }),
  ),
})).tree;
const world = fc.record({
  kids: shape,
  reports: fc.array(fc.integer({ min: 1, max: REPORT_MAX }), { minLength: 1, maxLength: 6 }),
  cap: fc.integer({ min: 300, max: 1_500 }),
  plan: lives,
});

const named = (kids: readonly unknown[], name = "n"): Tree => ({
  name,
  kids: kids.map((kid, index) => named(kid as unknown[], `${name}.${index}`)),
});
const leaves = (tree: Tree): string[] =>
  tree.kids.length === 0 ? [`leaf-${tree.name};`] : tree.kids.flatMap(leaves);

function toPlan(tree: Tree): string {
  const agents = tree.kids.map((kid, index) => ({
    id: `k${index}`,
    prompt: `T${JSON.stringify(kid)}`,
    canSpawn: true,
  }));
  const plan = { version: 1, goal: "g", agents, output: agents.map(({ id }) => id) };
  return `\`\`\`spawn\n${JSON.stringify(plan)}\n\`\`\``;
}

/** Plays a tree. Each run reports what it uses, one report after another, and ends when it is stopped. */
function player(reports: readonly number[]) {
  const seen = { live: 0, most: 0 };
  let next = 0;
  const script: MeteredScript = async ({ prompt }, signal, use) => {
    seen.live += 1;
    seen.most = Math.max(seen.most, seen.live);
    try {
      for (let sum = 0, left = 2; left > 0; left -= 1) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (signal.aborted) throw new HarnessError("cancelled", "aborted");
        sum += reports[next++ % reports.length] ?? 1;
        use({ inputTokens: sum });
      }
      if (signal.aborted) throw new HarnessError("cancelled", "aborted");
    } finally {
      seen.live -= 1;
    }
    const tree: Tree = JSON.parse(/T(\{.*\})$/m.exec(prompt)?.[1] ?? "null");
    if (prompt.includes("[TinyAGI: your sub-agents have ended."))
      return (prompt.match(/leaf-[\d.n]+;/g) ?? []).join(" ");
    // An agent whose plan is refused does the work alone.
    if (prompt.includes("your plan for sub-agents was not run")) return leaves(tree).join(" ");
    return tree.kids.length > 0 ? toPlan(tree) : `leaf-${tree.name};`;
  };
  return { seen, script };
}

/** Two kills while there is work. */
const EXAMPLE = {
  kids: [[[], []], [[], []], []] as unknown[],
  reports: [100, REPORT_MAX],
  cap: 1_500,
  plan: [
    { end: "kill" as const, after: 4 },
    { end: "kill" as const, after: 4 },
  ],
};

const findLeaves = (text = "") => [...new Set(text.match(/leaf-[\d.n]+;/g))].sort();
const spentIn = (it: EngineFixture) =>
  it.store.runs.list({ limit: 1_000 }).reduce((sum, run) => sum + (run.input_tokens ?? 0), 0);

/** Each start of a node has one end, and no node has a result twice. */
function expectOneEndEach(it: EngineFixture): void {
  const events = it.journal.read(0, 100_000);
  const nodes = (...types: string[]) =>
    events.flatMap(({ type, data }) => (types.includes(type) && "node" in data ? [data.node] : [])).sort();
  expect(nodes("node.completed", "node.failed", "node.cancelled")).toEqual(nodes("node.started"));
  expect(nodes("node.completed")).toEqual([...new Set(nodes("node.completed"))]);
}

test("random trees keep their budget, whenever the daemon stops or is killed, and end complete when it is raised", {
  timeout: 300_000,
}, async () => {
  let kills = 0;
  await fc.assert(
    fc.asyncProperty(world, async ({ kids, reports, cap, plan }) => {
      const tree = named(kids);
      const { seen, script } = player(reports);
      const options = {
        settings: {
          spawn: { maxLive: MAX_LIVE, approval: "never" },
          budgets: { conversation: { tokens: cap } },
        },
        agents: { lead: script },
      };
      let conversationId = "";
      const begin = async (first: EngineFixture) => {
        ({ conversationId } = await first.send(`T${JSON.stringify(tree)}`));
      };
      await using last = await liveThrough({
        options,
        plan,
        begin,
        onDeath: () => (seen.live = 0),
      });
      const { it } = last;
      let limit = cap;
      for (let raises = 0; raises < RAISES_MAX; raises += 1) {
        await expect.poll(() => it.replies().length, POLL).toBeGreaterThan(raises);
        await expect.poll(() => it.store.graphs.open().length, POLL).toBe(0);
        await it.settled();
        expect(spentIn(it)).toBeLessThanOrEqual(limit + REPORT_MAX);
        expectOneEndEach(it);
        if (findLeaves(it.replies().at(-1)).length === leaves(tree).length) break;
        limit += RAISE;
        await it.budgets.extend(`conversation:${conversationId}`, { tokens: RAISE }, "operator");
      }
      expect(findLeaves(it.replies().at(-1))).toEqual(leaves(tree).sort());
      expect(seen.most).toBeLessThanOrEqual(MAX_LIVE);
      kills += last.kills;
    }),
    { numRuns: 15, examples: [[EXAMPLE]] },
  );
  // The property says nothing about kills if there was none.
  expect(kills).toBeGreaterThan(1);
});
