/** What a worker's home knows of the daemon that it works for, and of its own process. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errorCode, replaceFileSync } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { homePaths } from "@tinyagi/home";
import { type Joined, joinedSchema } from "@tinyagi/worker";

export function joinedPath(home: string): string {
  return join(homePaths(home).auth, "joined.json");
}

/** @returns undefined when this home has joined no daemon @throws AppError `INVALID_INPUT` for a damaged file */
export function findJoined(home: string): Joined | undefined {
  const path = joinedPath(home);
  try {
    return joinedSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw new AppError("INVALID_INPUT", `${path} is damaged. Join again with a new code.`, { cause });
  }
}

export function saveJoined(home: string, joined: Joined): void {
  mkdirSync(homePaths(home).auth, { recursive: true, mode: 0o700 });
  replaceFileSync(joinedPath(home), JSON.stringify(joined));
}

/** `<home>/worker-process.json`, while it runs. Readers must check pid and start time before they trust it. */
export interface WorkerProcess {
  readonly pid: number;
  readonly startTime: string;
  readonly version: string;
  /** Whether the daemon has answered it. */
  readonly welcomed: boolean;
}

export function workerProcessPath(home: string): string {
  return join(home, "worker-process.json");
}

export function saveWorkerProcess(home: string, facts: WorkerProcess): void {
  replaceFileSync(workerProcessPath(home), `${JSON.stringify(facts)}\n`);
}

export function dropWorkerProcess(home: string): void {
  rmSync(workerProcessPath(home), { force: true });
}
