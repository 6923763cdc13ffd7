/**
 * The daemon's process: signals in, exit code out. SIGTERM and SIGINT drain, a second one ends the drain,
 * SIGHUP reads the settings again; a failed start prints one line that says what to do.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isAppError } from "@tinyagi/contracts";
import { type RunningDaemon, startDaemon } from "./daemon.js";
import { readEnvironment } from "./environment.js";
import { EXIT, exitCodeOf } from "./exit-code.js";

/** @returns the exit code of the process */
export async function runDaemon(options: {
  env: Readonly<Record<string, string | undefined>>;
  foreground: boolean;
}): Promise<number> {
  try {
    const environment = readEnvironment(options.env);
    const daemon = await startDaemon(environment, options);
    if (options.foreground)
      process.stderr.write(`Serving on http://127.0.0.1:${daemon.port}. Stop with Ctrl-C.\n`);
    const restart = await untilStopped(daemon);
    if (!restart) return EXIT.ok;
    if (environment.supervised) return EXIT.restart;
    succeed(options.env);
    return EXIT.ok;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    return exitCodeOf(error);
  }
}

/** @returns whether a restart was asked for */
async function untilStopped(daemon: RunningDaemon): Promise<boolean> {
  let stopping: Promise<void> | undefined;
  let restart = false;
  await new Promise<void>((resolve, reject) => {
    const stop = (signal: string) => {
      if (stopping !== undefined) daemon.hurry();
      stopping ??= daemon.stop({ signal });
      stopping.then(resolve, reject);
    };
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop(signal));
    process.on("SIGHUP", () => void daemon.reload());
    void daemon.restartWanted.then(() => {
      restart = true;
      stop("restart");
    });
  });
  return restart;
}

/** Starts the daemon that takes over; it finds the home free because this one has already let it go. */
function succeed(env: Readonly<Record<string, string | undefined>>): void {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./main.js", import.meta.url))], {
    detached: true,
    stdio: "ignore",
    env: { ...env },
  });
  child.unref();
}

function explain(error: unknown): string {
  if (!isAppError(error)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    error.message,
    ...error.details.map(
      (detail) => `  ${detail.path === undefined ? "" : `${detail.path}: `}${detail.message}`,
    ),
  ].join("\n");
}
