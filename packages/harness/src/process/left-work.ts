/**
 * What a program left running: processes that outlive it or its answer. They are ended with the run, and a person must learn
 * of it, because an answer may promise what they were to do. Looks only; ends nothing.
 */
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  findMarkedProcesses,
  type ProcessEntry,
  readCommandLine,
  readProcesses,
} from "@tinyagi/base/process-table";
import type { Contained } from "../containment/containment-contract.js";
import type { LeftWork } from "./child-contract.js";
import { isGroupGone } from "./process-group.js";
import { listMembers } from "./processor-time.js";

/** Time for what ends with a program: sandboxes, servers that lose their pipe. */
const SETTLE_MS = 400;
const POLL_MS = 25;
const COMMANDS_MAX = 10;
const COMMAND_MAX_CHARS = 200;
/** What agent CLIs consist of, so that it is none of their work. */
const OWN_PROGRAMS: ReadonlySet<string> = new Set(["bwrap", "node", "bun", "claude", "codex", "opencode"]);

/** Where processes of the run may be. */
export interface LeftWorkPlace {
  /** Pid of the program, which leads its group. */
  readonly leader: number;
  readonly contained: Pick<Contained, "processes">;
  readonly mark: string;
  /** Whether tools were at work: only they start what leaves the group, and the search for it reads all processes. */
  readonly usedTool: boolean;
}

/** Of a program that has ended. @returns undefined if nothing is left */
export async function leftWork(place: LeftWorkPlace): Promise<LeftWork | undefined> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const pids = await remaining(place);
    if (pids.length === 0) return undefined;
    if (performance.now() >= deadline) return workOf(pids);
    await delay(POLL_MS);
  }
}

/** Of a program that runs on after its answer: all that it started, except for what it consists of. */
export async function workBeside(leader: number, command: string): Promise<LeftWork | undefined> {
  const entries = (await readProcesses()) ?? [];
  const pids = listMembers(entries, leader).filter((entry) => isAlive(entry) && entry.pid !== leader);
  return workOf(
    pids.map(({ pid }) => pid),
    (program) => !OWN_PROGRAMS.has(program) && program !== basename(command),
  );
}

async function remaining({ leader, contained, mark, usedTool }: LeftWorkPlace): Promise<number[]> {
  const [group, held, marked] = await Promise.all([
    groupMembers(leader),
    contained.processes(),
    usedTool && mark !== "" ? findMarkedProcesses((runId) => runId === mark) : [],
  ]);
  return [...new Set([...group, ...held, ...marked.map(({ pid }) => pid)])];
}

async function groupMembers(leader: number): Promise<number[]> {
  if (await isGroupGone(leader)) return [];
  const entries = (await readProcesses()) ?? [];
  return entries.filter((entry) => isAlive(entry) && entry.group === leader).map(({ pid }) => pid);
}

function isAlive({ isZombie }: ProcessEntry): boolean {
  return !isZombie;
}

/** What processes are, for a person to read. @returns undefined if none of them is work */
export async function workOf(
  pids: readonly number[],
  isWork: (program: string) => boolean = () => true,
): Promise<LeftWork | undefined> {
  const lines = await Promise.all(pids.map(readCommandLine));
  const commands = lines.filter((line) => line !== undefined).filter((line) => isWork(programIn(line)));
  if (commands.length === 0) return undefined;
  const shown = commands.slice(0, COMMANDS_MAX).map((line) => line.slice(0, COMMAND_MAX_CHARS));
  return { count: commands.length, commands: shown };
}

function programIn(line: string): string {
  return basename(line.split(" ", 1)[0] ?? "");
}
