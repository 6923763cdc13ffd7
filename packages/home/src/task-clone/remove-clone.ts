/**
 * Removes the clone of a task. Guarantees: nothing outside of the agent's workspace is removed, also when an agent puts a link
 * in its place meanwhile.
 */
import { basename, dirname, join, relative } from "node:path";
import { errorCode, openFolder, removeTree } from "@tinyagi/base";
import { resolveRealPath } from "../workspace/path-policy.js";

/** @returns whether there was one @throws the error of the file system when a link is on its path */
export async function removeClone({
  workspace,
  root,
}: {
  workspace: string;
  root: string;
}): Promise<boolean> {
  const real = await resolveRealPath(workspace);
  try {
    const folder = await openFolder(join(real, relative(workspace, dirname(root))));
    try {
      await removeTree(folder, basename(root));
      return true;
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
