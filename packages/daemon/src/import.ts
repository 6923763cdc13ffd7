/**
 * Takes over a home of 0.0.20: by itself at the first start over one, or when a person asks. Runs under the home's
 * lock and before anything of the home is opened.
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { AppError } from "@tinyagi/contracts";
import {
  type Clock,
  createIds,
  createSystemClock,
  type Failpoints,
  findLegacyHome,
  finishSwap,
  type HomePaths,
  hasOwnDatabase,
  homePaths,
  type ImportReport,
  importHome,
  isSwapPending,
  type Log,
  type NewId,
  NO_FAILPOINTS,
  prepareHome,
} from "@tinyagi/core";
import { type DaemonEnvironment, readEnvironment } from "./environment.js";
import { isThere } from "./first-run.js";
import { lockHome, takeHome } from "./home-lock.js";

/** The predecessor's name under the user's home. */
const OLDER_HOME = ".tinyclaw";
const DEFAULT_HOME = ".tinyagi";

interface StartOptions {
  environment: DaemonEnvironment;
  paths: HomePaths;
  clock: Clock;
  newId: NewId;
  failpoints: Failpoints;
  log: Log;
}

/**
 * Finishes what an interrupted swap of files left and takes over what a first start finds: this home when it is one
 * of 0.0.20, or `~/.tinyclaw` when the default home is new.
 *
 * @throws AppError of `importHome`; the home is then as it was
 */
export async function importOnStart(options: StartOptions): Promise<ImportReport | null> {
  const { environment, paths, clock, newId, failpoints, log } = options;
  if (await finishSwap(paths.home, failpoints)) {
    log.warn({}, "an interrupted change of the home was finished");
    // What it put in place need not have the folders that this start made before it.
    await prepareHome(paths.home);
  }
  const from = await sourceOf(options);
  if (from === null) return null;
  const report = await importHome({
    from,
    paths,
    clock,
    newId,
    failpoints,
    userHome: userHomeOf(environment),
  });
  if (report !== null)
    log.warn(
      { counts: report.counts, notes: report.notes.length + report.moreNotes, backup: report.backup },
      "a home of 0.0.20 was taken over; `tinyagi import report` tells what changed",
    );
  return report;
}

async function sourceOf({ environment, paths, log }: StartOptions): Promise<string | null> {
  const own = await hasOwnDatabase(paths.home);
  if ((await findLegacyHome(paths.home)) !== null) {
    if (!own) return paths.home;
    log.warn({}, "files of 0.0.20 lie in a home that has a database of its own; they are left alone");
    return null;
  }
  const userHome = userHomeOf(environment);
  const isNew = !own && !(await isThere(paths.settings)) && !(await isThere(paths.settingsBackup));
  // Another home than the default one was chosen on purpose: it begins empty.
  if (!isNew || paths.home !== join(userHome, DEFAULT_HOME)) return null;
  const older = join(userHome, OLDER_HOME);
  return (await findLegacyHome(older, { settingsAlone: true })) === null ? null : older;
}

interface ImportRequest {
  env: Readonly<Record<string, string | undefined>>;
  /** Folder of the old home; default: what a first start would find. */
  from?: string;
}

/**
 * The same at a person's word, over a home of which no daemon runs.
 *
 * @param options.dryRun only look: the home is not even prepared
 * @returns null when there is nothing of 0.0.20
 * @throws AppError `HOME_LOCKED`, and those of `importHome`
 */
export async function importOldHome(
  options: ImportRequest & { dryRun: boolean },
): Promise<ImportReport | null> {
  const environment = readEnvironment(options.env);
  return options.dryRun ? await rehearseImport(options, environment) : await takeOver(options, environment);
}

async function takeOver(
  request: ImportRequest,
  environment: DaemonEnvironment,
): Promise<ImportReport | null> {
  const paths = await prepareHome(environment.home);
  const lock = await takeHome(paths);
  try {
    await finishSwap(paths.home);
    return await importByHand(request, { environment, paths, dryRun: false });
  } finally {
    lock.release();
  }
}

async function rehearseImport(
  request: ImportRequest,
  environment: DaemonEnvironment,
): Promise<ImportReport | null> {
  const paths = homePaths(environment.home);
  // Nobody can hold a lock whose file is not there, and making it would be a change.
  const lock = (await isThere(paths.lock)) ? lockHome(paths.lock) : undefined;
  try {
    if (await isSwapPending(paths.home))
      throw new AppError(
        "IMPORT_REFUSED",
        "A change of this home was interrupted; `tinyagi start` finishes it. Nothing was changed.",
      );
    return await importByHand(request, { environment, paths, dryRun: true });
  } finally {
    lock?.release();
  }
}

/** Under the home's lock. */
async function importByHand(
  request: ImportRequest,
  { environment, paths, dryRun }: { environment: DaemonEnvironment; paths: HomePaths; dryRun: boolean },
): Promise<ImportReport | null> {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const parts = {
    environment,
    paths,
    failpoints: NO_FAILPOINTS,
    clock: createSystemClock(),
    newId: createIds(),
  };
  const from = request.from ?? (await sourceOf({ ...parts, log: silent }));
  if (from === null) return null;
  return importHome({ ...parts, from, userHome: userHomeOf(environment), dryRun });
}

/** `HOME` of the daemon's environment, below which the default home stands. */
function userHomeOf({ variables }: DaemonEnvironment): string {
  const home = variables.HOME ?? "";
  return home === "" ? homedir() : home;
}
