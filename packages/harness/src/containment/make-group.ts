/**
 * Makes control groups. Not with `recursive`: where a file system answers ENOENT for a folder that exists, as some of the
 * kernel's do, that option never returns.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ATTEMPTS = 3;

/** Makes a group, and the group of the home around it if that is missing. @throws the error of the file system */
export function makeGroup(group: string): void {
  withHomeGroup(dirname(group), () => make(group));
}

/**
 * Does something in the group of a home, which it makes if it is missing. It can also disappear at any time while it is
 * empty: the start of another daemon removes it.
 *
 * @throws what `action` throws
 */
export function withHomeGroup(home: string, action: () => void): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      action();
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // ENODEV: it was removed while its file was open.
      if ((code !== "ENOENT" && code !== "ENODEV") || attempt === ATTEMPTS) throw error;
    }
    try {
      make(home);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** In a group of threads, only another group of threads can hold processes. */
function make(group: string): void {
  mkdirSync(group);
  const type = join(group, "cgroup.type");
  if (readFileSync(type, "utf8").trim() === "domain invalid") writeFileSync(type, "threaded", { flag: "r+" });
}
