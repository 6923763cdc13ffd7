/**
 * The processor time that a program and everything it started have used: a sign of life of one that writes nothing. What left
 * both its group and its ancestors is not counted here; a control group counts it.
 */
import { type ProcessEntry, readProcesses, wantsToWork } from "@tinyagi/base/process-table";

/** The share of one processor from which on a program counts as computing. Waiting programs use a hundredth of it. */
const COMPUTING_SHARE = 0.05;

/** Processor time at a moment. */
export interface ProcessorTime {
  readonly usedMs: number;
  /** `performance.now()` */
  readonly at: number;
}

/** What a program has used, and whether it would go on if it got a processor: on a busy machine it may get none for long. */
export interface ProgramWork {
  readonly usedMs: number;
  readonly wantsMore: boolean;
}

/** @param leader - pid of the program, which leads its group. @returns undefined where the system does not say */
export async function readProgramWork(leader: number): Promise<ProgramWork | undefined> {
  const entries = await readProcesses();
  if (entries === undefined) return undefined;
  const members = listMembers(entries, leader);
  return { usedMs: sumAll(members), wantsMore: await wantsToWork(members.map(({ pid }) => pid)) };
}

/** The processes of the group, and all descendants of them and of the leader: also those in groups and namespaces of their own. */
export function listMembers(entries: readonly ProcessEntry[], leader: number): ProcessEntry[] {
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of entries) {
    const siblings = children.get(entry.parent);
    if (siblings === undefined) children.set(entry.parent, [entry]);
    else siblings.push(entry);
  }
  const members = new Map<number, ProcessEntry>();
  const open = entries.filter(({ pid, group }) => pid === leader || group === leader);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (members.has(next.pid)) continue;
    members.set(next.pid, next);
    open.push(...(children.get(next.pid) ?? []));
  }
  return [...members.values()];
}

/** Whether it worked between two moments. Time that got less means that processes of it have ended, which is life, too. */
export function isComputing(before: ProcessorTime, now: ProcessorTime): boolean {
  const usedMs = now.usedMs - before.usedMs;
  return usedMs < 0 || usedMs >= (now.at - before.at) * COMPUTING_SHARE;
}

function sumAll(members: readonly ProcessEntry[]): number {
  return members.reduce((sum, { processorMs }) => sum + processorMs, 0);
}
