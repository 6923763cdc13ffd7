/**
 * The same message to a real program, claude or codex, as a process of its own and in one that stays open, with a model that answers at once. The
 * two take turns, so that a busy machine hits both alike. Processor time hardly depends on what else the machine does.
 */
import { readFileSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type LiveHome, openLiveHome } from "../../tests/e2e/support/live-home.js";
import type { Figure } from "../support/figure.js";
import { listChildren, processorTime } from "../support/processor-time.js";
import { median } from "../support/statistics.js";

const ROUNDS = 9;
const IDLE_MS = 10_000;
const MIB = 2 ** 20;
const PAGE_BYTES = 4_096;
/** Points of a long session at which its memory is read. */
const POINTS = 10;

/** Medians of one message. */
interface Cost {
  readonly first: number;
  readonly whole: number;
  readonly processor: number;
}

/** Where a program keeps its sessions, below the home of its user. */
const SESSIONS = { claude: [".claude", "projects"], codex: [".codex", "sessions"] } as const;
export type LiveProgramName = keyof typeof SESSIONS;

interface LiveOptions {
  /** Of a long session, whose memory is then measured, too. */
  readonly messages?: number | undefined;
  /** Default: claude. */
  readonly program?: LiveProgramName | undefined;
}

export async function measureLive({ messages, program = "claude" }: LiveOptions = {}): Promise<Figure[]> {
  await using home = await openLiveHome(() => ({ text: "READY" }), {}, program);
  const costs = { alone: [] as Cost[], kept: [] as Cost[] };
  let pid = 0;
  for (let round = -1; round < ROUNDS; round += 1)
    for (const agent of ["alone", "kept"] as const) {
      const { pid: used, ...cost } = await timeOne(home, agent, pid);
      if (agent === "kept") pid = used;
      if (round >= 0) costs[agent].push(cost);
    }
  const [cold, warm] = [mediansOf(costs.alone), mediansOf(costs.kept)];
  const before = processorTime(pid).own;
  await delay(IDLE_MS);
  const idle = ((processorTime(pid).own - before) / IDLE_MS) * 100;
  return [
    ...figuresOf("a process a message", cold),
    ...figuresOf("an open process", warm),
    { name: "first words, open / new", value: warm.first / cold.first, unit: "", aim: { max: 0.15 } },
    { name: "whole turn, open / new", value: warm.whole / cold.whole, unit: "", aim: { max: 0.15 } },
    {
      name: "processor time, open / new",
      value: warm.processor / cold.processor,
      unit: "",
      aim: { max: 0.15 },
    },
    { name: "an open process that waits: processor", value: idle, unit: "%", aim: { max: 1 } },
    { name: "an open process that waits: memory", value: memory(pid), unit: "MB" },
    ...(messages === undefined ? [] : await measureSession(home, { messages, pid, program })),
  ];
}

function figuresOf(what: string, { first, whole, processor }: Cost): Figure[] {
  return [
    { name: `${what}: first words`, value: first, unit: "ms" },
    { name: `${what}: whole turn`, value: whole, unit: "ms" },
    { name: `${what}: processor time`, value: processor, unit: "ms" },
  ];
}

function mediansOf(costs: readonly Cost[]): Cost {
  const of = (name: keyof Cost) => median(costs.map((cost) => cost[name]));
  return { first: of("first"), whole: of("whole"), processor: of("processor") };
}

/** @param open the process that stays open; 0: none yet */
async function timeOne(home: LiveHome, agent: string, open: number): Promise<Cost & { pid: number }> {
  const { client, pid: daemon } = home.daemon();
  const used = () =>
    listChildren(daemon).reduce((sum, host) => sum + processorTime(host).children, 0) +
    (open === 0 ? 0 : processorTime(open).own);
  const usedBefore = used();
  const begun = performance.now();
  const at: { first?: number; whole?: number; pid?: number } = {};
  await client.sendAndWait(
    { agent, message: "hello" },
    {
      onEvent({ type, data }) {
        if (type === "run.spawned") at.pid = (data as { pid: number }).pid;
        if (type === "run.progressed") at.first ??= performance.now() - begun;
        if (type === "run.completed") at.whole ??= performance.now() - begun;
      },
    },
  );
  const { whole = Number.NaN, first = whole, pid = 0 } = at;
  return { first, whole, processor: used() - usedBefore, pid };
}

/** Of the program alone: its helpers are small. */
function memory(pid: number): number {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
  return (Number(pages) * PAGE_BYTES) / MIB;
}

/** The slope is that of the second half: at first, every program fills its caches. */
async function measureSession(
  home: LiveHome,
  { messages, pid, program }: { messages: number; pid: number; program: LiveProgramName },
): Promise<Figure[]> {
  const points: { at: number; mib: number }[] = [];
  const { client } = home.daemon();
  for (let at = 1; at <= messages; at += 1) {
    await client.sendAndWait({ agent: "kept", message: `hello ${at}` });
    if (at % Math.ceil(messages / POINTS) === 0) points.push({ at, mib: memory(pid) });
  }
  const half = points.slice(Math.floor(points.length / 2));
  const [from, to] = [half[0], half.at(-1)];
  const slope = from === undefined || to === undefined ? Number.NaN : (to.mib - from.mib) / (to.at - from.at);
  return [
    { name: `${messages} messages: memory at the end`, value: points.at(-1)?.mib ?? Number.NaN, unit: "MB" },
    { name: `${messages} messages: memory of each, second half`, value: slope * 1_024, unit: "KB" },
    {
      name: `${messages} messages: session on disk`,
      value: await sessionKilobytes(home, program),
      unit: "KB",
    },
    { name: `${messages} messages: still one process`, value: (await isOpen(home, pid)) ? 1 : 0, unit: "" },
  ];
}

async function sessionKilobytes({ stage }: LiveHome, program: LiveProgramName): Promise<number> {
  const folder = join(stage.place.userHome, ...SESSIONS[program]);
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".jsonl"));
  return Math.max(...files.map((name) => statSync(join(folder, name)).size)) / 1_024;
}

async function isOpen(home: LiveHome, pid: number): Promise<boolean> {
  const { starts } = await home.ask("kept", "hello");
  return starts[0]?.pid === pid;
}
