/** What a merged task changed, kept as a file when its clone is removed, so that its page still shows it. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, makeDirectory, writeFileAtomic } from "@tinyagi/base";
import { type TaskDiff, taskDiffSchema } from "@tinyagi/contracts";
import { folderOf } from "./branch-names.js";

/** Private: a change may contain what no other user of the machine should read. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** The name of a branch is made of an identifier, so it is one step of a path. */
function placeOf(folder: string, branch: string): string {
  return join(folder, `${folderOf(branch)}.json`);
}

export async function keepChanges(folder: string, branch: string, diff: TaskDiff): Promise<void> {
  await makeDirectory(folder, FOLDER_MODE);
  const { files, truncated } = diff;
  await writeFileAtomic({
    path: placeOf(folder, branch),
    data: JSON.stringify({ files, truncated }),
    mode: FILE_MODE,
  });
}

/** @returns undefined when none are kept, or nobody can read them */
export async function readKept(folder: string, branch: string): Promise<TaskDiff | undefined> {
  try {
    return taskDiffSchema.parse(JSON.parse(await readFile(placeOf(folder, branch), "utf8")));
  } catch {
    // Without them the page says that there is no clone.
    return undefined;
  }
}

export async function forgetKept(folder: string, branch: string): Promise<void> {
  try {
    await rm(placeOf(folder, branch));
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}
