/** Backups of a home, made by the daemon that serves it or by a command when no daemon runs. */

import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { createSystemClock, errorCode, SILENT_LOG } from "@tinyagi/base";
import { AppError, type Settings, type WorkspaceOf } from "@tinyagi/contracts";
import {
  type AgentWorkspace,
  type Backups,
  type BackupTarget,
  createBackups,
  createDailyBackups,
  createHomeMarks,
  type DailyBackups,
  listBackups,
  openTarget,
  parseDailyName,
  type RestoreReport,
  restoreBackup,
  type WorkspaceMode,
} from "@tinyagi/features";
import {
  finishSwap,
  type HomePaths,
  homePaths,
  isSwapPending,
  parseSettings,
  prepareHome,
  resolveSecret,
} from "@tinyagi/home";
import { openStore } from "@tinyagi/kernel";
import { openLocalWorkspaces } from "./agent-workspaces.js";
import { readEnvironment } from "./environment.js";
import { takeHome } from "./home-lock.js";
import type { Served } from "./served.js";
import { VERSION } from "./version.js";

type Variables = Readonly<Record<string, string | undefined>>;
/** A large backup over a slow line. */
const FETCH_MS = 6 * 3_600_000;

type BackupResult = Awaited<ReturnType<Backups["create"]>>;

/** The backups of a running daemon. */
export function servedBackups({ store, paths, clock, settings, workspaceOf }: Served): Backups {
  return createBackups({
    store,
    paths,
    clock,
    version: VERSION,
    workspaces: async () => agentWorkspaces(settings.current(), workspaceOf),
  });
}

/** The daily backup of a running daemon. */
export function servedDailyBackups(served: Served, backups: Backups): DailyBackups {
  const { store, paths, clock, settings, engine, logFile, environment } = served;
  return createDailyBackups({
    store,
    clock,
    backups,
    journal: engine.journal,
    log: logFile.log,
    folder: paths.backups,
    marks: createHomeMarks(paths),
    settings: () => settings.current(),
    openTarget: () => targetOf(settings.current(), paths.home, environment.variables),
  });
}

function targetOf(settings: Settings, home: string, env: Variables): Promise<BackupTarget | undefined> {
  return openTarget({ settings, home, resolveSecret: (value) => resolveSecret(value, { env }) });
}

function agentWorkspaces(settings: Settings, workspaceOf: WorkspaceOf): AgentWorkspace[] {
  return Object.keys(settings.agents).map((agentId) => ({ agentId, workspace: workspaceOf(agentId) }));
}

/**
 * @throws AppError `HOME_LOCKED` while a daemon runs (ask the daemon instead); `SETTINGS_UNREADABLE` for a home
 * without settings, that is, one that was never started
 */
export async function backUpHome(options: {
  env: Variables;
  workspaces: WorkspaceMode;
}): Promise<BackupResult> {
  const { home } = readEnvironment(options.env);
  // An interrupted restore may have moved the settings aside. It must finish first, under the lock.
  if (!(await isSwapPending(home))) await readSettings(homePaths(home).settings);
  return withHome(options.env, async (paths) => {
    const clock = createSystemClock();
    const { settings } = parseSettings(await readSettings(paths.settings));
    const { local } = openLocalWorkspaces({
      settings: () => settings,
      paths,
      git: { scratch: paths.run, path: options.env.PATH ?? "" },
      log: SILENT_LOG,
    });
    await using store = openStore({ path: paths.database, clock });
    const backups = createBackups({
      store,
      paths,
      clock,
      version: VERSION,
      workspaces: async () => agentWorkspaces(settings, local),
    });
    return await backups.create(options.workspaces);
  });
}

async function readSettings(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const message =
      errorCode(error) === "ENOENT"
        ? "this home has no settings.json yet: the first start makes it, with `tinyagi start`"
        : "settings.json cannot be read: run the command as the user that runs the daemon";
    throw new AppError("SETTINGS_UNREADABLE", message, { cause: error });
  }
}

/**
 * Finds a backup that is no file here, and fetches it from the target to the home's backups, under its own name.
 *
 * @param options.wanted a name, or `latest`: the newest of this home, else of any home that has its backups there
 * @returns the path
 * @throws AppError `NOT_FOUND`, `BACKUP_TARGET_UNAVAILABLE`
 */
export async function fetchBackup({ env, wanted }: { env: Variables; wanted: string }): Promise<string> {
  const { home } = readEnvironment(env);
  const paths = homePaths(home);
  const { settings } = parseSettings(await readSettings(paths.settings));
  const target = await targetOf(settings, home, env);
  const [newest] = await listBackups(paths);
  if (target === undefined && wanted === "latest" && newest !== undefined) return newest.path;
  if (target === undefined)
    throw new AppError(
      "NOT_FOUND",
      "There is no such backup here, and no other place is set: `tinyagi config set backup.target <folder>`.",
    );
  const signal = AbortSignal.timeout(FETCH_MS);
  const name = chosen(await target.list(signal), wanted, await createHomeMarks(paths).known());
  if (name === undefined)
    throw new AppError("NOT_FOUND", "The target has no such backup. List them: `tinyagi backup list`.");
  await mkdir(paths.backups, { recursive: true, mode: 0o700 });
  const path = join(paths.backups, name);
  if (!existsSync(path)) await target.fetch({ name, path, signal });
  return path;
}

function chosen(
  files: readonly { name: string }[],
  wanted: string,
  marks: ReadonlySet<string>,
): string | undefined {
  if (wanted !== "latest") return files.find(({ name }) => name === wanted)?.name;
  const dailies = files.flatMap(({ name }) => parseDailyName(name) ?? []).sort((a, b) => b.time - a.time);
  return (dailies.find(({ mark }) => marks.has(mark)) ?? dailies[0])?.name;
}

/**
 * Replaces the home's data with a backup. A dry run only reads, so the home may be missing or in use.
 *
 * @throws AppError `HOME_LOCKED` while a daemon runs, and those of `restoreBackup`
 */
export async function restoreHome(options: {
  env: Variables;
  file: string;
  dryRun: boolean;
  /** Whether a person accepted what weakens guards of this home. Default `false`. */
  acceptWeaker?: boolean;
  /** Absolute path for the workspaces of agents; default: the path in the backup's settings. */
  workspace?: string;
}): Promise<RestoreReport> {
  const { env, ...what } = options;
  const given = env.HOME ?? "";
  const restore = (paths: HomePaths) =>
    restoreBackup({ ...what, paths, userHome: given === "" ? homedir() : given, now: Date.now() });
  return what.dryRun ? restore(homePaths(readEnvironment(env).home)) : withHome(env, restore);
}

/** Calls `use` with a home that no daemon uses, under the home's lock. @throws AppError `HOME_LOCKED` */
export async function withHome<T>(env: Variables, use: (paths: HomePaths) => Promise<T>): Promise<T> {
  const paths = await prepareHome(readEnvironment(env).home);
  const lock = await takeHome(paths);
  try {
    await finishSwap(paths.home);
    return await use(paths);
  } finally {
    lock.release();
  }
}
