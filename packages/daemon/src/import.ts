/**
 * Imports a home of 0.0.20, automatically at the first start or by command. Runs under the home's lock, before
 * anything in the home is opened.
 */
import { homedir } from "node:os";
import { join } from "node:path";
import {
  type Clock,
  createIds,
  createSystemClock,
  type Failpoints,
  type Log,
  type NewId,
  NO_FAILPOINTS,
} from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { findLegacyHome, hasOwnDatabase, type ImportReport, importHome } from "@tinyagi/features";
import { finishSwap, type HomePaths, homePaths, isSwapPending, prepareHome } from "@tinyagi/home";
import { type DaemonEnvironment, readEnvironment } from "./environment.js";
import { isThere } from "./first-run.js";
import { lockHome, takeHome } from "./home-lock.js";

/** The predecessor's folder in the user's home. */
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
 * Finishes an interrupted swap of files, then imports what a first start finds: this home if it is one of 0.0.20, or
 * `~/.tinyclaw` if the default home is new.
 *
 * @throws AppError of `importHome`; the home is then unchanged
 */
export async function importOnStart(options: StartOptions): Promise<ImportReport | null> {
  const { environment, paths, clock, newId, failpoints, log } = options;
  if (await finishSwap(paths.home, failpoints)) {
    log.warn({}, "an interrupted change of the home was finished");
    // The swap may have removed folders that this start created before it.
    await prepareHome(paths.home);
  }
  const from = await resolveSource(options);
  if (from === null) return null;
  const report = await importHome({
    from,
    isOwn: true,
    paths,
    clock,
    newId,
    failpoints,
    userHome: getUserHome(environment),
  });
  if (report !== null)
    log.warn(
      {
        counts: report.counts,
        notTakenOver: report.weaker.left.map(({ path }) => path),
        notes: report.notes.length + report.moreNotes,
        backup: report.backup,
      },
      "a home of 0.0.20 was imported; `tinyagi import report` shows what changed",
    );
  return report;
}

async function resolveSource({ environment, paths, log }: StartOptions): Promise<string | null> {
  const own = await hasOwnDatabase(paths.home);
  if ((await findLegacyHome(paths.home)) !== null) {
    if (!own) return paths.home;
    log.warn({}, "the home contains files of 0.0.20 but already has a database; they were not imported");
    return null;
  }
  const userHome = getUserHome(environment);
  const isNew = !own && !(await isThere(paths.settings)) && !(await isThere(paths.settingsBackup));
  // A home other than the default was chosen on purpose, so it starts empty.
  if (!isNew || paths.home !== join(userHome, DEFAULT_HOME)) return null;
  const older = join(userHome, OLDER_HOME);
  return (await findLegacyHome(older, { settingsAlone: true })) === null ? null : older;
}

interface ImportRequest {
  env: Readonly<Record<string, string | undefined>>;
  /** Folder of the old home; default: the one a first start would find. */
  from?: string;
  /** Whether a person accepted what weakens guards. Default `false`. */
  acceptWeaker?: boolean;
}

/**
 * Imports by command, over a home that no daemon uses.
 *
 * @param options.dryRun only inspect; the home is not even prepared
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
  // Without a lock file no process can hold the lock, and creating the file would be a change.
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

/** Runs under the home's lock. */
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
  const from = request.from ?? (await resolveSource({ ...parts, log: silent }));
  if (from === null) return null;
  return importHome({
    ...parts,
    from,
    isOwn: request.from === undefined,
    userHome: getUserHome(environment),
    dryRun,
    acceptWeaker: request.acceptWeaker === true,
  });
}

/** `HOME` of the daemon's environment: the parent of the default home. */
function getUserHome({ variables }: DaemonEnvironment): string {
  const home = variables.HOME ?? "";
  return home === "" ? homedir() : home;
}
