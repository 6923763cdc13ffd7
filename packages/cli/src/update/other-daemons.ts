/**
 * Daemons of other homes that run the code of this installation. Their files must not change below them: they load parts
 * of the program when they need them. Linux only; elsewhere none is found.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import { CliError } from "../error/cli-error.js";
import type { Places } from "./places.js";

interface OtherDaemon {
  readonly pid: number;
  /** Undefined for another user's. */
  readonly home: string | undefined;
}

/** @throws CliError with what stops them */
export async function assertNoOtherDaemons(context: CliContext, { packageDir }: Places): Promise<void> {
  const own = (await readLivingDaemon(context.paths.daemonFile))?.pid;
  const others = listDaemons(context.daemonMain()).filter(({ pid }) => pid !== own);
  if (others.length === 0) return;
  const names = others.map(({ pid, home }) => (home === undefined ? `another user's (pid ${pid})` : home));
  const stops = others.flatMap(({ home }) =>
    home === undefined ? [] : [`TINYAGI_HOME='${home}' tinyagi stop`],
  );
  throw new CliError("CONFLICT", `Daemons of other homes run from ${packageDir}: ${names.join(", ")}`, {
    hint: `Stop them first${stops.length === 0 ? "" : `: ${stops.join("; ")}`}. Nothing was changed`,
  });
}

/** @param main the file that a daemon runs */
function listDaemons(main: string): OtherDaemon[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const words = entry(name, "cmdline");
    return words?.[1] === main ? [{ pid: Number(name), home: homeOf(entry(name, "environ")) }] : [];
  });
}

function homeOf(environ: readonly string[] | undefined): string | undefined {
  const value = (name: string) =>
    environ?.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
  const user = value("HOME");
  return value("TINYAGI_HOME") ?? (user === undefined ? undefined : join(user, ".tinyagi"));
}

/** Undefined for a process that ended meanwhile, or whose owner alone may read it. */
function entry(pid: string, file: "cmdline" | "environ"): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8").split("\0");
  } catch {
    return undefined;
  }
}
