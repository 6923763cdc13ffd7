/** Runs: cost per agent, latency above the model, heap while waiting, dynamic fan-out, recursion. */
import { compile, createMemoryJournal, type Execute, type Graph, runGraph } from "@tinyagi/graph";
import type { Figure } from "../support/figure.js";
import { heapBytes, rounds } from "../support/rounds.js";
import { median, percentile } from "../support/statistics.js";
import { openJournalFile } from "./sqlite.js";
import { WIDE } from "./structural.js";

const ROUNDS = 7;
const tool = async (value: string): Promise<string> => value;
const delay = (ms: number): Promise<void> =>
  ms === 0 ? Promise.resolve() : new Promise((resolve) => void setTimeout(resolve, ms));

function flat(count: number): Graph {
  const agents = Array.from({ length: count }, (_, i) => ({
    id: `n${i}`,
    prompt: `Part ${i}`,
    canSpawn: true,
  }));
  const plan = { version: 1 as const, goal: "benchmark", agents, output: agents.map((agent) => agent.id) };
  return compile(plan, { capabilities: { tools: [] }, limits: WIDE }).graph;
}

/** One model call and one tool call. */
async function work(id: string, ms: number): Promise<string> {
  await delay(ms);
  return await tool(id);
}

export async function costPerAgent(): Promise<Figure[]> {
  const count = 10_000;
  const graph = flat(count);
  const execute: Execute = async (node) => ({ output: await work(node.id, 0) });
  const limits = WIDE;
  const onEvent = () => {};
  await using file = openJournalFile();
  const sqlite = () => ({ journal: file.journal, runId: file.nextId() });
  const times = await rounds(
    {
      bare: () => Promise.all(Array.from({ length: count }, (_, i) => work(`n${i}`, 0))),
      run: () => runGraph(graph, { execute, limits }),
      events: () => runGraph(graph, { execute, limits, onEvent }),
      journal: () => runGraph(graph, { execute, limits, onEvent, journal: createMemoryJournal() }),
      sqlite: () => runGraph(graph, { execute, limits, onEvent, ...sqlite() }),
      compiled: async () => runGraph(flat(count), { execute, limits, onEvent }),
    },
    ROUNDS,
  );
  const row = (what: string, name: string, max?: number): Figure => ({
    name: `10,000 agents at once, 0 ms model: ${what}, an agent`,
    value: ((times.get(name)?.wall ?? Number.NaN) * 1_000) / count,
    unit: "µs",
    ...toAim(max),
  });
  return [
    row("bare promises", "bare"),
    row("run", "run"),
    row("run, events", "events", 15),
    row("run, events, journal", "journal", 30),
    row("run, events, journal in SQLite at FULL", "sqlite", 30),
    row("compile, run, events", "compiled"),
  ];
}

export async function latency(): Promise<Figure[]> {
  const rows: Figure[] = [];
  for (const count of [1_000, 10_000]) {
    const graph = flat(count);
    for (const ms of [0, 10]) {
      const own = { graph: [] as number[], bare: [] as number[] };
      const total = { graph: [] as number[], bare: [] as number[] };
      for (let round = 0; round < ROUNDS; round++) {
        for (const kind of ["bare", "graph"] as const) {
          const ends: number[] = [];
          const start = performance.now();
          const one = async (id: string) => {
            await work(id, ms);
            ends.push(performance.now() - start - ms);
            return { output: id };
          };
          if (kind === "bare") await Promise.all(Array.from({ length: count }, (_, i) => one(`n${i}`)));
          else await runGraph(graph, { execute: (node) => one(node.id), limits: WIDE });
          total[kind].push(performance.now() - start);
          own[kind].push(percentile(ends, 0.95));
        }
      }
      const name = `${count.toLocaleString("en")} concurrent, ${ms} ms model`;
      const isLimited = count === 10_000 && ms === 10;
      rows.push(
        { name: `${name}: agents`, value: (count / median(total.graph)) * 1_000, unit: "/s" },
        { name: `${name}: p95 above the model, bare promises`, value: median(own.bare), unit: "ms" },
        {
          name: `${name}: p95 above the model`,
          value: median(own.graph),
          unit: "ms",
          ...toAim(isLimited ? 100 : undefined),
        },
      );
    }
  }
  return rows;
}

export async function waitingHeap(): Promise<Figure[]> {
  const count = 10_000;
  const measure = async (start: (gate: Promise<void>) => Promise<unknown>): Promise<number> => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const before = heapBytes();
    const running = start(gate);
    await delay(20);
    const bytes = (heapBytes() - before) / count;
    open();
    await running;
    return bytes;
  };
  const graph = flat(count);
  const waits =
    (gate: Promise<void>): Execute =>
    async (node) => {
      await gate;
      return { output: node.id };
    };
  const signalled =
    (gate: Promise<void>): Execute =>
    async (node, ctx) => {
      await gate;
      return { output: ctx.signal.aborted ? "" : node.id };
    };
  const bare = await measure((gate) => Promise.all(Array.from({ length: count }, () => gate.then(() => 1))));
  const run = await measure((gate) => runGraph(graph, { execute: waits(gate), limits: WIDE }));
  const whole = await measure((gate) => runGraph(flat(count), { execute: waits(gate), limits: WIDE }));
  const journal = await measure((gate) =>
    runGraph(flat(count), {
      execute: signalled(gate),
      limits: WIDE,
      onEvent: () => {},
      journal: createMemoryJournal(),
    }),
  );
  const row = (what: string, bytes: number, isLimited: boolean): Figure => ({
    name: `heap for each waiting agent: ${what}`,
    value: bytes / 1_024,
    unit: "KiB",
    ...toAim(isLimited ? 4 : undefined),
  });
  return [
    row("bare promise", bare, false),
    row("run", run, true),
    row("graph and run", whole, true),
    row("graph, run, events, journal", journal, true),
  ];
}

export async function growing(): Promise<Figure[]> {
  const one = flat(1);
  const fanOut: Execute = async (node, ctx) => {
    if (ctx.depth > 0) return { output: node.id };
    const specs = Array.from({ length: 1_000 }, (_, i) => ({ id: `c${i}`, prompt: `Child ${i}` }));
    return { output: (await ctx.spawn(specs)).size };
  };
  const tree: Execute = async (node, ctx) => {
    if (ctx.depth === 9) return { output: 1 };
    const answers = await ctx.spawn(
      ["l", "r"].map((id) => ({ id, prompt: `${id} of ${node.id}`, canSpawn: true })),
    );
    return { output: 1 + Number(answers.get("l")) + Number(answers.get("r")) };
  };
  const bareTree = async (depth: number): Promise<number> => {
    if (depth === 9) return 1;
    const [l, r] = await Promise.all([bareTree(depth + 1), bareTree(depth + 1)]);
    return 1 + l + r;
  };
  const limits = WIDE;
  await using file = openJournalFile();
  const sqlite = () => ({ journal: file.journal, runId: file.nextId() });
  const times = await rounds(
    {
      bareFan: () => Promise.all(Array.from({ length: 1_000 }, (_, i) => tool(`c${i}`))),
      fan: () => runGraph(one, { execute: fanOut, limits }),
      fanJournal: () => runGraph(one, { execute: fanOut, limits, journal: createMemoryJournal() }),
      fanSqlite: () => runGraph(one, { execute: fanOut, limits, ...sqlite() }),
      bareTree: () => bareTree(0),
      tree: () => runGraph(one, { execute: tree, limits }),
      treeJournal: () => runGraph(one, { execute: tree, limits, journal: createMemoryJournal() }),
      treeSqlite: () => runGraph(one, { execute: tree, limits, ...sqlite() }),
    },
    15,
  );
  const row = (what: string, name: string, unit: "µs" | "ms", max?: number): Figure => ({
    name: what,
    value: times.get(name)?.wall ?? Number.NaN,
    unit,
    ...toAim(max),
  });
  return [
    row("dynamic fan-out of 1,000, a child: bare promises", "bareFan", "µs"),
    row("dynamic fan-out of 1,000, a child", "fan", "µs", 25),
    row("dynamic fan-out of 1,000, a child, journal", "fanJournal", "µs"),
    row("dynamic fan-out of 1,000, a child, journal in SQLite at FULL", "fanSqlite", "µs"),
    row("depth-10 binary recursion, 1,023 agents: bare promises", "bareTree", "ms"),
    row("depth-10 binary recursion, 1,023 agents", "tree", "ms", 30),
    row("depth-10 binary recursion, 1,023 agents, journal", "treeJournal", "ms"),
    row("depth-10 binary recursion, journal in SQLite at FULL", "treeSqlite", "ms"),
  ];
}

function toAim(max: number | undefined): Pick<Figure, "aim"> {
  return max === undefined ? {} : { aim: { max } };
}
