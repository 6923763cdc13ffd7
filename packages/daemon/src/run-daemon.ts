/**
 * The daemon's process. SIGTERM and SIGINT start a drain, a second one ends the drain early, SIGHUP reloads the
 * settings. A failed start prints one line that says what to do. An unexpected error is logged and ends the process
 * with 1, so that a supervisor can restart it over a home that recovers.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { recordStartFailure, type StartFailure } from "@tinyagi/base/start-failure";
import { isAppError, toStorageFault } from "@tinyagi/contracts";
import { cleanText } from "@tinyagi/contracts/clean-text";
import { homePaths } from "@tinyagi/home";
import { type DaemonOptions, startDaemon } from "./daemon.js";
import { readEnvironment } from "./environment.js";
import { EXIT, toExitCode } from "./exit-code.js";
import type { RunningDaemon } from "./serve.js";

type Variables = Readonly<Record<string, string | undefined>>;

export interface RunDaemonOptions extends DaemonOptions {
  env: Variables;
  /** Starts the successor after a restart request; default: a detached process of this program. */
  succeed?: (env: Variables) => Promise<void>;
}

/** @returns the exit code of the process */
export async function runDaemon(options: RunDaemonOptions): Promise<number> {
  // Installed before the start, so that a stop signal during the start is not lost.
  const listeners = listenToProcess();
  try {
    const environment = readEnvironment(options.env);
    const daemon = await startDaemon(environment, options);
    if (options.foreground)
      process.stderr.write(`Serving on http://127.0.0.1:${daemon.port}. Stop with Ctrl-C.\n`);
    const { restart, failure } = await untilStopped(daemon, listeners);
    if (failure !== undefined) print(explain(failure.error));
    if (!restart) return failure === undefined ? EXIT.ok : toExitCode(failure.error);
    if (environment.supervised) return EXIT.restart;
    // The home is free by now: the lock was released even if another part could not be closed.
    await (options.succeed ?? startSuccessor)(options.env);
    return EXIT.ok;
  } catch (error) {
    const [message, exitCode] = [explain(error), toExitCode(error)];
    print(message);
    // With another daemon in the home, its start did not fail.
    if (exitCode !== EXIT.locked) remember(options.env, { at: Date.now(), exitCode, message });
    return exitCode;
  } finally {
    listeners.release();
  }
}

/** For `tinyagi status` and `tinyagi doctor`: a supervisor shows what was printed to nobody. */
function remember(env: Variables, failure: StartFailure): void {
  try {
    recordStartFailure(readEnvironment(env).home, failure);
  } catch (error) {
    // It was a variable that made the start fail; the message names it.
    if (!isAppError(error)) throw error;
  }
}

interface Ending {
  /** Whether a client requested a restart and no stop followed. */
  restart: boolean;
  failure: { error: unknown } | undefined;
}

function untilStopped(daemon: RunningDaemon, listeners: ProcessListeners): Promise<Ending> {
  let stopping = false;
  let restart = false;
  let lost: Ending["failure"];
  return new Promise<Ending>((resolve) => {
    function stop(signal: string, graceMs?: number): void {
      if (stopping) {
        daemon.hurry();
        return;
      }
      stopping = true;
      daemon.stop(graceMs === undefined ? { signal } : { signal, graceMs }).then(
        () => resolve({ restart, failure: lost }),
        (error: unknown) => resolve({ restart, failure: lost ?? { error } }),
      );
    }
    listeners.forwardTo({
      stop(signal) {
        // A stop request overrides a restart in progress.
        restart = false;
        stop(signal);
      },
      reload: () => void daemon.reload(),
      crashed: (error, origin) => daemon.crashed(error, origin),
    });
    void daemon.homeLost.then((error) => {
      if (!stopping) lost = { error };
      restart = false;
      stop("home lost", 0);
    });
    void daemon.restartWanted.then(() => {
      if (stopping) return;
      restart = true;
      stop("restart");
    });
  });
}

interface ProcessEvents {
  stop(signal: string): void;
  reload(): void;
  crashed(error: unknown, origin: string): void;
}

interface ProcessListeners {
  /** Starts to forward events. A stop signal that arrived earlier is forwarded immediately. */
  forwardTo(target: ProcessEvents): void;
  release(): void;
}

/** Registers listeners for signals and unexpected errors. */
function listenToProcess(): ProcessListeners {
  let target: ProcessEvents | undefined;
  let early: string | undefined;
  const stop = (signal: string) => {
    if (target === undefined) early = signal;
    else target.stop(signal);
  };
  const reload = () => target?.reload();
  const crashed = (error: unknown, origin: string) => target?.crashed(error, origin);
  process.on("SIGTERM", stop).on("SIGINT", stop).on("SIGHUP", reload);
  // Only observes the error. Node itself then ends the process with 1, also for unhandled rejections.
  process.on("uncaughtExceptionMonitor", crashed);
  return {
    forwardTo(next) {
      target = next;
      if (early !== undefined) next.stop(early);
    },
    release() {
      process.off("SIGTERM", stop).off("SIGINT", stop).off("SIGHUP", reload);
      process.off("uncaughtExceptionMonitor", crashed);
    },
  };
}

/**
 * Starts the next daemon. The home is free, because this daemon has already released it. If it does not come up, its
 * reason is in the log.
 */
async function startSuccessor(env: Variables): Promise<void> {
  const log = openSync(join(homePaths(readEnvironment(env).home).logs, "daemon.log"), "a", 0o600);
  try {
    const child = spawn(process.execPath, [fileURLToPath(new URL("./main.js", import.meta.url))], {
      detached: true,
      stdio: ["ignore", log, log],
      env: { ...env },
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
  } finally {
    closeSync(log);
  }
}

/** Escapes control sequences: an error may contain text of an agent, a file or another program. */
function print(text: string): void {
  process.stderr.write(`${cleanText(text)}\n`);
}

function explain(error: unknown): string {
  if (isAppError(error))
    return [
      error.message,
      ...error.details.map(
        (detail) => `  ${detail.path === undefined ? "" : `${detail.path}: `}${detail.message}`,
      ),
    ].join("\n");
  if (error instanceof AggregateError) return [error.message, ...error.errors.map(explain)].join("\n");
  const fault = toStorageFault(error);
  // The message of the system names the file.
  if (fault !== undefined) return `${(error as Error).message}\n${fault.action}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
