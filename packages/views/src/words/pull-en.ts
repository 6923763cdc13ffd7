import type { PullWords } from "./pull-words.js";

export const pullEn: PullWords = {
  state: {
    pushed: (branch, _target, commit) => `The branch ${branch} is pushed (${commit}).`,
    open: (branch, target, commit) => `A pull request from ${branch} into ${target} is open at ${commit}.`,
    merged: (branch, target) => `The pull request from ${branch} is merged into ${target}.`,
    closed: (branch) => `The pull request from ${branch} was closed without a merge.`,
  },
  checked: { none: "no checks", pending: "checks run", passed: "checks passed", failed: "checks failed" },
  review: { none: "no review", approved: "approved", changes_requested: "changes requested" },
  mergeable: {
    unknown: "not known whether it can be merged",
    yes: "can be merged",
    no: "cannot be merged",
  },
  failed: (names) => `Failed: ${names.join(", ")}`,
  problem: {
    unreachable: "GitHub could not be reached.",
    unauthorized: "GitHub does not accept the token.",
    forbidden: "The token may not do this at GitHub, or the repository does not exist.",
    limited: "GitHub's limit of requests is reached. TinyAGI waits until it ends.",
    unexpected: "GitHub gave an answer that TinyAGI does not understand.",
    no_token: "There is no token for the remote in the settings, or it cannot be read.",
    no_remote: "The settings name no remote for this repository.",
    no_github: "The remote is not at GitHub.",
    no_push: "The token may not push to the repository.",
    no_answer: "The remote cannot be reached, or does not accept the token.",
    moved: "The branch at GitHub is not at the commit that was shown. Look again.",
    other_target:
      "The pull request goes into another branch now than the one that was shown. Change that back at GitHub.",
    not_pushed: "Finished work could not be pushed by itself. Push it here to see why.",
    not_mergeable: "GitHub does not allow the merge: files conflict, or a rule of the branch is not met.",
  },
};
