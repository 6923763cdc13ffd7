/** `start`, `stop`, `restart`, `status`: the daemon of this home. */
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { duration } from "@tinyagi/views";
import { type Command, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { runForeground } from "../../control/foreground.js";
import { withProgress } from "../../control/progress.js";
import { startDaemon } from "../../control/start-daemon.js";
import { type StopResult, stopDaemon } from "../../control/stop-daemon.js";
import { toFailure, usageError } from "../../error/cli-error.js";
import { parseSeconds } from "../option.js";
import { status } from "./status.js";

/** A large database may be migrated before the daemon serves. */
const START_SECONDS = 60;
const STOP_SECONDS = 30;
/** Of a restart, which has stopped a daemon that worked. */
const START_TRIES = 3;

const STOPPING = "Waiting for running agents and the daemon to end";

interface StartOptions {
  foreground?: boolean;
  open: boolean;
  timeout: number;
  duringUpdate?: boolean;
}

export function registerDaemon(program: Command, context: CliContext): void {
  program
    .command("start")
    .option("-f, --foreground", "run in the foreground, for supervisors and containers")
    .option("--no-open", "do not open TinyOffice in a browser")
    .option("--timeout <seconds>", "how long to wait for the start", parseSeconds, START_SECONDS)
    // An update starts the version that it tests with these words.
    .addOption(new Option("--during-update", "start the version that an update tests").hideHelp())
    .addHelpText("after", "\nExamples:\n  tinyagi start\n  tinyagi start --foreground\n")
    .action(async (options: StartOptions) => {
      if (options.foreground === true) {
        context.exitCode = await runForeground(context);
        return;
      }
      if (options.duringUpdate === true) return startNow(context, options.timeout);
      if (!(await start(context, options.timeout)) || !options.open) return;
      // Loaded here and not on top: the other commands of this file do not need it.
      const { openOffice } = await import("../office/office.js");
      await openOffice(context);
    });
  program
    .command("stop")
    .addHelpText("after", "\nExamples:\n  tinyagi stop\n  tinyagi stop --timeout 5 --force\n")
    .option("--force", "kill the daemon as soon as the time for a clean shutdown is over")
    .option("--timeout <seconds>", "how long to wait for a clean shutdown", parseSeconds, STOP_SECONDS)
    .action(async (options: { force?: boolean; timeout: number }) => {
      const stop = { deadlineMs: options.timeout * 1_000, force: options.force === true };
      const result = await withProgress(context.output, STOPPING, () => stopDaemon(context, stop));
      context.output.data(result, () => [stopWords(result)]);
    });
  program
    .command("restart")
    .addHelpText("after", "\nExamples:\n  tinyagi restart\n  tinyagi restart --timeout 5 --force\n")
    .option("--force", "kill the daemon as soon as the time for a clean shutdown is over")
    .option("--timeout <seconds>", "how long to wait for a clean shutdown", parseSeconds, STOP_SECONDS)
    .action(async (options: { force?: boolean; timeout: number }) => {
      const { assertCanRestart } = await import("./restart-check.js");
      await assertCanRestart(context);
      const stop = { deadlineMs: options.timeout * 1_000, force: options.force === true };
      context.output.talk(
        stopWords(await withProgress(context.output, STOPPING, () => stopDaemon(context, stop))),
      );
      await startAgain(context);
    });
  program
    .command("status")
    .addHelpText("after", "\nExamples:\n  tinyagi status\n  tinyagi status --json\n")
    .action(() => status(context));
}

/** What fails once may be temporary, such as a port that is still closing: the home should not stay without a daemon. */
async function startAgain(context: CliContext): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await start(context, START_SECONDS);
      return;
    } catch (error) {
      if (tries >= START_TRIES || context.signal.aborted) throw error;
      context.output.talk(`The start failed: ${toFailure(error).message}. Trying again in ${tries} s.`);
      await sleep(tries * 1_000, undefined, { signal: context.signal });
    }
  }
}

/**
 * Ends an update that was interrupted, then starts the daemon with the version that is installed afterwards: this
 * program's own files may be gone by then. @returns false when there was none
 */
async function startedAfterUpdate(context: CliContext, seconds: number): Promise<boolean> {
  // Loaded here and not on top: `status` does not need it.
  const { commandIn, listPlaces } = await import("../../update/places.js");
  const { journal, packageDir } = listPlaces(context);
  if (!existsSync(journal)) return false;
  const [{ endInterruptedUpdate }, { runVersion }] = await Promise.all([
    import("../../update/update.js"),
    import("../../control/run-version.js"),
  ]);
  if ((await endInterruptedUpdate(context, "quiet")) === undefined) return false;
  const words = ["start", "--no-open", "--timeout", String(seconds)];
  const { env } = context;
  context.exitCode = await runVersion(context, {
    program: commandIn(packageDir),
    words,
    env,
    stdout: "shown",
  });
  return true;
}

/** Starts the daemon and prints its address. @returns false when another program did, and this one must end */
export async function start(context: CliContext, seconds: number): Promise<boolean> {
  if (seconds <= 0) throw usageError("--timeout must be more than 0 seconds.");
  if (await startedAfterUpdate(context, seconds)) return false;
  await startNow(context, seconds);
  return true;
}

async function startNow(context: CliContext, seconds: number): Promise<void> {
  const { startService } = await import("../../service/service.js");
  const { daemon, already } = await withProgress(context.output, "Starting the daemon", async (wait) => {
    const served = await startService(context, seconds * 1_000);
    return served === undefined
      ? startDaemon(context, seconds * 1_000, wait)
      : { daemon: served, already: false };
  });
  context.output.data({ already, ...daemon }, () => [
    already
      ? `TinyAGI is already running (pid ${daemon.pid}) at http://127.0.0.1:${daemon.port}`
      : `TinyAGI ${daemon.version} started (pid ${daemon.pid}) at http://127.0.0.1:${daemon.port}`,
  ]);
}

function stopWords(result: StopResult): string {
  if (!result.stopped) {
    return result.reason === "not running"
      ? "TinyAGI is not running"
      : `TinyAGI is not running (its last process, ${result.pid}, has ended)`;
  }
  const took = duration(result.tookMs);
  if (result.how === "killed") return `TinyAGI (pid ${result.pid}) was killed after ${took}`;
  return `TinyAGI (pid ${result.pid}) stopped in ${took}`;
}
