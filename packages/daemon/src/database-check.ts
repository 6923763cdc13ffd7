/** A look at the database of a home, served or not, and at what could take its place. Writes nothing. */
import { isAppError } from "@tinyagi/contracts";
import { type DatabaseState, examineDatabase, homePaths, listBackups } from "@tinyagi/core";

/** Above it the pages are not looked at one by one, which would take minutes: the next start does so. */
const MAX_BYTES = 1_024 * 1_024 * 1_024;

export interface DatabaseCheck {
  /** Absolute path of the file. */
  path: string;
  state: DatabaseState | { state: "broken"; code: string; message: string };
  /** Absolute path of the folder backups are made in, and of the newest there. */
  backups: string;
  newest: string | null;
}

/** @param home absolute path */
export async function checkDatabase(home: string): Promise<DatabaseCheck> {
  const paths = homePaths(home);
  return {
    path: paths.database,
    state: stateOf(paths.database),
    backups: paths.backups,
    newest: await newestIn(paths),
  };
}

function stateOf(path: string): DatabaseCheck["state"] {
  try {
    return examineDatabase(path, { maxBytes: MAX_BYTES });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { state: "broken", code: error.code, message: error.message };
  }
}

async function newestIn(paths: Parameters<typeof listBackups>[0]): Promise<string | null> {
  try {
    return (await listBackups(paths))[0]?.path ?? null;
  } catch {
    // A folder that cannot be read has none to offer.
    return null;
  }
}
