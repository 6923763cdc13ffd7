/** `tinyagi doctor --deep`: reads every row of the database, and every file of every backup. Changes nothing. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAppError } from "@tinyagi/contracts";
import { type DeepProblem, deepCheckDatabase, homePaths, listBackups, unpackBackup } from "@tinyagi/core";

export interface DeepCheck {
  problems: DeepProblem[];
  /** `problem` is null for a backup that can be restored. */
  backups: { path: string; problem: string | null }[];
}

/** @param home absolute path; its database must be readable, see `checkDatabase` */
export async function deepCheck(home: string): Promise<DeepCheck> {
  const paths = homePaths(home);
  const backups: DeepCheck["backups"] = [];
  for (const { path } of await listBackups(paths)) backups.push({ path, problem: await problemOf(path) });
  return { problems: await deepCheckDatabase(paths.database), backups };
}

/** Compares each file of a backup with its digest. */
async function problemOf(path: string): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-check-"));
  try {
    await unpackBackup(path, folder, new Set());
    return null;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error.message;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
