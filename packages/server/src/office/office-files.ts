/**
 * The files of TinyOffice, as its build listed them. A request can only name a file of that list, so no path of a
 * request ever reaches the disk. The list is read at the first request, because most starts are not for a browser, and
 * again when another build has replaced it: a new page under the policy of the old one could not run its scripts.
 */
import { readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const LIST = "office.json";

/** One row of `office.json`, which `apps/office/build/main.mjs` writes. */
const fileSchema = z.object({
  path: z.string(),
  file: z.string(),
  type: z.string(),
  /** Copies beside the file: `<file>.br` and `<file>.gz`. */
  encodings: z.array(z.enum(["br", "gzip"])),
  etag: z.string(),
  /** Only for pages and the service worker, which get a content policy: the hashes of their inline scripts. */
  scripts: z.array(z.string()).optional(),
  /** Only for pages that are shown inside others, without an origin. */
  frame: z.literal(true).optional(),
});
export type OfficeFile = z.infer<typeof fileSchema>;
const listSchema = z.object({ files: z.array(fileSchema) });
export type OfficeEncoding = OfficeFile["encodings"][number];

export interface OfficeFiles {
  /** The file that a path of a URL names, without its query. */
  find(path: string): OfficeFile | undefined;
  read(file: OfficeFile, encoding: OfficeEncoding | undefined): Promise<Buffer>;
}

/** @param folder with `office.json`; without it, as under a daemon that runs from its sources, no path names a file */
export function createOfficeFiles(folder: string): OfficeFiles {
  let list: ReadonlyMap<string, OfficeFile> = new Map();
  let readFor: number | undefined;
  return {
    find(path) {
      const changed = statSync(join(folder, LIST), { throwIfNoEntry: false })?.mtimeMs;
      if (changed === undefined || changed === readFor) return list.get(path);
      try {
        list = readList(folder);
        readFor = changed;
      } catch (error) {
        // A build may be writing it at this moment: until it has, the list of before holds.
        if (readFor === undefined) throw error;
      }
      return list.get(path);
    },
    read: ({ file }, encoding) => readFile(join(folder, file + getEnding(encoding))),
  };
}

function readList(folder: string): ReadonlyMap<string, OfficeFile> {
  const { files } = listSchema.parse(JSON.parse(readFileSync(join(folder, LIST), "utf8")));
  return new Map(files.map((file) => [file.path, file]));
}

function getEnding(encoding: OfficeEncoding | undefined): string {
  if (encoding === undefined) return "";
  return encoding === "br" ? ".br" : ".gz";
}
