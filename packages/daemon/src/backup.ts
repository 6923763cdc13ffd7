/** Backups of a home, made by the daemon that serves it or by a command when no daemon runs. */

import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { AppError, isAppError, type Settings } from "@tinyagi/contracts";
import {
  type AgentWorkspace,
  type Backups,
  createBackups,
  createSystemClock,
  createWorkspaces,
  errorCode,
  finishSwap,
  type HomePaths,
  homePaths,
  isSwapPending,
  openStore,
  parseSettings,
  prepareHome,
  type RestoreReport,
  restoreBackup,
  type WorkspaceMode,
  type Workspaces,
} from "@tinyagi/core";
import { readEnvironment } from "./environment.js";
import { takeHome } from "./home-lock.js";
import type { Served } from "./served.js";
import { VERSION } from "./version.js";

type Variables = Readonly<Record<string, string | undefined>>;
type BackupResult = Awaited<ReturnType<Backups["create"]>>;

/** The backups of a running daemon. */
export function servedBackups({ store, paths, clock, settings, workspaces }: Served): Backups {
  return createBackups({
    store,
    paths,
    clock,
    version: VERSION,
    workspaces: () => agentWorkspaces(settings.current(), workspaces),
  });
}

/** Omits agents whose workspace path is refused. */
async function agentWorkspaces(
  settings: Settings,
  workspaces: Pick<Workspaces, "pathOf">,
): Promise<AgentWorkspace[]> {
  const found: AgentWorkspace[] = [];
  for (const agentId of Object.keys(settings.agents)) {
    try {
      found.push({ agentId, path: await workspaces.pathOf(agentId) });
    } catch (error) {
      if (!isAppError(error, "PATH_REFUSED")) throw error;
    }
  }
  return found;
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
    const places = createWorkspaces({ settings: () => settings, home: paths.home });
    await using store = openStore({ path: paths.database, clock });
    const backups = createBackups({
      store,
      paths,
      clock,
      version: VERSION,
      workspaces: () => agentWorkspaces(settings, places),
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
