/**
 * Merges approved work into a branch of a person's repository: as a fast-forward, or with a merge commit. Nothing is
 * changed when files conflict, when the branch moved meanwhile, or when a changed file of the checkout is in the way. git runs in a
 * repository that TinyAGI writes: no hook, filter or setting of the person's repository takes part.
 */
import { constants } from "node:fs";
import { copyFile, open, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { TaskCloneRefusal } from "@tinyagi/contracts";
import { borrow } from "../git/borrow.js";
import { commitOfBranch, type FoundRepository, findRepository } from "../git/find-repository.js";
import { inFolder } from "../git/own-text.js";
import type { GitPlace, ScratchRepository } from "../git/scratch-repository.js";
import { isBranchName, isCheckedOutElsewhere, updateBranch } from "../git/update-branch.js";
import { resolveRealPath } from "../workspace/path-policy.js";
import { commitTree, orRefusal, refusal } from "./task-clone.js";

const PACK_MS = 10 * 60_000;
/** Conflicting files that are named. */
const CONFLICTS_SHOWN = 100;

export interface MergeWanted {
  /** A folder of the repository. */
  readonly repository: string;
  readonly target: string;
  readonly commit: string;
  /** The file with the objects of the commits; absent when the repository has them. */
  readonly pack: string | undefined;
  /** Of a merge commit. */
  readonly message: string;
  readonly now: number;
}

export type Merged =
  | { readonly ok: true; readonly commit: string; readonly kind: "nothing" | "fast_forward" | "merge" }
  | { readonly ok: false; readonly reason: TaskCloneRefusal; readonly conflicts?: readonly string[] };

export async function mergePack(git: GitPlace, wanted: MergeWanted): Promise<Merged> {
  return orRefusal(async (): Promise<Merged> => {
    if (!isBranchName(wanted.target)) return refusal("bad_branch");
    const found = await findRepository(await resolveRealPath(wanted.repository));
    if (!found.ok) return found;
    const { repository } = found;
    const { common, own } = repository;
    const from = await commitOfBranch(common, wanted.target);
    if (from === undefined) return refusal("no_branch");
    if (await isCheckedOutElsewhere(common, { branch: wanted.target, own }))
      return refusal("checked_out_elsewhere");
    const done = await borrow(
      git,
      { common, commit: from },
      {
        read: async (scratch) => ({ scratch, planned: await plan(scratch, from, wanted) }),
        use: ({ scratch, planned }) => carryOut({ scratch, repository, from, planned, wanted }),
      },
    );
    return done.ok ? done.value : done;
  });
}

/** Decides what the branch would become. Writes into the scratch repository alone. */
async function plan(scratch: ScratchRepository, from: string, wanted: MergeWanted): Promise<Merged> {
  const { commit, pack, message } = wanted;
  if (pack !== undefined && !(await takeIn(scratch, pack))) return refusal("bad_objects");
  const base = await scratch.git(["merge-base", from, commit], { codes: [1] });
  if (base.code !== 0) return refusal("unrelated");
  const meeting = base.text.trim();
  if (meeting === commit) return { ok: true, commit: from, kind: "nothing" };
  if (meeting === from) return { ok: true, commit, kind: "fast_forward" };
  const merged = await scratch.git(
    ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", from, commit],
    { codes: [1], timeoutMs: PACK_MS },
  );
  const [tree = "", ...names] = merged.text.split("\0");
  const conflicts = names.filter((name) => name !== "").slice(0, CONFLICTS_SHOWN);
  if (merged.code !== 0) return { ...refusal("conflict"), conflicts };
  const date = Math.floor(wanted.now / 1_000);
  const made = await commitTree(scratch, { tree, parents: [from, commit], message, name: "tinyagi", date });
  return { ok: true, commit: made, kind: "merge" };
}

/** git checks each object and that nothing is missing: an agent could have written them. */
export async function takeIn(scratch: ScratchRepository, pack: string): Promise<boolean> {
  const folder = join(scratch.folder, "objects", "pack");
  await inFolder(join(scratch.folder, "objects"), async (objects) => {
    await (await objects.open(["pack"], { create: true })).close();
  });
  const file = join(folder, basename(pack));
  await copyFile(pack, file, constants.COPYFILE_EXCL);
  const checked = await scratch.git(["index-pack", "--strict", file], {
    codes: [1, 128],
    timeoutMs: PACK_MS,
  });
  return checked.code === 0;
}

interface CarryOut {
  readonly scratch: ScratchRepository;
  readonly repository: FoundRepository;
  readonly from: string;
  readonly planned: Merged;
  readonly wanted: MergeWanted;
}

/** Objects first, then the files of the checkout, then the branch: after a crash nothing is lost, and the same can be done again. */
async function carryOut({ scratch, repository, from, planned, wanted }: CarryOut): Promise<Merged> {
  if (!planned.ok || planned.kind === "nothing") return planned;
  const { common, branch } = repository;
  await giveObjects(scratch, { common, commit: planned.commit, from });
  const isCheckedOut = branch === wanted.target;
  const files = { from, to: planned.commit };
  if (isCheckedOut && !(await changeFiles(scratch, repository, files))) return refusal("dirty");
  const move = { branch: wanted.target, from, to: planned.commit, now: wanted.now };
  if (await updateBranch(common, { ...move, why: `tinyagi: ${planned.kind}` })) return planned;
  // Somebody else moved it meanwhile, or is about to: their files, without this work.
  if (isCheckedOut) await changeFiles(scratch, repository, { from: planned.commit, to: from });
  return refusal("moved");
}

/** Takes the files of the checkout from one commit to another, keeping what a person changed. @returns false when that is in the way */
async function changeFiles(
  scratch: ScratchRepository,
  { own, top }: FoundRepository,
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  const files = { workTree: top, index: join(own, "index"), timeoutMs: PACK_MS };
  await scratch.git(["update-index", "-q", "--refresh"], { ...files, codes: [1, 128] });
  const moved = await scratch.git(["read-tree", "-m", "-u", from, to], { ...files, codes: [1, 128] });
  return moved.code === 0;
}

/** Puts a pack into the repository: the index last, because git looks for it. */
async function giveObjects(
  scratch: ScratchRepository,
  { common, commit, from }: { common: string; commit: string; from: string },
): Promise<void> {
  const base = join(scratch.folder, "out");
  const { text } = await scratch.git(["pack-objects", "--revs", "-q", base], {
    input: `${commit}\n^${from}\n`,
    timeoutMs: PACK_MS,
  });
  await inFolder(join(common, "objects"), async (objects) => {
    const folder = await objects.open(["pack"], { create: true });
    try {
      for (const ending of ["pack", "idx"])
        await putFile(`${base}-${text.trim()}.${ending}`, join(folder.path, `pack-${text.trim()}.${ending}`));
    } finally {
      await folder.close();
    }
  });
}

async function putFile(from: string, to: string): Promise<void> {
  const temporary = join(dirname(to), `.tmp-${basename(to)}`);
  await copyFile(from, temporary);
  const file = await open(temporary, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, to);
}
