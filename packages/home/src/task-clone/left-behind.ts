/**
 * What is in a task's clone and in no tree of it: files that git ignores, and repositories of their own. Nothing else keeps
 * them when the clone goes. Read with a scratch repository, because an agent writes the clone.
 */
import { borrow } from "../git/borrow.js";
import type { GitPlace } from "../git/scratch-repository.js";
import { TooManyFilesError } from "./snapshot.js";
import { type CloneAnswer, findClone, orRefusal } from "./task-clone.js";

/** A folder of which all is ignored is one name, so that few are read. */
const NAMES_MAX_BYTES = 1024 * 1024;
const GIT_MS = 60_000;

/** @returns the first names; that of a folder ends in `/` */
export async function listLeftBehind(
  git: GitPlace,
  { root, max }: { root: string; max: number },
): Promise<CloneAnswer<{ names: string[] }>> {
  return orRefusal(async () => {
    const found = await findClone(root);
    if (!found.ok) return found;
    const { top, commit } = found.repository;
    const done = await borrow(git, found.repository, {
      async read(scratch) {
        const limits = { workTree: top, timeoutMs: GIT_MS, maxBytes: NAMES_MAX_BYTES };
        await scratch.git(["read-tree", commit], limits);
        const list = async (...which: string[]) => {
          const args = ["ls-files", "--others", "--exclude-standard", "-z", ...which];
          const { text, isCut } = await scratch.git(args, limits);
          return { names: text.split("\0").filter((name) => name !== ""), isCut };
        };
        const { names: ignored } = await list("--ignored", "--directory", "--no-empty-directory");
        const others = await list();
        // Of what is not ignored, only a repository of its own is listed as a folder.
        const inner = others.names.filter((name) => name.endsWith("/"));
        if (others.isCut && ignored.length + inner.length === 0)
          throw new TooManyFilesError("too many new files");
        return [...new Set([...ignored, ...inner])].sort().slice(0, max);
      },
      use: async (names) => ({ names }),
    });
    return done.ok ? { ok: true, names: done.value.names } : done;
  });
}
