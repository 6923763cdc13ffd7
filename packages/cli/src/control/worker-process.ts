/**
 * The process of this machine's worker, in the background. Guarantees: a signal goes only to the process that wrote
 * `worker-process.json` (pid and start time agree), and a worker that ends while it starts is reported with its own words.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, fstatSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isSameProcess } from "@tinyagi/base/process-table";
import type { CliContext } from "../context/context.js";
import { makePrivateDirectory } from "../context/private-directory.js";
import { CliError } from "../error/cli-error.js";
import { EXIT } from "../error/exit-code.js";
import { readReason } from "./failure-reason.js";

const LOOK_EVERY_MS = 40;
/** Longer than a worker needs to end its agents. */
const STOP_MS = 30_000;
const KILL_MS = 5_000;
const PRIVATE_FILE = 0o600;

export interface WorkerInfo {
  readonly pid: number;
  readonly startTime: string;
  readonly version: string;
  /** Whether the daemon has answered it. */
  readonly welcomed: boolean;
}

/** Whether this home has joined a daemon. */
export function hasJoined({ paths }: CliContext): boolean {
  return existsSync(join(dirname(paths.tokenFile), "joined.json"));
}

/** The worker of this home if it runs. */
export async function readLivingWorker({ paths }: CliContext): Promise<WorkerInfo | undefined> {
  const info = await readInfo(join(paths.home, "worker-process.json"));
  return info !== undefined && (await isSameProcess(info.pid, info.startTime)) ? info : undefined;
}

async function readInfo(file: string): Promise<WorkerInfo | undefined> {
  try {
    const { pid, startTime, version, welcomed } = JSON.parse(await readFile(file, "utf8"));
    return Number.isSafeInteger(pid) && pid > 1 && typeof startTime === "string"
      ? { pid, startTime, version: String(version), welcomed: welcomed === true }
      : undefined;
  } catch {
    // Absent, or being written right now: the caller tries again or treats the worker as not running.
    return undefined;
  }
}

/** @throws CliError without the program or before this home has joined */
export function workerCommand(context: CliContext): { file: string; args: string[]; env: NodeJS.ProcessEnv } {
  if (!hasJoined(context))
    throw new CliError("NOT_FOUND", `The home ${context.paths.home} has joined no daemon.`, {
      hint: "On the daemon's machine: tinyagi worker invite <name>; then here: tinyagi worker join <code>",
    });
  const main = join(dirname(context.daemonMain()), "worker", "main.js");
  if (!existsSync(main)) {
    throw new CliError("INTERNAL", "The worker is not built.", { hint: "Build it: npm run setup" });
  }
  return { file: process.execPath, args: [main], env: { ...context.env, TINYAGI_HOME: context.paths.home } };
}

/**
 * Resolves when the daemon has answered the worker, or when the time is over: it may be away, and is waited for.
 * @throws CliError with the worker's own words when it ends
 */
export async function startWorkerProcess(
  context: CliContext,
  deadlineMs: number,
): Promise<{ worker: WorkerInfo; already: boolean }> {
  const present = await readLivingWorker(context);
  if (present !== undefined) return { worker: present, already: true };
  const { file, args, env } = workerCommand(context);
  const log = openLog(context);
  const child = spawn(file, args, {
    cwd: context.paths.home,
    env,
    // Its own session: closing this terminal must not end it.
    detached: true,
    stdio: ["ignore", log.descriptor, log.descriptor],
  });
  try {
    return {
      worker: await waitUntilRunning(context, { child, logStart: log.start, deadlineMs }),
      already: false,
    };
  } finally {
    // The worker outlives this command: it must not keep the event loop alive.
    child.unref();
    closeSync(log.descriptor);
  }
}

function openLog({ paths }: CliContext): { descriptor: number; start: number } {
  makePrivateDirectory(paths.home);
  makePrivateDirectory(dirname(paths.logFile));
  const descriptor = openSync(paths.logFile, "a", PRIVATE_FILE);
  return { descriptor, start: fstatSync(descriptor).size };
}

interface Starting {
  readonly child: ChildProcess;
  readonly logStart: number;
  readonly deadlineMs: number;
}

async function waitUntilRunning(context: CliContext, starting: Starting): Promise<WorkerInfo> {
  const { child, logStart, deadlineMs } = starting;
  const until = performance.now() + deadlineMs;
  let spawnError: Error | undefined;
  child.once("error", (error) => {
    spawnError = error;
  });
  for (;;) {
    if (spawnError !== undefined)
      throw new CliError("INTERNAL", "Node.js did not start.", { cause: spawnError });
    if (child.exitCode !== null || child.signalCode !== null) {
      const [first, ...rest] = await readReason(context.paths.logFile, logStart);
      throw new CliError("INTERNAL", first ?? "The worker stopped without a message.", {
        exitCode: child.exitCode === null || child.exitCode === 0 ? EXIT.failed : child.exitCode,
        details: rest.map((message) => ({ message })),
        hint: `Read its log: ${context.paths.logFile}`,
      });
    }
    const info = await readLivingWorker(context);
    if (info?.welcomed === true || (info !== undefined && performance.now() >= until)) return info;
    if (performance.now() >= until)
      throw new CliError("TIMED_OUT", `The worker (pid ${child.pid}) is still starting.`, {
        hint: `Read its log: ${context.paths.logFile}`,
      });
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  }
}

/** @returns what ran; undefined when nothing did @throws CliError when it does not end */
export async function stopWorkerProcess(context: CliContext): Promise<WorkerInfo | undefined> {
  const info = await readLivingWorker(context);
  if (info === undefined) return undefined;
  for (const [signal, waitMs] of [
    ["SIGTERM", STOP_MS],
    ["SIGKILL", KILL_MS],
  ] as const) {
    process.kill(info.pid, signal);
    const until = performance.now() + waitMs;
    while (performance.now() < until) {
      if (!(await isSameProcess(info.pid, info.startTime))) return info;
      await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
    }
  }
  throw new CliError("TIMED_OUT", `The worker (pid ${info.pid}) did not stop.`, {
    hint: `Check the process with: ps -p ${info.pid}`,
  });
}
