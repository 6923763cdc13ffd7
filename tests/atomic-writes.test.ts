/** Who puts a file in place. A writer of its own forgets its temporary file when the disk is full. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
/** A call of the file system, not a function or a method of ours with this name. */
const RENAMES = /^import \{[^}]*\brename(?:Sync)?\b[^}]*\} from "node:fs(?:\/promises)?";$/m;

/** The helpers, and those that move what is no small file, each with what removes a half-done one. */
const MAY_RENAME: Readonly<Record<string, string>> = {
  "packages/base/src/files/atomic-file.ts": "the helper",
  "packages/base/src/replace-file.ts": "the helper for a process that is about to end",
  "packages/channels/src/base/replace-file.ts": "the helper of channels, which do not import core",
  "packages/channels/src/inbound/received-files.ts": "a stream; its partial file is removed",
  "packages/cli/src/adding/undo.ts": "a whole workspace, moved aside; what cannot be moved stays",
  "packages/cli/src/update/switch-code.ts": "folders of an update; the journal finishes or undoes it",
  "packages/features/src/tree/tree-places.ts": "whole folders change their place",
  "packages/features/src/workspace/received-files.ts":
    "parts that arrive; the first one begins the file anew",
  "packages/features/src/skills/skill-folder.ts": "folders; the staged one is removed",
  "packages/home/src/home/swap.ts": "folders of a restore; its record finishes or undoes it",
  "packages/kernel/src/store/database-file.ts": "a database; its files are removed",
  "packages/features/src/backup/place-files.ts": "files of a restore; the copy is removed",
  "packages/features/src/backup/target/copy-whole.ts":
    "a copy of a backup, on another disk; the part is removed",
  "packages/features/src/backup/create-backup.ts": "an archive, made in a folder that is removed",
  "packages/base/src/files/install-tree.ts": "a whole folder; the copy is removed",
  "packages/home/src/git/update-branch.ts":
    "git's own lock of a branch, which is removed when the branch moved",
  "packages/home/src/task-clone/merge-pack.ts":
    "a pack, which git names after what is in it; it is synced before",
  "packages/home/src/task-clone/task-clone.ts": "a folder of the scratch repository, which is removed",
  "packages/home/src/git/worktree-files.ts": "git's own lock of its packed references, which is removed",
  "packages/daemon/src/log-file.ts": "rotation: nothing is written before",
  "packages/harness/src/api/confined-folder.ts":
    "a folder that an agent may swap; the temporary file is removed",
};

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.includes("fixture"))
    .map((entry) => join(entry.parentPath, entry.name));
}

test("only the listed files rename what they wrote", () => {
  const packages = readdirSync(join(ROOT, "packages")).filter((name) => name !== "testkit");
  const found = packages
    .flatMap((name) => sourcesBelow(join(ROOT, "packages", name, "src")))
    .filter((path) =>
      RENAMES.test(readFileSync(path, "utf8").replace(/\{\n([^}]*)\}/g, (all) => all.replace(/\n/g, " "))),
    )
    .map((path) => relative(ROOT, path));
  expect(found.toSorted()).toEqual(Object.keys(MAY_RENAME).toSorted());
});
