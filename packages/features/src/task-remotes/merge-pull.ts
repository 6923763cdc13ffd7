/** Merges the pull request of a task at GitHub: only the commit that was shown, and only as the repository allows. */
import { githubMergedSchema, githubPullSchema, githubRepositorySchema } from "@tinyagi/contracts";
import { mustGetBranch, recordMerge } from "../task-branches/task-branches.js";
import type { TaskCaller } from "../tasks/context.js";
import { GithubError, problemOf } from "./github-api.js";
import { parse } from "./pull-state.js";
import { githubCall, orRefused, type RemoteParts, refusedBy, remoteOf } from "./remote-parts.js";

/** @throws AppError `CONFLICT` when the branch is at another commit, or GitHub does not allow it */
export async function mergePull(
  parts: RemoteParts,
  { ref, commit, caller }: { ref: string; commit: string; caller: TaskCaller },
): Promise<{ commit: string; target: string }> {
  const { task, row: branch } = mustGetBranch(parts, ref);
  const row = parts.store.taskPulls.get(task.id);
  if (row?.number == null || row.state !== "open" || row.branch !== branch.branch)
    throw refusedBy("no_remote");
  if (row.pushed !== commit) throw refusedBy("moved");
  const { number, target } = row;
  const merged = await orRefused(async () => {
    const call = await githubCall(parts, remoteOf(parts, branch.repository));
    // GitHub compares the commit, and not the branch that it goes into.
    const pull = parse(githubPullSchema, await parts.github.get(call, `/pulls/${number}`));
    if (pull.base.ref !== target) throw new GithubError("other_target");
    const allowed = parse(githubRepositorySchema, await parts.github.get(call, ""));
    const body = { sha: commit, merge_method: methodOf(allowed) };
    const path = `/pulls/${number}/merge`;
    const answer = await parts.github.send(call, { method: "PUT", path, body });
    if (answer.status === 200) return parse(githubMergedSchema, answer.body).sha;
    if (answer.status === 409) throw new GithubError("moved");
    throw new GithubError(
      answer.status === 405 || answer.status === 422 ? "not_mergeable" : problemOf(answer.status),
    );
  });
  await parts.store.write(() => {
    parts.store.taskPulls.put({ ...row, state: "merged", look_at: null });
  });
  const done = { commit: merged, kind: "pull_request", tree: row.tree };
  await recordMerge(parts, { task, row: branch, target, merged: done, caller });
  return { commit: merged, target };
}

function methodOf(of: {
  allow_merge_commit?: boolean | null | undefined;
  allow_squash_merge?: boolean | null | undefined;
}): "merge" | "squash" | "rebase" {
  if (of.allow_merge_commit !== false) return "merge";
  return of.allow_squash_merge === false ? "rebase" : "squash";
}
