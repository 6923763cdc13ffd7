/**
 * Stops the daemon of a home. Guarantees: a signal goes only to the process that wrote `daemon.json` (pid and start
 * time agree), never to pid 1, never to a process that got the number later. A daemon that hangs is killed, and the next
 * one is told that it hung, so that the work that made it hang does not do so again and again.
 */
import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isSameProcess } from "@tinyagi/base/process-table";
import type { CliContext } from "../context/context.js";
import { type DaemonInfo, readDaemonFile } from "../context/daemon-file.js";
import { CliError } from "../error/cli-error.js";
import { EXIT } from "../error/exit-code.js";

const LOOK_EVERY_MS = 40;
/** After the second SIGTERM the daemon ends its agents without waiting for them. */
const HURRY_MS = 10_000;
const KILL_MS = 5_000;

export type StopResult =
  | { stopped: false; reason: "not running" | "stale file"; pid?: number }
  | { stopped: true; pid: number; how: "drained" | "hurried" | "killed"; tookMs: number };

export interface StopOptions {
  /** Milliseconds for a clean shutdown. */
  deadlineMs: number;
  /** SIGKILL right after the deadline, without the time that a daemon needs to end its agents. */
  force: boolean;
}

/** @throws CliError when the process must not or cannot be signalled, or does not end */
export async function stopDaemon(context: CliContext, options: StopOptions): Promise<StopResult> {
  const info = await readDaemonFile(context.paths.daemonFile);
  if (info === undefined) return { stopped: false, reason: "not running" };
  if (info.pid <= 1 || info.pid === process.pid) {
    throw new CliError(
      "ILLEGAL_TRANSITION",
      `daemon.json names process ${info.pid}, which cannot be the daemon.`,
      {
        hint: `Remove this file: ${context.paths.daemonFile}`,
      },
    );
  }
  if (!(await isSameProcess(info.pid, info.startTime))) {
    return { stopped: false, reason: "stale file", pid: info.pid };
  }
  const began = performance.now();
  const took = (): number => Math.round(performance.now() - began);
  const stages = [
    { signal: "SIGTERM", waitMs: options.deadlineMs, how: "drained" },
    ...(options.force ? [] : [{ signal: "SIGTERM", waitMs: HURRY_MS, how: "hurried" } as const]),
    { signal: "SIGKILL", waitMs: KILL_MS, how: "killed" },
  ] as const;
  for (const { signal, waitMs, how } of stages) {
    if (how !== "drained") context.output.talk(`The daemon is still running. Sending ${signal}.`);
    if (how === "killed" && !options.force) await markHung(context, info);
    sendSignal(info, signal);
    if (await waitForEnd(context, info, waitMs)) return { stopped: true, pid: info.pid, how, tookMs: took() };
  }
  throw new CliError(
    "TIMED_OUT",
    `TinyAGI (pid ${info.pid}) did not stop within ${Math.round(took() / 1_000)} s.`,
    {
      exitCode: EXIT.failed,
      hint: `Check the process with: ps -p ${info.pid}`,
    },
  );
}

/** The next daemon reads it (`daemon/src/hung-mark.ts`). */
async function markHung({ paths }: CliContext, { bootId }: DaemonInfo): Promise<void> {
  await writeFile(paths.hungFile, bootId, { mode: 0o600 }).catch(() => {
    // Without the mark the hang counts as a crash. The daemon must be stopped all the same.
  });
}

function sendSignal(info: DaemonInfo, signal: NodeJS.Signals): void {
  try {
    process.kill(info.pid, signal);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // It stopped between the check and the signal, as requested.
    if (code === "ESRCH") return;
    throw new CliError("FORBIDDEN", `Process ${info.pid} belongs to another user.`, {
      hint: "Run tinyagi stop as that user",
      cause: error,
    });
  }
}

async function waitForEnd(context: CliContext, info: DaemonInfo, waitMs: number): Promise<boolean> {
  const until = performance.now() + waitMs;
  while (await isSameProcess(info.pid, info.startTime)) {
    if (performance.now() >= until) return false;
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  }
  return true;
}
