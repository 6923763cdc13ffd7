/** What belongs to a file that somebody sent, in the folder of received files of this machine. */
import { readdir } from "node:fs/promises";
import { basename, join, relative } from "node:path";

/** A file has a folder of its own; one of an earlier release has none. */
export async function listParts(filesIn: string, path: string): Promise<string[]> {
  const place = relative(filesIn, path);
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [place];
  const unique = basename(path);
  return entries
    .filter((entry) => entry.isFile() && entry.name.startsWith(unique))
    .map(({ name }) => join(place, name));
}
