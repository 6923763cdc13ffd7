/** `tinyagi doctor --deep`: reads every row of the database, and every file of every backup. Changes nothing. */

import { listBackups, problemOfBackup } from "@tinyagi/features";
import { homePaths } from "@tinyagi/home";
import { type DeepProblem, deepCheckDatabase } from "@tinyagi/kernel";

export interface DeepCheck {
  problems: DeepProblem[];
  /** `problem` is null for a backup that can be restored. */
  backups: { path: string; problem: string | null }[];
}

/** @param home absolute path; its database must be readable, see `checkDatabase` */
export async function deepCheck(home: string): Promise<DeepCheck> {
  const paths = homePaths(home);
  const backups: DeepCheck["backups"] = [];
  for (const { path } of await listBackups(paths))
    backups.push({ path, problem: await problemOfBackup(path) });
  return { problems: await deepCheckDatabase(paths.database), backups };
}
