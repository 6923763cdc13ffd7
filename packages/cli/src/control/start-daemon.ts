/**
 * Starts the daemon in the background and waits until it serves. Guarantees: never starts a second one for the
 * same home; a daemon that stops while it starts is reported with its own message and exit code.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, fstatSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CliContext } from "../context/context.js";
import { type DaemonInfo, readLivingDaemon } from "../context/daemon-file.js";
import { makePrivateDirectory } from "../context/private-directory.js";
import { CliError } from "../error/cli-error.js";
import { EXIT } from "../error/exit-code.js";
import { readReason } from "./failure-reason.js";
import { isHealthy } from "./probe.js";

/** A look reads one small file; the daemon writes it when it serves. */
const LOOK_EVERY_MS = 10;
/** A daemon that starts answers sooner. One that hangs may never answer. */
const SILENT_MS = 1_500;
const PRIVATE_FILE = 0o600;

export interface StartResult {
  daemon: DaemonInfo;
  already: boolean;
}

/**
 * @param wait is called once, with words for a person, when a daemon that runs already does not answer for long
 * @throws CliError with the daemon's exit code and reason, or `TIMED_OUT` while it still starts
 */
export async function startDaemon(
  context: CliContext,
  deadlineMs: number,
  wait: (words: string) => void = () => undefined,
): Promise<StartResult> {
  const until = performance.now() + deadlineMs;
  const present = await waitForPresent(context, until, wait);
  if (present !== undefined) return { daemon: present, already: true };
  const log = openLog(context);
  const child = spawnDaemon(context, log.descriptor);
  try {
    return await waitUntilServing(context, { child, until, logStart: log.start });
  } finally {
    // The daemon outlives this command: it must not keep the event loop alive.
    child.unref();
    closeSync(log.descriptor);
  }
}

/** The arguments and environment of a daemon process for this home. */
export function daemonCommand(context: CliContext): { file: string; args: string[]; env: NodeJS.ProcessEnv } {
  const main = context.daemonMain();
  if (!existsSync(main)) {
    throw new CliError("INTERNAL", "The daemon is not built.", { hint: "Build it: npm run setup" });
  }
  return { file: process.execPath, args: [main], env: { ...context.env, TINYAGI_HOME: context.paths.home } };
}

/** A running daemon of this home; waits until it serves if it is still starting. */
async function waitForPresent(
  context: CliContext,
  until: number,
  wait: (words: string) => void,
): Promise<DaemonInfo | undefined> {
  const silentAt = performance.now() + SILENT_MS;
  let said = false;
  while (true) {
    const info = await readLivingDaemon(context.paths.daemonFile);
    if (info === undefined) return undefined;
    if (await isHealthy(info.port)) return info;
    if (performance.now() >= until) {
      throw new CliError("UNAVAILABLE", `TinyAGI (pid ${info.pid}) is running but does not answer.`, {
        hint: "Read its log: tinyagi logs; or stop it: tinyagi stop --force",
      });
    }
    if (!said && performance.now() >= silentAt) {
      said = true;
      wait(`TinyAGI (pid ${info.pid}) runs but does not answer. To end it: tinyagi stop --force. Waiting`);
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  }
}

/** The log of the home, to write on; `start` is where the next lines begin. @throws CliError `HOME_UNWRITABLE` */
export function openLog(context: CliContext): { descriptor: number; start: number } {
  const { home, logFile } = context.paths;
  try {
    makePrivateDirectory(home);
    makePrivateDirectory(dirname(logFile));
    const descriptor = openSync(logFile, "a", PRIVATE_FILE);
    return { descriptor, start: fstatSync(descriptor).size };
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new CliError("HOME_UNWRITABLE", `Cannot write to the home directory ${home}${reason}`, {
      hint: "Make it writable, or set TINYAGI_HOME to another directory",
      cause: error,
    });
  }
}

function spawnDaemon(context: CliContext, log: number): ChildProcess {
  const { file, args, env } = daemonCommand(context);
  return spawn(file, args, {
    cwd: context.paths.home,
    env,
    // Its own session: closing this terminal must not end it.
    detached: true,
    stdio: ["ignore", log, log],
  });
}

interface Starting {
  child: ChildProcess;
  until: number;
  logStart: number;
}

async function waitUntilServing(context: CliContext, starting: Starting): Promise<StartResult> {
  const { child, until } = starting;
  let spawnError: Error | undefined;
  child.once("error", (error) => {
    spawnError = error;
  });
  while (performance.now() < until) {
    if (spawnError !== undefined) {
      throw new CliError("INTERNAL", "Node.js did not start.", { cause: spawnError });
    }
    const info = await readLivingDaemon(context.paths.daemonFile);
    if (info !== undefined && (await isHealthy(info.port))) {
      return { daemon: info, already: info.pid !== child.pid };
    }
    if (child.exitCode !== null || child.signalCode !== null) return endedEarly(context, starting);
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  }
  throw new CliError("TIMED_OUT", `TinyAGI (pid ${child.pid}) is still starting.`, {
    hint: "Watch its log: tinyagi logs -f",
  });
}

async function endedEarly(context: CliContext, starting: Starting): Promise<StartResult> {
  const { child, until } = starting;
  if (child.exitCode === EXIT.homeHeld) {
    // Two starts at once: the other one won, and the daemon runs, as requested.
    const other = await waitForServing(context, until);
    if (other !== undefined) return { daemon: other, already: true };
  }
  const reason = await readReason(context.paths.logFile, starting.logStart);
  const [first, ...rest] = reason;
  const how = child.signalCode === null ? `exit code ${child.exitCode}` : `signal ${child.signalCode}`;
  throw new CliError("INTERNAL", first ?? `The daemon stopped without a message (${how}).`, {
    exitCode: child.exitCode === null || child.exitCode === 0 ? EXIT.failed : child.exitCode,
    details: rest.map((message) => ({ message })),
    hint: `The daemon did not start (${how}); read its log: ${context.paths.logFile}`,
  });
}

/** The daemon that somebody else starts; undefined when it does not serve until then (of `performance.now()`). */
export async function waitForServing(context: CliContext, until: number): Promise<DaemonInfo | undefined> {
  while (performance.now() < until) {
    const info = await readLivingDaemon(context.paths.daemonFile);
    if (info !== undefined && (await isHealthy(info.port))) return info;
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  }
  return undefined;
}
