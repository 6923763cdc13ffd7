/** The files that a backup could not save. All are counted; the first ones are named with the reason. */
import type { LeftOut } from "@tinyagi/contracts";

const NAMED_MAX = 100;

/** Why, in English; a machine with an earlier release has only that. */
export type Left = Pick<LeftOut["files"][number], "reason" | "why">;

export interface LeftOutList {
  /** @param path the path it would have in the archive */
  add(path: string, left: Left): void;
  summary(): LeftOut;
}

export function createLeftOut(): LeftOutList {
  const files: LeftOut["files"] = [];
  let count = 0;
  return {
    add(path, { reason, why }) {
      count += 1;
      if (files.length < NAMED_MAX) files.push({ path, reason, ...(why && { why }) });
    },
    summary: () => ({ count, files: [...files] }),
  };
}
