/** Stamps of the files that a program reads when it starts. A kept program knows them as they were. */
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readStats, toStamp } from "@tinyagi/base";

const FILES_MAX = 500;
const FILE_MAX_BYTES = 256 * 1024;

/** A record of stamps. What is over its limit is not in it. */
export interface FileStamps {
  /** @returns whether it is a file that may be read for what it names, noted for the first time */
  note(path: string): Promise<boolean>;
  /** Its entries, and the instructions of skills in it. @param isRead of a name in it. Default: every one is */
  noteFolder(folder: string, isRead?: (name: string) => boolean): Promise<void>;
  /** A text that another one differs from if any file changed. */
  toText(): string;
}

/** Creates an empty record. */
export function createFileStamps(): FileStamps {
  const seen = new Map<string, string>();
  async function note(path: string): Promise<boolean> {
    if (seen.has(path) || seen.size >= FILES_MAX) return false;
    const stats = await readStats(path);
    if (stats === null) return false;
    seen.set(path, toStamp(stats));
    return stats.isFile() && stats.size <= FILE_MAX_BYTES;
  }
  return {
    note,
    async noteFolder(folder, isRead = () => true) {
      const names = (await readdir(folder).catch(() => [])).filter(isRead); // Most users have none.
      for (const name of names.toSorted().slice(0, FILES_MAX)) {
        await note(join(folder, name));
        await note(join(folder, name, "SKILL.md"));
      }
    },
    toText: () => JSON.stringify([...seen]),
  };
}

/** A folder and those around it. */
export function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

/** The stamp of one file; empty if there is none. */
export async function stampAt(path: string): Promise<string> {
  const stats = await readStats(path);
  return stats === null ? "" : toStamp(stats);
}
