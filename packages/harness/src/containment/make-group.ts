/**
 * Makes the group of a program. Not with `recursive`: where a file system answers ENOENT for a folder that exists, as some
 * of the kernel's do, that option never returns.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** Makes a group, and the group of the home around it if that is missing. @throws the error of the file system */
export function makeGroup(group: string): void {
  try {
    mkdirSync(group);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    // The group of the home: not made yet, or removed by somebody while it was empty.
    mkdirSync(dirname(group));
    mkdirSync(group);
  }
}
