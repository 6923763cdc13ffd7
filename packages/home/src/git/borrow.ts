/** Opens a scratch repository over the objects of a repository that an agent wrote, if they are its own. */
import { join } from "node:path";
import type { PinnedFolder } from "@tinyagi/base";
import type { WorktreeRefusal } from "@tinyagi/contracts";
import type { FoundRepository } from "./find-repository.js";
import { GitMissingError } from "./git-program.js";
import { checkObjects } from "./own-objects.js";
import { inFolder, OddFileError } from "./own-text.js";
import { type GitPlace, type ScratchRepository, withScratchRepository } from "./scratch-repository.js";

/** Others may commit meanwhile. */
const TRIES = 3;

export type Borrowing<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: WorktreeRefusal };

/** What to do with the objects of a repository. */
export interface Use<T, R> {
  /** Must give nothing away: what it read counts only if the objects were the same afterwards. */
  readonly read: (scratch: ScratchRepository) => Promise<T>;
  /** Gets what was read, while the scratch repository is still there. */
  readonly use: (value: T) => Promise<R>;
}

/** @throws what `read` and `use` throw, unless git failed; an error if the signal of a call is aborted */
export async function borrow<T, R>(
  place: GitPlace,
  { common, commit }: Pick<FoundRepository, "common" | "commit">,
  work: Use<T, R>,
): Promise<Borrowing<R>> {
  try {
    const done = await inFolder(join(common, "objects"), async (objects) => {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const one = await withScratchRepository(place, { commit, objects: objects.shared }, (scratch) =>
          attempt(objects, scratch, work),
        );
        if (one.ok || one.reason !== "changing") return one;
      }
      return refusal("changing");
    });
    return done ?? refusal("unreadable");
  } catch (error) {
    if (error instanceof OddFileError) return refusal("link");
    throw error;
  }
}

async function attempt<T, R>(
  objects: PinnedFolder,
  scratch: ScratchRepository,
  { read, use }: Use<T, R>,
): Promise<Borrowing<R>> {
  const before = await checkObjects(objects);
  if (!before.ok) return before;
  const done = await orRefusal(() => read(scratch));
  const after = await checkObjects(objects);
  if (!after.ok) return after;
  if (before.stamp !== after.stamp) return refusal("changing");
  return done.ok ? { ok: true, value: await use(done.value) } : done;
}

async function orRefusal<T>(work: () => Promise<T>): Promise<Borrowing<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof GitMissingError) return refusal("no_git");
    if (isGitFailure(error)) return refusal("unreadable");
    throw error;
  }
}

function refusal(reason: WorktreeRefusal): { ok: false; reason: WorktreeRefusal } {
  return { ok: false, reason };
}

/** `execFile` names the command of a program that failed or was ended; an abort has a name of its own. */
function isGitFailure(error: unknown): boolean {
  return error instanceof Error && "cmd" in error && error.name !== "AbortError";
}
