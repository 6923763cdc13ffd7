/**
 * Copies an old home into a backup folder before anything is changed. Each copy of a database is complete and
 * verified.
 */
import { copyFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { syncDirectory } from "@tinyagi/base";
import type { LegacyDatabase } from "./legacy-databases.js";
import type { LegacyHome } from "./legacy-home.js";

export async function backUpLegacyHome(options: {
  old: LegacyHome;
  /** An empty folder. */
  folder: string;
  databases: readonly { file: string; database: LegacyDatabase }[];
}): Promise<void> {
  const { old, folder } = options;
  for (const { file, database } of options.databases) database.copyTo(join(folder, basename(file)));
  const files = [old.settings, old.schedules, old.pairing, old.projectsFile, old.tasksFile];
  for (const file of files) if (file !== null) await copyFile(file, join(folder, basename(file)));
  await syncDirectory(folder);
}
