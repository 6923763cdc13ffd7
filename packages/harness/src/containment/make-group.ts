/**
 * Makes the group of a program. Not with `recursive`: where a file system answers ENOENT for a folder that exists, as some
 * of the kernel's do, that option never returns.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

const ATTEMPTS = 3;

/** Makes a group, and the group of the home around it if that is missing. @throws the error of the file system */
export function makeGroup(group: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      mkdirSync(group);
      return;
    } catch (error) {
      // The group of the home is not made yet, or was removed while it was empty: by the start of another daemon.
      if (codeOf(error) !== "ENOENT" || attempt === ATTEMPTS) throw error;
    }
    try {
      mkdirSync(dirname(group));
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
