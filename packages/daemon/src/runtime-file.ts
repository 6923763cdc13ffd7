/** `<home>/daemon.json`: where the running daemon is found. Written once it serves, removed at an orderly stop; never trusted without checking pid and start time. */
import { readFileSync, rmSync } from "node:fs";
import { AppError } from "@tinyagi/contracts";
import { processStartTime, writeFileAtomic } from "@tinyagi/core";

/** Reading one's own start time fails only for a moment (no descriptor, no process for `ps`). */
const START_TIME_TRIES = 3;

export interface RuntimeFacts {
  pid: number;
  /** Start of the process as the kernel tells it; a reused pid has another. */
  startTime: string;
  port: number;
  bootId: string;
  version: string;
}

export async function writeRuntimeFile(path: string, facts: RuntimeFacts): Promise<void> {
  await writeFileAtomic({ path, data: `${JSON.stringify(facts)}\n` });
}

/** @returns what the file says; undefined when there is none, or none that makes sense */
export function readRuntimeFile(path: string): Pick<RuntimeFacts, "pid" | "startTime"> | undefined {
  try {
    const { pid, startTime } = JSON.parse(readFileSync(path, "utf8")) as Partial<RuntimeFacts>;
    return Number.isInteger(pid) && typeof startTime === "string"
      ? { pid: Number(pid), startTime }
      : undefined;
  } catch {
    // Missing, or half of a file: no daemon can be named by it.
    return undefined;
  }
}

export function removeRuntimeFile(path: string): void {
  rmSync(path, { force: true });
}

/**
 * The start time of this process. Without it nobody could tell the daemon from a later process with its pid, so
 * a daemon that cannot learn it does not serve.
 *
 * @throws AppError `INTERNAL`
 */
export async function ownStartTime(
  read: (pid: number) => Promise<string | undefined> = processStartTime,
): Promise<string> {
  for (let tries = 0; tries < START_TIME_TRIES; tries += 1) {
    const found = await read(process.pid);
    if (found !== undefined) return found;
  }
  throw new AppError(
    "INTERNAL",
    "The start time of the daemon's process cannot be read. It needs /proc on Linux and the program `ps` elsewhere.",
  );
}
