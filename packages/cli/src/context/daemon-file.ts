/** Reads `<home>/daemon.json`: which process serves this home, and where. A file with senseless content counts as absent. */
import { readFile } from "node:fs/promises";
import { isSameProcess } from "@tinyagi/base/process-table";

/** The entry of a running daemon. */
export interface DaemonInfo {
  readonly pid: number;
  readonly startTime: string;
  /** The address it was asked to listen on. Undefined for a daemon of an older release. */
  readonly host?: string;
  readonly port: number;
  readonly bootId: string;
  readonly version: string;
}

/** Undefined without a readable, sensible file. Does not check whether that daemon is alive. */
export async function readDaemonFile(file: string): Promise<DaemonInfo | undefined> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch {
    // Absent, or being written right now: the caller tries again or treats the daemon as not running.
    return undefined;
  }
  return isDaemonInfo(value) ? value : undefined;
}

/** The daemon of the file if its process is alive and is the same one. */
export async function readLivingDaemon(file: string): Promise<DaemonInfo | undefined> {
  const info = await readDaemonFile(file);
  return info !== undefined && (await isSameProcess(info.pid, info.startTime)) ? info : undefined;
}

function isDaemonInfo(value: unknown): value is DaemonInfo {
  if (typeof value !== "object" || value === null) return false;
  const { pid, startTime, host, port, bootId, version } = value as Record<string, unknown>;
  return (
    (host === undefined || typeof host === "string") &&
    Number.isSafeInteger(pid) &&
    Number.isSafeInteger(port) &&
    typeof startTime === "string" &&
    typeof bootId === "string" &&
    typeof version === "string"
  );
}
