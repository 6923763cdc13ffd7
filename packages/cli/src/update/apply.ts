/**
 * Carries out a prepared update, or ends an interrupted one. Runs as the copy of the old version. Guarantees: afterwards
 * the new version runs, or the old one with its own code and data; the backup is made after the daemon has stopped, so
 * it holds every accepted message. A version that has served is never undone together with its data.
 */
import { existsSync, rmSync } from "node:fs";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import { waitForServing } from "../control/start-daemon.js";
import { stopDaemon } from "../control/stop-daemon.js";
import { CliError, toFailure } from "../error/cli-error.js";
import { EXIT } from "../error/exit-code.js";
import { getServiceManager, isInstalled } from "../service/service.js";
import type { ServiceManager } from "../service/service-contract.js";
import { hit, type UpdateFailpoint } from "./failpoint.js";
import { type Journal, writeJournal } from "./journal.js";
import { type Places, removeWorkshop } from "./places.js";
import { switchCode } from "./switch-code.js";
import { startPackage, tryNewVersion } from "./trial.js";
import { crashWithin, sharesTables } from "./watch.js";

const DRAIN_MS = 60_000;
const SERVICE_START_MS = 60_000;

export interface Outcome {
  readonly from: string;
  /** The version that is installed now. */
  readonly version: string;
  readonly result: "updated" | "abandoned";
  readonly daemon: "running" | "stopped";
  readonly backup: string | null;
}

interface Work {
  readonly context: CliContext;
  /** The same, but it does not end when a person interrupts the command: half an update helps nobody. */
  readonly steady: CliContext;
  readonly places: Places;
  journal: Journal;
  /** How long the new version must live before the update is done. */
  readonly watchMs: number;
}

export interface Prepared {
  readonly places: Places;
  readonly journal: Journal;
  readonly watchMs: number;
}

/** @throws CliError when the old version is back, with the reason */
export async function applyUpdate(context: CliContext, prepared: Prepared): Promise<Outcome> {
  const work = workOf(context, prepared);
  passed(work, "handed-over");
  try {
    await stopAndBackUp(work);
    context.signal.throwIfAborted();
  } catch (error) {
    await abandon(work);
    throw error;
  }
  return finish(work);
}

/** Ends what an earlier process began: before the code was touched nothing is kept, after that it goes on. */
export async function recoverUpdate(context: CliContext, places: Places, journal: Journal): Promise<Outcome> {
  // The start of the daemon waits for this, and the update itself has ended long ago: nobody watches.
  const work = workOf(context, { places, journal, watchMs: 0 });
  const { phase, from, to } = journal;
  context.output.talk(`An update from ${from} to ${to} was interrupted.`);
  if (phase === "rolling-back") return rollBack(work, journal.problem ?? "the update was interrupted");
  return phase === "switching" ? finish(work) : abandon(work);
}

function workOf(context: CliContext, prepared: Prepared): Work {
  const steady = { ...context, signal: new AbortController().signal };
  return { context, steady, ...prepared };
}

function save(work: Work, change: Partial<Journal>): void {
  work.journal = { ...work.journal, ...change };
  writeJournal(work.places.journal, work.journal);
}

function passed({ context }: Work, point: UpdateFailpoint): void {
  hit(context.env, point);
}

async function stopAndBackUp(work: Work): Promise<void> {
  const { context } = work;
  if (work.journal.wasRunning) context.output.talk("Stopping the daemon. Running agents get time to finish.");
  await stopDaemon(context, { deadlineMs: DRAIN_MS, force: false });
  passed(work, "stopped");
  // A home that was never started has nothing to back up.
  if (!existsSync(context.paths.settingsFile)) return;
  const { backUpHome } = await import("@tinyagi/daemon");
  const env = { ...context.env, TINYAGI_HOME: context.paths.home };
  const { path } = await backUpHome({ env, workspaces: "none" });
  context.output.talk(`Backed up the data: ${path}`);
  save(work, { backup: path });
  passed(work, "backed-up");
}

/** The old version runs again, if it ran before; nothing else had changed. */
async function abandon(work: Work): Promise<Outcome> {
  const { steady, journal } = work;
  steady.output.talk(`The update was stopped. TinyAGI ${journal.from} is unchanged.`);
  const daemon = await startOld(work);
  return end(work, { version: journal.from, result: "abandoned", daemon });
}

async function finish(work: Work): Promise<Outcome> {
  const { steady, places, journal } = work;
  save(work, { phase: "switching" });
  passed(work, "switching");
  steady.output.talk(`Starting TinyAGI ${journal.to}.`);
  let problem: string | undefined;
  try {
    switchCode(places, { from: places.staged, aside: places.old }, steady.env);
    passed(work, "switched");
    problem = await tryNewVersion(steady, places, journal);
  } catch (error) {
    problem = toFailure(error).message;
  }
  if (problem !== undefined) return rollBack(work, problem);
  passed(work, "started");
  if (journal.wasRunning) await watch(work);
  // It was started to migrate the data and to test it.
  if (!journal.wasRunning) await stopDaemon(steady, { deadlineMs: DRAIN_MS, force: false });
  return end(work, {
    version: journal.to,
    result: "updated",
    daemon: journal.wasRunning ? "running" : "stopped",
  });
}

/** From its start on, the new version accepts messages. Its data is kept whatever happens. */
async function watch(work: Work): Promise<void> {
  const { steady, places, watchMs, journal } = work;
  if (watchMs > 0) steady.output.talk(`Watching it for ${watchMs / 1_000} s.`);
  const problem = await crashWithin(steady, watchMs);
  if (problem === undefined) return;
  if (sharesTables(places.old, places.packageDir)) {
    save(work, { keepsData: true });
    await rollBack(work, problem);
  }
  const { from, to, backup } = journal;
  const again = (await startAgain(steady, places)) === undefined;
  end(work, { version: to, result: "updated", daemon: again ? "running" : "stopped" });
  throw new CliError("UNAVAILABLE", `TinyAGI ${to} is installed, but ${problem}`, {
    exitCode: EXIT.failed,
    hint: `${again ? "it was started again" : "it does not start again"}. ${from} cannot read what it writes. To go back and lose what came since the update: tinyagi stop; npm install -g tinyagi@${from}; tinyagi restore '${backup}'; tinyagi start`,
  });
}

async function rollBack(work: Work, problem: string): Promise<never> {
  const { steady, places } = work;
  save(work, { phase: "rolling-back", problem });
  passed(work, "rolling-back");
  const { from, to, keepsData } = work.journal;
  const backup = keepsData ? null : work.journal.backup;
  steady.output.talk(`TinyAGI ${to} does not work here: ${problem}`);
  steady.output.talk(
    `Putting back TinyAGI ${from}${keepsData ? ". The data stays as it is." : " and its data."}`,
  );
  await stopWhateverRuns(work);
  switchCode(places, { from: places.old, aside: places.failed }, steady.env);
  passed(work, "rolled-back.code");
  const aside = backup === null ? null : await restoreData(work, backup);
  passed(work, "rolled-back.data");
  const daemon = await startOld(work);
  end(work, { version: from, result: "abandoned", daemon });
  throw new CliError(
    "UNAVAILABLE",
    `TinyAGI ${to} did not work, so ${from} is back, with its code and ${keepsData ? "all data that came since" : "data"}: ${problem}`,
    {
      exitCode: EXIT.failed,
      hint: [
        daemon === "running" ? "its daemon runs again" : "its daemon is stopped, as before",
        ...(aside === null ? [] : [`what ${to} wrote is in ${aside}`]),
      ].join("; "),
    },
  );
}

/** @returns the folder with what the new version wrote */
async function restoreData({ steady }: Work, file: string): Promise<string | null> {
  const { restoreHome } = await import("@tinyagi/daemon");
  const env = { ...steady.env, TINYAGI_HOME: steady.paths.home };
  // The backup is the state of this home before the update.
  return (await restoreHome({ env, file, dryRun: false, acceptWeaker: true })).aside;
}

/** The service of this home, if one is installed. */
function findService(context: CliContext): ServiceManager | undefined {
  const manager = getServiceManager(context);
  return isInstalled(manager) ? manager : undefined;
}

/** The new version may crash and be restarted by its service again and again. */
async function stopWhateverRuns({ steady }: Work): Promise<void> {
  await findService(steady)?.stop();
  await stopDaemon(steady, { deadlineMs: DRAIN_MS, force: true });
}

async function startOld(work: Work): Promise<Outcome["daemon"]> {
  const { steady, places, journal } = work;
  if (!journal.wasRunning) return "stopped";
  if ((await readLivingDaemon(steady.paths.daemonFile)) !== undefined) return "running";
  const problem = await startAgain(steady, places);
  if (problem === undefined) return "running";
  throw new CliError("UNAVAILABLE", `TinyAGI ${journal.from} does not start again: ${problem}`, {
    hint: `Mend that, then: tinyagi start. Your data is in ${journal.backup ?? steady.paths.home}`,
  });
}

async function startAgain(context: CliContext, places: Places): Promise<string | undefined> {
  const service = findService(context);
  if (service === undefined) return startPackage(context, places);
  await service.enable();
  const daemon = await waitForServing(context, performance.now() + SERVICE_START_MS);
  return daemon === undefined ? "its service does not run" : undefined;
}

/** Removes what the update made, this program's own files last. */
function end(work: Work, done: Pick<Outcome, "version" | "result" | "daemon">): Outcome {
  const { places, journal } = work;
  // Without a journal there is no update; what is left of the folder is removed by the next one.
  rmSync(places.journal);
  passed(work, "ended");
  removeWorkshop(places);
  return { from: journal.from, backup: journal.backup, ...done };
}
