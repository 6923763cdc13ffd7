/**
 * Finds agent processes that are still alive, by the mark in their environment.
 * It reads /proc only and never ends a process. Where there is no /proc it throws instead of reporting "none".
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const MARK = "TINYAGI_RUN_ID";

/** A living process that carries the mark of a run. */
export interface MarkedProcess {
  readonly pid: number;
  readonly runId: string;
  readonly agentId: string | undefined;
  readonly command: string;
}

/**
 * Lists the living processes of agent runs that belong to a home, whatever process group they are in.
 *
 * @param mark - A path or other text that stands in the processes' environment or is a part of their working
 *   directory, such as `TempHome.root`.
 * @throws On systems without /proc.
 */
export function leakCheck(mark: string): MarkedProcess[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => inspect(pid, mark));
}

function inspect(pid: string, mark: string): MarkedProcess[] {
  try {
    const environ = readFileSync(`/proc/${pid}/environ`, "utf8");
    const values = new Map(environ.split("\0").map(splitVariable));
    const runId = values.get(MARK);
    if (runId === undefined) return [];
    if (!environ.includes(mark) && !readlinkSync(`/proc/${pid}/cwd`).includes(mark)) return [];
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return [{ pid: Number(pid), runId, agentId: values.get("TINYAGI_AGENT_ID"), command }];
  } catch {
    // The process ended while it was looked at, or belongs to another user and so to no test of ours.
    return [];
  }
}

function splitVariable(variable: string): [string, string] {
  const at = variable.indexOf("=");
  return at < 0 ? [variable, ""] : [variable.slice(0, at), variable.slice(at + 1)];
}
