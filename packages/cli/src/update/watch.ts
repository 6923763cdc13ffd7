/** Watches a new version that serves, and finds out whether the old one could still use the data. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isSameProcess } from "@tinyagi/base/process-table";
import type { CliContext } from "../context/context.js";
import { readDaemonFile } from "../context/daemon-file.js";
import { readReason } from "../control/failure-reason.js";

const LOOK_EVERY_MS = 200;
const MIGRATIONS = "dist/kernel/src/store/migrations";

/**
 * Watches the daemon that serves now. A daemon that somebody stops is not a fault: it removes its entry, and one that
 * crashes leaves it.
 *
 * @param forMs 0: does not watch
 * @returns why the version is given up; undefined when it lived that long
 */
export async function crashWithin(context: CliContext, forMs: number): Promise<string | undefined> {
  const { daemonFile, logFile } = context.paths;
  const daemon = forMs > 0 ? await readDaemonFile(daemonFile) : undefined;
  if (daemon === undefined) return undefined;
  const { size: logStart } = statSync(logFile, { throwIfNoEntry: false }) ?? { size: 0 };
  const began = performance.now();
  while (await isSameProcess(daemon.pid, daemon.startTime)) {
    if (performance.now() - began >= forMs) return undefined;
    await sleep(LOOK_EVERY_MS);
  }
  if ((await readDaemonFile(daemonFile)) === undefined) return undefined;
  const seconds = Math.round((performance.now() - began) / 1_000);
  const lines = logStart === 0 ? [] : await readReason(logFile, logStart);
  // Node writes the place in the code first.
  const reason = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? "its log does not say why";
  return `it crashed within ${seconds} s after it had started: ${reason}`;
}

/** Whether two versions keep their data in the same tables. A package whose migrations are elsewhere counts as different. */
export function sharesTables(one: string, other: string): boolean {
  const [mine, theirs] = [migrationsIn(one), migrationsIn(other)];
  return mine !== undefined && mine === theirs;
}

function migrationsIn(packageDir: string): string | undefined {
  try {
    return readdirSync(join(packageDir, MIGRATIONS)).sort().join("\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
