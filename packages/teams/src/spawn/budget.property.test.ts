/**
 * Random trees of sub-agents with a budget, over the product's own queue, dispatcher and scheduler, with a virtual clock, a
 * stop of the daemon at a random moment, and raises: the tree spends its budget and one report at most, each start of a
 * sub-agent has exactly one end, and in the end every result is there and nothing that had one ran again.
 *
 * @requirement SPAWN-2 @requirement SPAWN-3 @requirement BUDGET-2 @requirement BUDGET-3
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HarnessError } from "@tinyagi/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createEngineFixture, type EngineFixture, type MeteredScript } from "../conversation/fixture.js";

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
const POLL = { timeout: 30_000, interval: 1 };

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
  stopAfter: fc.integer({ min: 1, max: 60 }),
});

const named = (kids: readonly unknown[], name = "n"): Tree => ({
  name,
  kids: kids.map((kid, index) => named(kid as unknown[], `${name}.${index}`)),
});
const leaves = (tree: Tree): string[] =>
  tree.kids.length === 0 ? [`leaf-${tree.name};`] : tree.kids.flatMap(leaves);

function planOf(tree: Tree): string {
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
    return tree.kids.length > 0 ? planOf(tree) : `leaf-${tree.name};`;
  };
  return { seen, script };
}

const leavesIn = (text = "") => [...new Set(text.match(/leaf-[\d.n]+;/g))].sort();
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

test("random trees keep their budget, whenever the daemon stops, and end complete when it is raised", {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ kids, reports, cap, stopAfter }) => {
      const tree = named(kids);
      const folder = await mkdtemp(join(tmpdir(), "tinyagi-budget-trees-"));
      const { seen, script } = player(reports);
      const options = {
        folder,
        settings: {
          spawn: { maxLive: MAX_LIVE, approval: "never" },
          budgets: { conversation: { tokens: cap } },
        },
        agents: { lead: script },
      };
      try {
        const first = await createEngineFixture(options);
        const { conversationId } = await first.send(`T${JSON.stringify(tree)}`);
        await expect
          .poll(() => first.replies().length > 0 || first.events.length >= stopAfter, POLL)
          .toBe(true);
        await first[Symbol.asyncDispose]();
        seen.live = 0;
        const second = await createEngineFixture(options);
        try {
          let limit = cap;
          for (let raises = 0; raises < RAISES_MAX; raises += 1) {
            await expect.poll(() => second.replies().length, POLL).toBeGreaterThan(raises);
            await expect.poll(() => second.store.graphs.open().length, POLL).toBe(0);
            await second.settled();
            expect(spentIn(second)).toBeLessThanOrEqual(limit + REPORT_MAX);
            expectOneEndEach(second);
            if (leavesIn(second.replies().at(-1)).length === leaves(tree).length) break;
            limit += RAISE;
            await second.budgets.extend(`conversation:${conversationId}`, { tokens: RAISE }, "operator");
          }
          expect(leavesIn(second.replies().at(-1))).toEqual(leaves(tree).sort());
        } finally {
          await second[Symbol.asyncDispose]();
        }
        expect(seen.most).toBeLessThanOrEqual(MAX_LIVE);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 12 },
  );
});
