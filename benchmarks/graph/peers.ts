/** The peer libraries in the same session: installed from their own lock file, each case beside the engine's own. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { compile, type Execute, runGraph } from "@tinyagi/graph";
import type { Figure } from "../support/figure.js";
import { rounds } from "../support/rounds.js";
import { WIDE } from "./structural.js";

const INSTALL_TIMEOUT_MS = 180_000;
const COUNT = 1_000;
const TREE_LEVELS = 10;
const TREE_AGENTS = 2 ** TREE_LEVELS - 1;
const ROUNDS = 3;

interface Peer {
  agents(count: number): Promise<unknown>;
  tree(levels: number): Promise<unknown>;
}
interface LangGraph extends Peer {
  fanOut(count: number): () => Promise<unknown>;
}

/** @throws when the peers cannot be installed */
export async function measurePeers(): Promise<Figure[]> {
  const folder = new URL("./peers.ts", import.meta.url);
  if (!existsSync(new URL("node_modules/", folder))) {
    const options = { cwd: folder, stdio: "inherit", timeout: INSTALL_TIMEOUT_MS } as const;
    execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], options);
  }
  const langGraph = (await import(new URL("langgraph.mjs", folder).href)) as LangGraph;
  const aiSdk = (await import(new URL("ai-sdk.mjs", folder).href)) as Peer;
  const fan = langGraph.fanOut(COUNT);
  const times = await rounds(
    {
      "agents at once: this engine": () => ownAgents(COUNT),
      "agents at once: LangGraph.js": () => langGraph.agents(COUNT),
      "agents at once: AI SDK": () => aiSdk.agents(COUNT),
      "dynamic fan-out: this engine": () => ownFanOut(COUNT),
      "dynamic fan-out: LangGraph.js Send": fan,
      "binary recursion: this engine": () => ownTree(),
      "binary recursion: LangGraph.js": () => langGraph.tree(TREE_LEVELS),
      "binary recursion: AI SDK": () => aiSdk.tree(TREE_LEVELS),
    },
    ROUNDS,
  );
  return [...times].map(([what, { wall }]) => {
    const count = what.startsWith("binary") ? TREE_AGENTS : COUNT;
    return {
      name: `${count.toLocaleString("en")} ${what}, an agent`,
      value: (wall * 1_000) / count,
      unit: "µs",
    };
  });
}

const tool = async (value: string): Promise<string> => value;

function run(count: number, execute: Execute): Promise<unknown> {
  const agents = Array.from({ length: count }, (_, i) => ({
    id: `n${i}`,
    prompt: `Part ${i}`,
    canSpawn: true,
  }));
  const plan = { version: 1 as const, goal: "peers", agents, output: agents.map((agent) => agent.id) };
  const { graph } = compile(plan, { capabilities: { tools: [] }, limits: WIDE });
  return runGraph(graph, { execute, limits: WIDE, onEvent: () => {} });
}

function ownAgents(count: number): Promise<unknown> {
  return run(count, async (node) => ({ output: await tool(await tool(node.id)) }));
}

function ownFanOut(count: number): Promise<unknown> {
  return run(1, async (node, ctx) => {
    if (ctx.depth > 0) return { output: node.id };
    const specs = Array.from({ length: count }, (_, i) => ({ id: `c${i}`, prompt: `Child ${i}` }));
    return { output: (await ctx.spawn(specs)).size };
  });
}

function ownTree(): Promise<unknown> {
  return run(1, async (node, ctx) => {
    await tool(node.id);
    if (ctx.depth === TREE_LEVELS - 1) return { output: 1 };
    const specs = ["l", "r"].map((id) => ({ id, prompt: `${id} of ${node.id}`, canSpawn: true }));
    return { output: (await ctx.spawn(specs)).size };
  });
}
