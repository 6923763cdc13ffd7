/**
 * What is known of the daily backup beyond its files: the last copy at the target, and what went wrong. In a file beside
 * the backups, so that `tinyagi doctor` reads it without a daemon, and a cause is told once, not once a start.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, writeFileAtomic } from "@tinyagi/base";
import { type DailyBackupState, dailyBackupStateSchema } from "@tinyagi/contracts";

const NOTHING: DailyBackupState = { copied: null, failure: null };

/** @param folder the home's backups */
export async function readDailyState(folder: string): Promise<DailyBackupState> {
  try {
    const parsed = dailyBackupStateSchema.safeParse(JSON.parse(await readFile(fileIn(folder), "utf8")));
    return parsed.success ? parsed.data : NOTHING;
  } catch (error) {
    // A file that is missing or was cut off says nothing: the next backup writes it again.
    if (errorCode(error) === "ENOENT" || error instanceof SyntaxError) return NOTHING;
    throw error;
  }
}

export async function writeDailyState(folder: string, state: DailyBackupState): Promise<void> {
  await writeFileAtomic({ path: fileIn(folder), data: `${JSON.stringify(state)}\n` });
}

function fileIn(folder: string): string {
  return join(folder, "daily.json");
}
