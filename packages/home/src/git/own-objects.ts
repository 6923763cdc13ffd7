/**
 * Whether the objects of a repository are its own: no link and no list of other repositories leads git to objects that the
 * agent who wrote the repository may not read itself.
 */
import { lstat, readdir } from "node:fs/promises";
import type { PinnedFolder } from "@tinyagi/base";
import type { WorktreeRefusal } from "@tinyagi/contracts";

const BORROWED = ["alternates", "http-alternates"];

export type ObjectsCheck =
  | {
      readonly ok: true /** Changes with each file that is added, removed or replaced. */;
      readonly stamp: string;
    }
  | { readonly ok: false; readonly reason: WorktreeRefusal };

/** @param objects the open folder; kept open while git reads, so that it cannot be replaced meanwhile */
export async function checkObjects(objects: PinnedFolder): Promise<ObjectsCheck> {
  const stamps = [await toStamp(objects)];
  for (const entry of await readdir(objects.path, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) return { ok: false, reason: "link" };
    if (!entry.isDirectory()) continue;
    const inside = await objects.open([entry.name]);
    try {
      stamps.push(await toStamp(inside));
      const files = await readdir(inside.path, { withFileTypes: true });
      if (files.some((file) => !file.isFile() && !file.isDirectory())) return { ok: false, reason: "link" };
      if (entry.name === "info" && files.some(({ name }) => BORROWED.includes(name)))
        return { ok: false, reason: "borrowed_objects" };
    } finally {
      await inside.close();
    }
  }
  return { ok: true, stamp: stamps.join() };
}

/** Nobody can set the time of a change itself (ctime), and a folder changes with each of its entries. */
async function toStamp(folder: PinnedFolder): Promise<string> {
  const { ino, ctimeNs } = await lstat(`${folder.path}/.`, { bigint: true });
  return `${ino}:${ctimeNs}`;
}
