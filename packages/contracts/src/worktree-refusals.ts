/**
 * Why a sub-agent that writes got a plain folder although its parent works in a git repository. This file imports nothing:
 * pages load it without a validator.
 */

/** Each reason with what is the matter and what helps. TinyAGI never runs git in a repository as its agent configured it. */
export const WORKTREE_REFUSALS = {
  link: "a part of the repository is a symbolic link. Replace it with what it leads to",
  not_linked_back:
    "`.git` names a repository elsewhere that does not know this folder. Run `git worktree repair` there",
  borrowed_objects:
    "the repository borrows objects of another one. Run `git repack -a -d`, then remove `.git/objects/info/alternates`",
  no_commit:
    "the repository has no commit yet, or a form that TinyAGI does not read (reftable, SHA-256). Make a commit, or use the usual form",
  unreadable: "git cannot read the files of its commit. Run `git fsck` there",
  changing: "the repository kept changing while it was read. Try again",
  occupied: "the folder of the worktree, or its branch, is already used for something else. Remove it",
  no_git: "git is not installed on this machine. Install it",
} as const satisfies Record<string, string>;

export type WorktreeRefusal = keyof typeof WORKTREE_REFUSALS;
