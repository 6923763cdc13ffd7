/** Which backup of a home can be restored, as `tinyagi doctor` says it. Reads the archives themselves. Changes nothing. */
import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { type DailyBackupState, isAppError } from "@tinyagi/contracts";
import { listBackups, readDailyState, restoreBackup } from "@tinyagi/features";
import { type HomePaths, homePaths } from "@tinyagi/home";

/** Archives that are read, from the newest on, to find one that can be restored. */
const READ_MAX = 10;

export interface BackupCheck {
  /** The newest one that can be restored, with its database checked. */
  restorable: { path: string; createdAt: number } | null;
  /** Newer ones that cannot. */
  broken: { path: string; problem: string }[];
  daily: DailyBackupState;
  /** When the database was made; null when there is none. */
  homeSince: number | null;
}

/** @param home absolute path */
export async function checkBackups(home: string): Promise<BackupCheck> {
  const paths = homePaths(home);
  const check: BackupCheck = {
    restorable: null,
    broken: [],
    daily: await readDailyState(paths.backups),
    homeSince: await bornAt(paths),
  };
  for (const { path } of (await listBackups(paths)).slice(0, READ_MAX)) {
    try {
      const { manifest } = await restoreBackup({
        file: path,
        paths,
        userHome: homedir(),
        now: Date.now(),
        dryRun: true,
      });
      return { ...check, restorable: { path, createdAt: manifest.createdAt } };
    } catch (error) {
      if (!isAppError(error)) throw error;
      check.broken.push({ path, problem: error.message });
    }
  }
  return check;
}

async function bornAt({ database }: HomePaths): Promise<number | null> {
  const info = await stat(database).catch(() => undefined);
  return info === undefined ? null : Math.min(info.birthtimeMs || info.mtimeMs, info.mtimeMs);
}
