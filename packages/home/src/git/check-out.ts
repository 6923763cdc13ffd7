/**
 * Writes the files of a commit into a new folder inside the scratch repository, where no agent can interfere. No filter is
 * configured there, so attributes of the commit change line ends and encodings at most.
 */
import { mkdir, readFile, symlink, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { openFolderBelow } from "@tinyagi/base";
import type { ScratchRepository } from "./scratch-repository.js";

/** Links after so many names remain files: some 500,000. */
const LIST_MAX_BYTES = 64 * 1024 * 1024;
const LINK = /^120000 [0-9a-f]+ 0\t/;

export interface CheckedOut {
  /** The folder with the files. */
  readonly tree: string;
  /** The index that belongs to it. */
  readonly index: string;
}

export async function checkOut(scratch: ScratchRepository, commit: string): Promise<CheckedOut> {
  const tree = join(scratch.folder, "tree");
  await mkdir(tree);
  await scratch.git(["read-tree", commit]);
  // git writes links as files: one that it followed, for example where case does not count, would lead out of the folder.
  await scratch.git(["checkout-index", "--all", "-u", "-q"], {
    workTree: tree,
    config: ["core.symlinks=false"],
  });
  const { text } = await scratch.git(["ls-files", "--stage", "-z"], { maxBytes: LIST_MAX_BYTES });
  for (const entry of text.split("\0")) if (LINK.test(entry)) await makeLink(tree, entry.replace(LINK, ""));
  return { tree, index: join(scratch.folder, "index") };
}

async function makeLink(tree: string, path: string): Promise<void> {
  const folder = await openFolderBelow(tree, join(tree, dirname(path)));
  try {
    const file = join(folder.path, basename(path));
    const target = await readFile(file, "utf8");
    await unlink(file);
    await symlink(target, file);
  } finally {
    await folder.close();
  }
}
