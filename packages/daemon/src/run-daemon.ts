/**
 * The daemon's process: signals in, exit code out. SIGTERM and SIGINT drain, a second one ends the drain,
 * SIGHUP reads the settings again; a failed start prints one line that says what to do. An error nobody expected
 * is logged and ends the process with 1, so that a supervisor starts it anew over a home that recovers.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isAppError } from "@tinyagi/contracts";
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
  try {
    const environment = readEnvironment(options.env);
    const daemon = await startDaemon(environment, options);
    if (options.foreground)
      process.stderr.write(`Serving on http://127.0.0.1:${daemon.port}. Stop with Ctrl-C.\n`);
    const { restart, failure } = await untilStopped(daemon);
    if (failure !== undefined) process.stderr.write(`${explain(failure.error)}\n`);
    if (!restart) return failure === undefined ? EXIT.ok : EXIT.failed;
    if (environment.supervised) return EXIT.restart;
    // The home is free: this daemon has let it go, whatever else it could not close.
    await (options.succeed ?? startSuccessor)(options.env);
    return EXIT.ok;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    return exitCodeOf(error);
  }
}

interface Ending {
  /** Whether a restart was asked for, and no stop after it. */
  restart: boolean;
  failure: { error: unknown } | undefined;
}

async function untilStopped(daemon: RunningDaemon): Promise<Ending> {
  let stopping = false;
  let restart = false;
  let settle = (_ending: Ending): void => {};
  const ended = new Promise<Ending>((resolve) => {
    settle = resolve;
  });
  function stop(signal: string): void {
    if (stopping) {
      daemon.hurry();
      return;
    }
    stopping = true;
    daemon.stop({ signal }).then(
      () => settle({ restart, failure: undefined }),
      (error: unknown) => settle({ restart, failure: { error } }),
    );
  }
  const release = listen({
    stop(signal) {
      // Whoever stops a daemon that restarts wants it stopped.
      restart = false;
      stop(signal);
    },
    reload: () => void daemon.reload(),
    crashed: (error, origin) => daemon.crashed(error, origin),
  });
  void daemon.restartWanted.then(() => {
    if (stopping) return;
    restart = true;
    stop("restart");
  });
  try {
    return await ended;
  } finally {
    release();
  }
}

/** @returns what takes the listeners back */
function listen(heard: {
  stop: (signal: string) => void;
  reload: () => void;
  crashed: (error: unknown, origin: string) => void;
}): () => void {
  process.on("SIGTERM", heard.stop).on("SIGINT", heard.stop).on("SIGHUP", heard.reload);
  // Only watches: Node itself then ends the process with 1, for rejections nobody handles as well.
  process.on("uncaughtExceptionMonitor", heard.crashed);
  return () => {
    process.off("SIGTERM", heard.stop).off("SIGINT", heard.stop).off("SIGHUP", heard.reload);
    process.off("uncaughtExceptionMonitor", heard.crashed);
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
