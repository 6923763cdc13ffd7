/**
 * Random trees of sub-agents over the product's own queue, dispatcher and scheduler, with random limits, and with stops and
 * kills of the daemon at random moments: limits hold and refuse nothing else, each sub-agent has exactly one end, nothing
 * that ended runs again, and every result arrives.
 *
 * @requirement SPAWN-2 @requirement SPAWN-3
 */
import type { JournalEvent } from "@tinyagi/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { AgentScript, EngineFixture } from "../conversation/fixture.js";
import { type Life, lives, liveThrough } from "./fixture.js";

interface Tree {
  name: string;
  kids: Tree[];
}
interface Limits {
  maxDepth: number;
  maxFanOut: number;
  maxTotal: number;
}

const MAX_LIVE = 2;
const POLL = { timeout: 60_000, interval: 1 };
const shape = fc.letrec<{ tree: unknown[] }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    fc.constant<unknown[]>([]),
    fc.array(tie("tree"), { maxLength: 3 }),
  ),
})).tree;
const limits: fc.Arbitrary<Limits> = fc.record({
  maxDepth: fc.integer({ min: 1, max: 4 }),
  maxFanOut: fc.integer({ min: 1, max: 4 }),
  maxTotal: fc.integer({ min: 2, max: 20 }),
});

function named(kids: readonly unknown[], name = "n"): Tree {
  return { name, kids: kids.map((kid, index) => named(kid as unknown[], `${name}.${index}`)) };
}

const leaves = (tree: Tree): string[] =>
  tree.kids.length === 0 ? [`leaf-${tree.name};`] : tree.kids.flatMap(leaves);
const findLeaves = (text: string) => [...new Set(text.match(/leaf-[\d.n]+;/g))];
/** The root is `n`, its first sub-agent `n.0`. */
const getDepth = ({ name }: Tree) => name.split(".").length - 1;

function toPlan(tree: Tree): string {
  const agents = tree.kids.map((kid, index) => ({
    id: `k${index}`,
    prompt: `T${JSON.stringify(kid)}`,
    canSpawn: true,
  }));
  return `\`\`\`spawn\n${JSON.stringify({ version: 1, goal: "g", agents, output: agents.map(({ id }) => id) })}\n\`\`\``;
}

/** Plays a tree, and counts what runs at the same time. */
function player({ maxDepth }: Limits) {
  const seen = { live: 0, most: 0 };
  const script: AgentScript = async ({ prompt }) => {
    seen.live += 1;
    seen.most = Math.max(seen.most, seen.live);
    await new Promise<void>((resolve) => setImmediate(resolve));
    seen.live -= 1;
    if (prompt.includes("[TinyAGI: your sub-agents have ended.")) return findLeaves(prompt).join(" ");
    const tree: Tree = JSON.parse(/T(\{.*\})$/m.exec(prompt)?.[1] ?? "null");
    // An agent whose plan is refused does the work alone.
    if (prompt.includes("your plan for sub-agents was not run")) return leaves(tree).join(" ");
    if (tree.kids.length === 0) return `leaf-${tree.name};`;
    // The plan of an agent that may not have sub-agents is only text, so that it has to do the work beside it.
    return getDepth(tree) < maxDepth ? toPlan(tree) : `${leaves(tree).join(" ")}\n\n${toPlan(tree)}`;
  };
  return { seen, script };
}

/** All parts of a tree by their node: `n.0.2` is `root/k0/k2`. */
function nodesOf(tree: Tree): Map<string, Tree> {
  const node = tree.name.replace(/^n/, "root").replaceAll(".", "/k");
  return new Map([[node, tree], ...tree.kids.flatMap((kid) => [...nodesOf(kid)])]);
}

function read(it: EngineFixture) {
  const events = it.journal.read(0, 100_000);
  const of = (type: JournalEvent["type"]) => events.filter((event) => event.type === type);
  const nodes = (type: JournalEvent["type"]) =>
    of(type).map(({ data }) => ("node" in data ? `${data.node}` : ""));
  const refused = of("spawn.refused").map((event): [string, unknown] => [
    it.store.graphs.nodeOf(event.messageRowId ?? 0)?.node_id ?? "",
    "reason" in event.data ? event.data.reason : "",
  ]);
  return { of, nodes, refused: new Map(refused) };
}

/** A stop while the agents of a plan of a sub-agent work, and with them the tree is as large as it may be. */
const FULL: [unknown[], Limits, Life[]] = [
  [[[], []]],
  { maxDepth: 2, maxFanOut: 2, maxTotal: 4 },
  [{ end: "stop", after: 13 }],
];

/** Two kills, a plan with too many at once, and one more than the tree may have. */
const EXAMPLE: [unknown[], Limits, Life[]] = [
  [
    [[], []],
    [[], [], []],
    [[], []],
  ],
  { maxDepth: 2, maxFanOut: 3, maxTotal: 5 },
  [
    { end: "kill", after: 4 },
    { end: "kill", after: 4 },
  ],
];

/** What a limit refuses depends on what ran before, but not whether it was reached. */
function expectLimits(it: EngineFixture, tree: Tree, { maxDepth, maxFanOut, maxTotal }: Limits): void {
  const { nodes, refused } = read(it);
  const started = new Set(nodes("node.started"));
  const total = started.size + 1;
  expect(total).toBeLessThanOrEqual(maxTotal);
  for (const [node, part] of nodesOf(tree)) {
    const count = part.kids.length;
    const children = part.kids.filter((_kid, index) => started.has(`${node}/k${index}`)).length;
    const asks = (node === "root" || started.has(node)) && count > 0 && getDepth(part) < maxDepth;
    const reason = refused.get(node);
    const isTooDeep = started.has(node) && count > 0 && getDepth(part) >= maxDepth;
    if (!asks) expect([node, children, reason]).toEqual([node, 0, isTooDeep ? "depth" : undefined]);
    else if (count > maxFanOut)
      expect([children, ["fan_out", "total"].includes(`${reason}`)]).toEqual([0, true]);
    else if (reason === undefined) expect([node, children]).toEqual([node, count]);
    else {
      expect([node, children, reason]).toEqual([node, 0, "total"]);
      expect(total + count).toBeGreaterThan(maxTotal);
    }
  }
}

/** Each sub-agent ended once, and one answer was committed for each part and for each plan. */
function expectOneEndEach(it: EngineFixture): void {
  const { of, nodes } = read(it);
  const started = nodes("node.started");
  expect(started).toHaveLength(new Set(started).size);
  expect(nodes("node.completed").sort()).toEqual(started.sort());
  expect([...of("node.failed"), ...of("node.cancelled")]).toEqual([]);
  expect(of("run.completed")).toHaveLength(1 + started.length + of("spawn.requested").length);
}

test("random trees end as they should, whenever the daemon stops or is killed", {
  timeout: 300_000,
}, async () => {
  const happened = { kills: 0, refusals: 0 };
  await fc.assert(
    fc.asyncProperty(shape, limits, lives, async (kids, limit, plan: readonly Life[]) => {
      const tree = named(kids);
      const { seen, script } = player(limit);
      const options = { settings: { spawn: { ...limit, maxLive: MAX_LIVE } }, agents: { lead: script } };
      const begin = (it: EngineFixture) => it.send(`T${JSON.stringify(tree)}`);
      await using last = await liveThrough({ options, plan, begin, onDeath: () => (seen.live = 0) });
      const { it } = last;
      await expect.poll(() => it.replies().length, POLL).toBe(1);
      await expect.poll(() => it.store.graphs.open().length, POLL).toBe(0);
      const [reply = ""] = it.replies();
      expect(findLeaves(reply).sort()).toEqual(leaves(tree).sort());
      expectLimits(it, tree, limit);
      expectOneEndEach(it);
      expect(seen.most).toBeLessThanOrEqual(MAX_LIVE);
      happened.kills += last.kills;
      happened.refusals += read(it).refused.size;
    }),
    { numRuns: 25, examples: [EXAMPLE, FULL] },
  );
  // The property says nothing about what did not happen.
  expect(happened.kills).toBeGreaterThan(1);
  expect(happened.refusals).toBeGreaterThan(1);
});
