/**
 * The clone in which an agent works on a task: a repository of its own in the agent's workspace, on a branch of its own. It
 * shares nothing with the repository it comes from, so nothing that its agent writes there reaches a person's repository
 * before a person approves it. git runs only in repositories that TinyAGI writes.
 */
import { copyFile, lstat, mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { errorCode, installTree, makeDirectory, openFolder } from "@tinyagi/base";
import type { TaskCloneRefusal, TaskDiff } from "@tinyagi/contracts";
import { type Borrowing, borrow } from "../git/borrow.js";
import { checkOut } from "../git/check-out.js";
import { commitOfBranch, type FoundRepository, findRepository } from "../git/find-repository.js";
import { OddFileError } from "../git/own-text.js";
import type { GitPlace, ScratchRepository } from "../git/scratch-repository.js";
import { isBranchName } from "../git/update-branch.js";
import { resolveRealPath } from "../workspace/path-policy.js";
import { compareTrees } from "./compare.js";
import { snapshot, TooManyFilesError } from "./snapshot.js";

/** A clone takes all commits of its branch. */
const CLONE_MS = 10 * 60_000;
/** Largest pack that an agent's work may have. */
const PACK_MAX_BYTES = 512 * 1024 * 1024;

export type CloneAnswer<T> =
  | ({ readonly ok: true } & T)
  | { readonly ok: false; readonly reason: TaskCloneRefusal };

export interface NewClone {
  /** The agent's workspace. */
  readonly workspace: string;
  /** Folder of the clone in it. */
  readonly root: string;
  /** A folder of the repository. */
  readonly repository: string;
  /** Where the work starts. */
  readonly base: string;
  /** Name of the new branch. */
  readonly branch: string;
  /** In whose name git commits there: an id. */
  readonly agentId: string;
}

/** Creates the clone, or nothing; a clone that is there stays as it is. */
export async function ensureClone(git: GitPlace, wanted: NewClone): Promise<CloneAnswer<object>> {
  const { workspace, root, repository, base: commit, branch, agentId } = wanted;
  return orRefusal(async () => {
    const expected = join(await resolveRealPath(workspace), relative(workspace, root));
    // An agent could have laid a link in its place, to let its work happen elsewhere.
    if ((await resolveRealPath(root)) !== expected) return refusal("link");
    if (await exists(join(root, ".git"))) return { ok: true };
    const found = await findRepository(await resolveRealPath(repository));
    if (!found.ok) return found;
    const { common } = found.repository;
    const done = await borrow(
      git,
      { common, commit },
      {
        read: async (scratch) => {
          const { tree, index } = await checkOut(scratch, commit);
          await makeGitFolder(scratch, { commit, branch, agentId, index, into: join(tree, ".git") });
          return tree;
        },
        use: (tree) => install(tree, root),
      },
    );
    if (!done.ok) return done;
    return done.value ? { ok: true } : refusal("occupied");
  });
}

/** Where work on a repository starts. @param target the branch; default: the one that is checked out */
export async function findTarget(
  repository: string,
  target: string | undefined,
): Promise<CloneAnswer<{ target: string; base: string }>> {
  return orRefusal(async () => {
    const found = await findRepository(await resolveRealPath(repository));
    if (!found.ok) return found;
    const { common, branch } = found.repository;
    const wanted = target ?? branch;
    if (wanted === undefined) return refusal("no_branch");
    if (!isBranchName(wanted)) return refusal("bad_branch");
    const base = await commitOfBranch(common, wanted);
    return base === undefined ? refusal("no_branch") : { ok: true, base, target: wanted };
  });
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

/** Written by hand: nothing of a template, of the source's settings or of its hooks. */
async function makeGitFolder(
  scratch: ScratchRepository,
  made: { commit: string; branch: string; agentId: string; index: string; into: string },
): Promise<void> {
  const folder = join(scratch.folder, "clone");
  const head = join("refs", "heads", ...made.branch.split("/"));
  await mkdir(join(folder, "objects", "pack"), { recursive: true });
  await mkdir(join(folder, "objects", "info"));
  await mkdir(join(folder, dirname(head)), { recursive: true });
  await scratch.git(["pack-objects", "--revs", "-q", join(folder, "objects", "pack", "pack")], {
    input: `${made.commit}\n`,
    timeoutMs: CLONE_MS,
  });
  await writeFile(join(folder, head), `${made.commit}\n`);
  await writeFile(join(folder, "HEAD"), `ref: refs/heads/${made.branch}\n`);
  await writeFile(join(folder, "config"), configText(made.agentId));
  await copyFile(made.index, join(folder, "index"));
  await rename(folder, made.into);
}

function configText(agentId: string): string {
  return [
    "[core]",
    "\trepositoryformatversion = 0",
    "\tbare = false",
    "\tlogallrefupdates = true",
    "[user]",
    `\tname = ${agentId}`,
    `\temail = ${agentId}@tinyagi.invalid`,
    "",
  ].join("\n");
}

async function install(tree: string, root: string): Promise<boolean> {
  await makeDirectory(dirname(root));
  const folder = await openFolder(await resolveRealPath(dirname(root)));
  try {
    return await installTree(tree, folder, basename(root));
  } finally {
    await folder.close();
  }
}

/** What the agent changed since `base`. `tree` names exactly this content. */
export async function readClone(
  git: GitPlace,
  { root, base, signal }: { root: string; base: string; signal?: AbortSignal | undefined },
): Promise<CloneAnswer<{ tree: string; diff: TaskDiff }>> {
  return orRefusal(async () => {
    const found = await findClone(root);
    if (!found.ok) return found;
    const { top, commit } = found.repository;
    return flat(
      await borrow(git, found.repository, {
        async read(scratch) {
          const tree = await snapshot(scratch, { top, commit, signal });
          return { tree, diff: await compareTrees(scratch, { from: base, to: tree, signal }) };
        },
        use: async (value) => value,
      }),
    );
  });
}

export interface PackWanted {
  readonly root: string;
  readonly base: string;
  /** What a person saw. */
  readonly tree: string;
  /** Of the commit. */
  readonly message: string;
  readonly agentId: string;
}

/**
 * What was shown as one commit on `base`, in a pack. The agent's own commits stay in its clone: they could hold what nobody
 * was shown, such as a file that a later one removes. `use` gets the file while it is there.
 */
export async function packClone<T>(
  git: GitPlace,
  { root, base, tree, message, agentId }: PackWanted,
  use: (packed: { commit: string; pack: string | undefined }) => Promise<T>,
): Promise<CloneAnswer<{ value: T }>> {
  return orRefusal(async () => {
    const found = await findClone(root);
    if (!found.ok) return found;
    const { top, commit: head } = found.repository;
    const folder = await mkdtemp(join(git.scratch, "pack-"));
    try {
      const done = await borrow(git, found.repository, {
        async read(scratch) {
          const now = await snapshot(scratch, { top, commit: head });
          if (now !== tree) return undefined;
          const before = (await scratch.git(["rev-parse", `${base}^{tree}`])).text.trim();
          if (before === now) return { commit: base, pack: undefined };
          const made = { tree: now, parents: [base], message, name: agentId };
          const commit = await commitTree(scratch, { ...made, date: await dateOf(scratch, head) });
          return { commit, pack: await pack(scratch, { commit, base, folder }) };
        },
        use: async (value) => value,
      });
      if (!done.ok) return done;
      if (done.value === undefined) return refusal("changed");
      const file = done.value.pack;
      if (file !== undefined && (await stat(file)).size > PACK_MAX_BYTES) return refusal("too_large");
      return { ok: true, value: await use(done.value) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

export async function commitTree(
  scratch: ScratchRepository,
  made: { tree: string; parents: readonly string[]; message: string; name: string; date: number },
): Promise<string> {
  const parents = made.parents.flatMap((parent) => ["-p", parent]);
  const { text } = await scratch.git(["commit-tree", made.tree, ...parents], {
    input: `${made.message}\n`,
    date: made.date,
    config: [`user.name=${made.name}`, `user.email=${made.name}@tinyagi.invalid`, "commit.gpgSign=false"],
  });
  return text.trim();
}

/** The same work becomes the same commit each time, so that an interrupted approval can be repeated. */
async function dateOf(scratch: ScratchRepository, commit: string): Promise<number> {
  const { text } = await scratch.git(["show", "-s", "--no-color", "--format=%ct", commit]);
  return Number(text.trim());
}

/** @returns the file */
async function pack(
  scratch: ScratchRepository,
  { commit, base, folder }: { commit: string; base: string; folder: string },
): Promise<string> {
  const { text } = await scratch.git(["pack-objects", "--revs", "-q", join(folder, "pack")], {
    input: `${commit}\n^${base}\n`,
    timeoutMs: CLONE_MS,
  });
  return join(folder, `pack-${text.trim()}.pack`);
}

/** The clone, if its agent left it as it was made. */
export async function findClone(
  root: string,
): Promise<{ ok: true; repository: FoundRepository } | { ok: false; reason: TaskCloneRefusal }> {
  const top = await resolveRealPath(root);
  const found = await findRepository(top);
  if (!found.ok) return found;
  // The agent removed its repository, or put another one into its place.
  const { repository } = found;
  return repository.top === top && repository.common === join(top, ".git") ? found : refusal("no_clone");
}

function flat<T>(done: Borrowing<T>): CloneAnswer<T> {
  return done.ok ? { ok: true, ...done.value } : done;
}

export function refusal(reason: TaskCloneRefusal): { ok: false; reason: TaskCloneRefusal } {
  return { ok: false, reason };
}

/** What an agent made of its clone is a refusal, and no failure of TinyAGI. */
export async function orRefusal<T>(
  work: () => Promise<T | { ok: false; reason: TaskCloneRefusal }>,
): Promise<T | { ok: false; reason: TaskCloneRefusal }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooManyFilesError) return refusal("too_large");
    if (error instanceof OddFileError) return refusal("link");
    if (["ELOOP", "ENOTDIR", "EACCES", "EROFS"].includes(errorCode(error))) return refusal("link");
    throw error;
  }
}
