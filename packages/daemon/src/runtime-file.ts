/**
 * `<home>/daemon.json` says where the running daemon is found. It is written when the daemon serves and removed at a
 * clean shutdown. Readers must check pid and start time before they trust it.
 */
import { readFileSync, rmSync } from "node:fs";
import { processStartTime, writeFileAtomic } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";

/** Reading the own start time fails only temporarily (no file descriptor, no process for `ps`). */
const START_TIME_TRIES = 3;

export interface RuntimeFacts {
  pid: number;
  /** Start time of the process as the kernel reports it. A process that reuses the pid has another. */
  startTime: string;
  /** The address that was asked for. 127.0.0.1 answers, whatever it is. */
  host: string;
  port: number;
  bootId: string;
  version: string;
}

export async function writeRuntimeFile(path: string, facts: RuntimeFacts): Promise<void> {
  await writeFileAtomic({ path, data: `${JSON.stringify(facts)}\n` });
}

/** @returns the content of the file; undefined when it is missing or invalid */
export function readRuntimeFile(path: string): Pick<RuntimeFacts, "pid" | "startTime"> | undefined {
  try {
    const { pid, startTime } = JSON.parse(readFileSync(path, "utf8")) as Partial<RuntimeFacts>;
    return Number.isInteger(pid) && typeof startTime === "string"
      ? { pid: Number(pid), startTime }
      : undefined;
  } catch {
    // Missing or incomplete, so it names no daemon.
    return undefined;
  }
}

export function removeRuntimeFile(path: string): void {
  rmSync(path, { force: true });
}

/**
 * The start time of this process. Without it a later process with the same pid would pass for the daemon, so a daemon
 * that cannot read it does not serve.
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
