/** The files that a backup could not save. All are counted; the first ones are named with the reason. */
import type { LeftOut } from "@tinyagi/contracts";

const NAMED_MAX = 100;

export interface LeftOutList {
  /** @param path the path it would have in the archive */
  add(path: string, reason: string): void;
  summary(): LeftOut;
}

export function createLeftOut(): LeftOutList {
  const files: LeftOut["files"] = [];
  let count = 0;
  return {
    add(path, reason) {
      count += 1;
      if (files.length < NAMED_MAX) files.push({ path, reason });
    },
    summary: () => ({ count, files: [...files] }),
  };
}
