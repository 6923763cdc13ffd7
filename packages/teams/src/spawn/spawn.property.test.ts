/**
 * Random trees of sub-agents over the product's own queue, dispatcher and scheduler, with a stop of the daemon at a random
 * moment: caps hold, each sub-agent has exactly one end, nothing that ended runs again, and every result arrives.
 *
 * @requirement SPAWN-2 @requirement SPAWN-3
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JournalEvent } from "@tinyagi/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AgentScript, createEngineFixture } from "../conversation/fixture.js";

interface Tree {
  name: string;
  kids: Tree[];
}

const MAX_LIVE = 2;
const shape = fc.letrec<{ tree: unknown[] }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    fc.constant<unknown[]>([]),
    fc.array(tie("tree"), { maxLength: 3 }),
  ),
})).tree;

function named(kids: readonly unknown[], name = "n"): Tree {
  return { name, kids: kids.map((kid, index) => named(kid as unknown[], `${name}.${index}`)) };
}

const size = (tree: Tree): number => tree.kids.reduce((sum, kid) => sum + size(kid), 1);
const leaves = (tree: Tree): string[] =>
  tree.kids.length === 0 ? [`leaf-${tree.name};`] : tree.kids.flatMap(leaves);

function planOf(tree: Tree): string {
  const agents = tree.kids.map((kid, index) => ({
    id: `k${index}`,
    prompt: `T${JSON.stringify(kid)}`,
    canSpawn: true,
  }));
  return `\`\`\`spawn\n${JSON.stringify({ version: 1, goal: "g", agents, output: agents.map(({ id }) => id) })}\n\`\`\``;
}

/** Plays a tree; counts what runs at the same time, and how often each part came to its answer. */
function player() {
  const seen = { live: 0, most: 0, answers: new Map<string, number>() };
  const script: AgentScript = async ({ prompt }) => {
    seen.live += 1;
    seen.most = Math.max(seen.most, seen.live);
    await new Promise<void>((resolve) => setImmediate(resolve));
    seen.live -= 1;
    const tree: Tree = JSON.parse(/T(\{.*\})$/m.exec(prompt)?.[1] ?? "null");
    const isJoin = prompt.includes("[TinyAGI: your sub-agents have ended.");
    if (!isJoin && tree.kids.length > 0) return planOf(tree);
    return isJoin ? (prompt.match(/leaf-[\d.n]+;/g) ?? []).join(" ") : `leaf-${tree.name};`;
  };
  return { seen, script };
}

const nodeOf = (event: JournalEvent) => ("node" in event.data ? event.data.node : "");

test("random trees end as they should, whenever the daemon stops", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(shape, fc.integer({ min: 1, max: 60 }), async (kids, stopAfter) => {
      const tree = named(kids);
      const folder = await mkdtemp(join(tmpdir(), "tinyagi-trees-"));
      const settings = { spawn: { maxLive: MAX_LIVE } };
      const { seen, script } = player();
      try {
        const first = await createEngineFixture({ folder, settings, agents: { lead: script } });
        await first.send(`T${JSON.stringify(tree)}`);
        await expect
          .poll(() => first.replies().length > 0 || first.events.length >= stopAfter, {
            timeout: 20_000,
            interval: 1,
          })
          .toBe(true);
        await first[Symbol.asyncDispose]();
        seen.live = 0;
        const second = await createEngineFixture({ folder, settings, agents: { lead: script } });
        await expect.poll(() => second.replies().length, { interval: 5 }).toBe(1);
        await expect.poll(() => second.store.graphs.open().length, { interval: 5 }).toBe(0);
        const events = second.journal.read(0, 100_000);
        const [reply = ""] = second.replies();
        await second[Symbol.asyncDispose]();
        expect([...new Set(reply.match(/leaf-[\d.n]+;/g))].sort()).toEqual(leaves(tree).sort());
        const started = events.filter(({ type }) => type === "node.started").map(nodeOf);
        const ended = events.filter(({ type }) => type === "node.completed").map(nodeOf);
        expect(new Set(started).size).toBe(size(tree) - 1);
        expect(started.toSorted()).toEqual(ended.toSorted());
        expect(events.filter(({ type }) => type === "node.failed" || type === "node.cancelled")).toEqual([]);
        // One committed answer for each part, and one for each plan.
        const plans = events.filter(({ type }) => type === "spawn.requested").length;
        expect(events.filter(({ type }) => type === "run.completed")).toHaveLength(size(tree) + plans);
        expect(seen.most).toBeLessThanOrEqual(MAX_LIVE);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 15 },
  );
});
