/** What the parts of the work at remotes use, and which remote a repository has. */
import {
  AppError,
  compareUrl,
  type GithubPlace,
  githubOf,
  PULL_PROBLEMS,
  type PullProblem,
  pullFactsSchema,
  type RemoteConfig,
  type TaskPull,
} from "@tinyagi/contracts";
import type { TaskPullRow } from "@tinyagi/kernel";
import type { BranchParts } from "../task-branches/parts.js";
import type { TaskBranches } from "../task-branches/task-branches.js";
import type { Tasks } from "../tasks/tasks.js";
import { type GithubApi, type GithubCall, GithubError } from "./github-api.js";
import { checkedOf } from "./pull-state.js";

export interface RemoteParts extends BranchParts {
  readonly tasks: Pick<Tasks, "create" | "update" | "send">;
  readonly branches: Pick<TaskBranches, "choose">;
  readonly github: GithubApi;
  /** The token of a remote: never logged, never given to an agent. @throws what reading it throws */
  readonly tokenOf: (remote: Pick<RemoteConfig, "token" | "url">) => Promise<string | undefined>;
}

export function remoteOf(
  { settings }: Pick<BranchParts, "settings">,
  repository: string,
): RemoteConfig | undefined {
  const { repositories } = settings();
  return Object.hasOwn(repositories, repository) ? repositories[repository]?.remote : undefined;
}

/** @returns undefined when the settings name none, or it cannot be read */
export async function readToken(
  { tokenOf }: Pick<RemoteParts, "tokenOf">,
  remote: RemoteConfig,
): Promise<string | undefined> {
  try {
    return await tokenOf(remote);
  } catch {
    // A variable or file that is missing: who asks says that there is no token, and nothing of the reference.
    return undefined;
  }
}

/** @throws GithubError */
export async function githubCall(
  parts: Pick<RemoteParts, "tokenOf">,
  remote: RemoteConfig | undefined,
  signal?: AbortSignal,
): Promise<GithubCall> {
  if (remote === undefined) throw new GithubError("no_remote");
  const place: GithubPlace | undefined = githubOf(remote);
  if (place === undefined) throw new GithubError("no_github");
  const token = await readToken(parts, remote);
  if (token === undefined) throw new GithubError("no_token");
  return { place, token, signal };
}

export function refusedBy(problem: PullProblem): AppError {
  return new AppError("CONFLICT", `Nothing was changed: ${PULL_PROBLEMS[problem]}.`, {
    details: [{ path: "problem", message: problem }],
  });
}

/** What GitHub refuses is a refusal to the caller. */
export async function orRefused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof GithubError ? refusedBy(error.problem) : error;
  }
}

export const NO_FACTS = JSON.stringify({ checks: [], review: "none", mergeable: "unknown", comments: 0 });

export function viewPull(row: TaskPullRow, remote: RemoteConfig | undefined): TaskPull {
  const facts = pullFactsSchema.parse(JSON.parse(row.facts));
  const { branch, target, url, number, state } = row;
  return {
    ...facts,
    state,
    branch,
    target,
    commit: row.pushed,
    tree: row.tree,
    number,
    url,
    compare: number === null ? compareUrl({ url: row.remote }, { target, branch }) : null,
    checked: checkedOf(facts),
    wakes: row.wakes,
    wakesMax: remote?.wakes ?? 0,
    problem:
      row.problem !== null && Object.hasOwn(PULL_PROBLEMS, row.problem) ? (row.problem as PullProblem) : null,
    seenAt: row.seen_at,
    pushedAt: row.pushed_at,
  };
}
