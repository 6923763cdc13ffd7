/** Why a remote could not be asked. This file imports nothing that checks values: pages load it. */
export const PULL_PROBLEMS = {
  unreachable: "GitHub cannot be reached",
  unauthorized: "GitHub does not accept the token",
  forbidden: "the token may not do this at GitHub, or the repository does not exist",
  limited: "GitHub's limit of requests is reached. TinyAGI waits until it ends",
  unexpected: "GitHub gave an answer that TinyAGI does not understand",
  no_token: "there is no token for the remote in the settings, or it cannot be read",
  no_remote: "the settings name no remote for this repository",
  no_github: "the remote is not at GitHub",
  no_push: "the token may not push to the repository",
  no_answer: "the remote cannot be reached, or does not accept the token",
  moved: "the branch at GitHub is not at the commit that was shown. Look again",
  other_target:
    "the pull request goes into another branch now than the one that was shown. Change that back at GitHub",
  not_pushed: "finished work could not be pushed by itself. Publish it to see why",
  not_mergeable: "GitHub does not allow the merge: files conflict, or a rule of the branch is not met",
} as const satisfies Record<string, string>;

export type PullProblem = keyof typeof PULL_PROBLEMS;
