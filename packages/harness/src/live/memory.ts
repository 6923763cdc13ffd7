/** The memory of programs that are kept, as the system counts it. Shared pages count for each process, so it is rather too much. */
import { readFile } from "node:fs/promises";
import { readProcesses } from "@tinyagi/base/process-table";
import { listMembers } from "../process/processor-time.js";

const KIB = 1024;
const RESIDENT = /^VmRSS:[ \t]{0,20}(\d{1,15}) kB$/m;

/** Bytes of each program with everything below it. Without a system that says it: 0. */
export async function memoryOf(leaders: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (leaders.length === 0 || process.platform !== "linux") return new Map();
  const entries = (await readProcesses()) ?? [];
  const sums = leaders.map(async (leader): Promise<[number, number]> => {
    const bytes = await Promise.all(listMembers(entries, leader).map(({ pid }) => residentOf(pid)));
    return [leader, bytes.reduce((sum, one) => sum + one, 0)];
  });
  return new Map(await Promise.all(sums));
}

async function residentOf(pid: number): Promise<number> {
  try {
    return Number(RESIDENT.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * KIB;
  } catch {
    return 0; // It has ended.
  }
}
