/**
 * The daemon's process: signals in, exit code out. SIGTERM and SIGINT drain, a second one ends the drain,
 * SIGHUP reads the settings again; a failed start prints one line that says what to do. An error nobody expected
 * is logged and ends the process with 1, so that a supervisor starts it anew over a home that recovers.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isAppError } from "@tinyagi/contracts";
import { cleanText } from "@tinyagi/contracts/clean-text";
import { startDaemon } from "./daemon.js";
import { readEnvironment } from "./environment.js";
import { EXIT, exitCodeOf } from "./exit-code.js";
import type { RunningDaemon } from "./serve.js";

type Variables = Readonly<Record<string, string | undefined>>;

export interface RunDaemonOptions {
  env: Variables;
  foreground: boolean;
  /** Starts the daemon that takes over; default a detached process of this program. */
  succeed?: (env: Variables) => Promise<void>;
}

/** @returns the exit code of the process */
export async function runDaemon(options: RunDaemonOptions): Promise<number> {
  // Before the start: whoever stops a daemon the moment it is found must not meet a process without ears.
  const ears = listen();
  try {
    const environment = readEnvironment(options.env);
    const daemon = await startDaemon(environment, options);
    if (options.foreground)
      process.stderr.write(`Serving on http://127.0.0.1:${daemon.port}. Stop with Ctrl-C.\n`);
    const { restart, failure } = await untilStopped(daemon, ears);
    if (failure !== undefined) tell(explain(failure.error));
    if (!restart) return failure === undefined ? EXIT.ok : exitCodeOf(failure.error);
    if (environment.supervised) return EXIT.restart;
    // The home is free: this daemon has let it go, whatever else it could not close.
    await (options.succeed ?? startSuccessor)(options.env);
    return EXIT.ok;
  } catch (error) {
    tell(explain(error));
    return exitCodeOf(error);
  } finally {
    ears.release();
  }
}

interface Ending {
  /** Whether a restart was asked for, and no stop after it. */
  restart: boolean;
  failure: { error: unknown } | undefined;
}

function untilStopped(daemon: RunningDaemon, ears: Ears): Promise<Ending> {
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
    ears.attach({
      stop(signal) {
        // Whoever stops a daemon that restarts wants it stopped.
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

interface Hearer {
  stop(signal: string): void;
  reload(): void;
  crashed(error: unknown, origin: string): void;
}

interface Ears {
  /** Hands on what comes from now on, and a stop that came before. */
  attach(hearer: Hearer): void;
  release(): void;
}

/** Listens for signals and for errors nobody expected. */
function listen(): Ears {
  let hearer: Hearer | undefined;
  let early: string | undefined;
  const stop = (signal: string) => {
    if (hearer === undefined) early = signal;
    else hearer.stop(signal);
  };
  const reload = () => hearer?.reload();
  const crashed = (error: unknown, origin: string) => hearer?.crashed(error, origin);
  process.on("SIGTERM", stop).on("SIGINT", stop).on("SIGHUP", reload);
  // Only watches: Node itself then ends the process with 1, for rejections nobody handles as well.
  process.on("uncaughtExceptionMonitor", crashed);
  return {
    attach(next) {
      hearer = next;
      if (early !== undefined) next.stop(early);
    },
    release() {
      process.off("SIGTERM", stop).off("SIGINT", stop).off("SIGHUP", reload);
      process.off("uncaughtExceptionMonitor", crashed);
    },
  };
}

/** Starts the daemon that takes over; it finds the home free because this one has already let it go. */
async function startSuccessor(env: Variables): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./main.js", import.meta.url))], {
    detached: true,
    stdio: "ignore",
    env: { ...env },
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  child.unref();
}

/** An error may carry what an agent, a file or another program said. */
function tell(text: string): void {
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
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
