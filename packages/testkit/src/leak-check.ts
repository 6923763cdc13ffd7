/**
 * Finds agent processes that are still alive, by the mark in their environment.
 * It reads /proc only and never ends a process. Where there is no /proc it throws instead of reporting "none".
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const MARK = "TINYAGI_RUN_ID";
/** codex starts its sandbox helpers with an empty environment: they are found by their program and arguments. */
const UNMARKED_PROGRAM = /(?:^|\/)(?:bwrap|codex|codex-linux-sandbox)$/;

/** A living process that carries the mark of a run. */
export interface LeftProcess {
  readonly pid: number;
  /** Empty for a sandbox helper whose environment was cleared. */
  readonly runId: string;
  readonly agentId: string | undefined;
  readonly command: string;
}

/**
 * Lists the living processes of agent runs that belong to a home, in any process group.
 *
 * @param mark - A text in the processes' environment or working directory, such as the path `TempHome.root`.
 * @throws On systems without /proc.
 */
export function leakCheck(mark: string): LeftProcess[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => inspect(pid, mark));
}

function inspect(pid: string, mark: string): LeftProcess[] {
  try {
    const environ = readFileSync(`/proc/${pid}/environ`, "utf8");
    const values = new Map(environ.split("\0").map(splitVariable));
    const runId = values.get(MARK) ?? "";
    // The agent host of a daemon carries a mark too. It is no agent, and ends by itself.
    if (runId.startsWith("host ")) return [];
    const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    const command = argv.join(" ").trim();
    const places = [environ, readlinkSync(`/proc/${pid}/cwd`), command];
    if (runId === "" && !UNMARKED_PROGRAM.test(argv[0] ?? "")) return [];
    if (!places.some((place) => place.includes(mark))) return [];
    return [{ pid: Number(pid), runId, agentId: values.get("TINYAGI_AGENT_ID"), command }];
  } catch {
    // The process ended meanwhile, or belongs to another user and so to no test.
    return [];
  }
}

function splitVariable(variable: string): [string, string] {
  const at = variable.indexOf("=");
  return at < 0 ? [variable, ""] : [variable.slice(0, at), variable.slice(at + 1)];
}
