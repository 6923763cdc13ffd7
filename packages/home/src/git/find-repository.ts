/**
 * Finds the git repository of a folder and its checked-out commit without running git: the repository's own settings,
 * which an agent can write, may name programs. It follows no link, and believes no file that leads to a repository
 * elsewhere unless that one names the folder, too: an agent must not borrow a repository that it cannot read.
 */
import { lstat, realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { PinnedFolder } from "@tinyagi/base";
import { errorCode, isWithin } from "@tinyagi/base";
import type { WorktreeRefusal } from "@tinyagi/contracts";
import { inFolder, OddFileError, textIn } from "./own-text.js";

const COMMIT = /^[0-9a-f]{40}$/;
const NAMED = /^gitdir: ([^\n]+)\n?$/;
const REF = /^ref: (refs\/[^\s\0]+)$/;
const BRANCH = /^ref: refs\/heads\/([^\s\0]+)$/;
/** Symbolic references that lead to one another, before they are taken for a loop. */
const LINKS_MAX = 5;

export interface FoundRepository {
  /** The folder that is checked out. */
  readonly top: string;
  /** From there to the workspace: empty, or with `/` at the end. */
  readonly prefix: string;
  /** The folder that all worktrees of the repository share; absolute and real. */
  readonly common: string;
  readonly commit: string;
  /** The folder that this checkout has for itself; the same as `common` unless it is a worktree. */
  readonly own: string;
  /** The branch that is checked out, if one is. */
  readonly branch: string | undefined;
}

export type RepositorySearch =
  | { readonly ok: true; readonly repository: FoundRepository }
  /** `none`: the folder is in no repository. */
  | { readonly ok: false; readonly reason: WorktreeRefusal | "none" };

/** @param folder absolute and real */
export async function findRepository(folder: string): Promise<RepositorySearch> {
  try {
    for (let top = folder; ; top = dirname(top)) {
      const git = await findGitFolder(top);
      if (git !== undefined) return await describe(git, { top, folder });
      if (dirname(top) === top) return { ok: false, reason: "none" };
    }
  } catch (error) {
    if (error instanceof OddFileError) return { ok: false, reason: "link" };
    throw error;
  }
}

/** The commit of a branch; undefined when there is none. @param common see {@link FoundRepository} */
export async function commitOfBranch(common: string, branch: string): Promise<string | undefined> {
  return inFolder(common, (folder) => resolveRef(`ref: refs/heads/${branch}`, [folder]));
}

/** The commit that a worktree is at. @param id its folder in `worktrees` */
export async function commitOfWorktree(common: string, id: string): Promise<string | undefined> {
  return inFolder(common, (shared) =>
    inFolder(join(common, "worktrees", id), async (own) =>
      resolveRef(await textIn(own, ["HEAD"]), [own, shared]),
    ),
  );
}

async function describe(
  git: GitFolder,
  { top, folder }: { top: string; folder: string },
): Promise<RepositorySearch> {
  const common = git.isLinked ? dirname(dirname(git.path)) : git.path;
  const knows = await inFolder(git.path, (own) => knowsFolder(own, { git, common, top }));
  if (knows !== true) return { ok: false, reason: "not_linked_back" };
  const head = await inFolder(git.path, (own) => textIn(own, ["HEAD"]));
  const commit = await inFolder(git.path, async (own) =>
    inFolder(common, (shared) => resolveRef(head, [own, shared])),
  );
  if (commit === undefined) return { ok: false, reason: "no_commit" };
  const path = relative(top, folder).split(sep).join("/");
  const prefix = path === "" ? "" : `${path}/`;
  const branch = BRANCH.exec(head?.trim() ?? "")?.[1];
  return { ok: true, repository: { top, prefix, common, commit, own: git.path, branch } };
}

interface GitFolder {
  /** Absolute and real. */
  readonly path: string;
  /** `.git` is a file that names it. */
  readonly isLinked: boolean;
}

/** `.git` is a folder, or in a worktree a file that names one. @throws OddFileError for a link */
async function findGitFolder(top: string): Promise<GitFolder | undefined> {
  const path = join(top, ".git");
  const kind = await detectKind(path);
  if (kind === "missing") return undefined;
  if (kind === "folder") {
    const head = await inFolder(path, (own) => textIn(own, ["HEAD"]));
    return head === undefined ? undefined : { path, isLinked: false };
  }
  const [, named] = NAMED.exec((await inFolder(top, (own) => textIn(own, [".git"]))) ?? "") ?? [];
  if (named === undefined) return undefined;
  return realGitFolder(resolve(top, named), top);
}

/** A submodule has its repository in that of a folder above it, which is its agent's or nobody could have put it there. */
async function realGitFolder(named: string, top: string): Promise<GitFolder> {
  const path = await realpath(named).catch((cause: unknown) => {
    throw new OddFileError("`.git` names nothing", { cause });
  });
  return { path, isLinked: !isSubmodule(path, top) };
}

function isSubmodule(git: string, top: string): boolean {
  for (let folder = dirname(top); ; folder = dirname(folder)) {
    if (isWithin(git, join(folder, ".git", "modules"))) return true;
    if (dirname(folder) === folder) return false;
  }
}

async function detectKind(path: string): Promise<"missing" | "folder" | "file"> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) throw new OddFileError("`.git` is a link");
    return stats.isDirectory() ? "folder" : "file";
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return "missing";
    throw error;
  }
}

/** A worktree is `worktrees/<id>` of its repository and names the file that leads to it. Others share nothing. */
async function knowsFolder(
  own: PinnedFolder,
  { git, common, top }: { git: GitFolder; common: string; top: string },
): Promise<boolean> {
  const named = (await textIn(own, ["commondir"]))?.trim();
  if (!git.isLinked) return named === undefined;
  if (named === undefined || resolve(git.path, named) !== common) return false;
  if (dirname(git.path) !== join(common, "worktrees")) return false;
  const back = (await textIn(own, ["gitdir"]))?.trim();
  return back !== undefined && resolve(git.path, back) === join(top, ".git");
}

/** @param folders in which references are looked up, in this order; the packed ones are in the last */
async function resolveRef(
  text: string | undefined,
  folders: readonly PinnedFolder[],
): Promise<string | undefined> {
  let value = text?.trim() ?? "";
  for (let links = 0; links < LINKS_MAX; links += 1) {
    if (COMMIT.test(value)) return value;
    const [, ref] = REF.exec(value) ?? [];
    if (ref === undefined) return undefined;
    value = (await looked(ref, folders))?.trim() ?? "";
  }
  return undefined;
}

async function looked(ref: string, folders: readonly PinnedFolder[]): Promise<string | undefined> {
  const names = ref.split("/");
  if (names.some((name) => name === "" || name === "." || name === "..")) return undefined;
  for (const folder of folders) {
    const text = await textIn(folder, names);
    if (text !== undefined) return text;
  }
  const shared = folders.at(-1);
  const lines = shared === undefined ? undefined : (await textIn(shared, ["packed-refs"]))?.split("\n");
  return lines?.find((line) => line.endsWith(` ${ref}`))?.split(" ")[0];
}
