/**
 * Finds the git repository of a folder and its checked-out commit without running git: the repository's own settings,
 * which an agent can write, may name programs.
 */
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { openRegularFile, readCapped } from "../files/safe-open.js";

const FILE_MAX_BYTES = 16 * 1024 * 1024;
const COMMIT = /^[0-9a-f]{40}$/;
/** Symbolic references that lead to one another, before they are taken for a loop. */
const LINKS_MAX = 5;

export interface FoundRepository {
  /** The folder that is checked out. */
  readonly top: string;
  /** From there to the workspace: empty, or with `/` at the end. */
  readonly prefix: string;
  readonly objects: string;
  /** The checked-out commit; undefined before the first one. */
  readonly commit: string | undefined;
}

/** @param folder absolute and real. @returns undefined outside a repository, or for one of an unknown form */
export async function findRepository(folder: string): Promise<FoundRepository | undefined> {
  for (let top = folder; ; top = dirname(top)) {
    const git = await gitFolderOf(top);
    if (git !== undefined) {
      const common = resolve(git, (await readText(join(git, "commondir")))?.trim() ?? ".");
      const path = relative(top, folder).split(sep).join("/");
      const commit = await commitOf(git, common);
      return { top, prefix: path === "" ? "" : `${path}/`, objects: join(common, "objects"), commit };
    }
    if (dirname(top) === top) return undefined;
  }
}

/** `.git` is a folder, or in a worktree a file that names one. */
async function gitFolderOf(top: string): Promise<string | undefined> {
  const path = join(top, ".git");
  if ((await readText(join(path, "HEAD"))) !== undefined) return path;
  const [, named] = /^gitdir: (.+)\n?$/.exec((await readText(path)) ?? "") ?? [];
  if (named === undefined) return undefined;
  const folder = isAbsolute(named) ? named : resolve(top, named);
  return (await readText(join(folder, "HEAD"))) === undefined ? undefined : folder;
}

async function commitOf(git: string, common: string): Promise<string | undefined> {
  let text = await readText(join(git, "HEAD"));
  for (let links = 0; links < LINKS_MAX; links += 1) {
    const value = text?.trim() ?? "";
    if (COMMIT.test(value)) return value;
    const [, ref] = /^ref: (refs\/[^\s\0]+)$/.exec(value) ?? [];
    if (ref === undefined || ref.split("/").includes("..")) return undefined;
    text =
      (await readText(join(git, ref))) ?? (await readText(join(common, ref))) ?? (await packed(common, ref));
  }
  return undefined;
}

async function packed(common: string, ref: string): Promise<string | undefined> {
  const lines = (await readText(join(common, "packed-refs")))?.split("\n") ?? [];
  return lines.find((line) => line.endsWith(` ${ref}`))?.split(" ")[0];
}

async function readText(path: string): Promise<string | undefined> {
  const file = await openRegularFile(path, () => true);
  if (!file.ok) return undefined;
  try {
    return (await readCapped(file.handle, FILE_MAX_BYTES))?.toString("utf8");
  } finally {
    await file.handle.close();
  }
}
