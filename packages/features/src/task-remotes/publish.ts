/**
 * Publishes what was shown: one commit to the branch of the task at its remote, then a pull request where the remote is at
 * GitHub. The daemon acts; the agent has no token and no way to push. Repeated after a crash, it ends in the same state.
 */
import { type GithubPlace, githubOf, githubPullSchema, type RemoteConfig } from "@tinyagi/contracts";
import { packClone, pushPack } from "@tinyagi/home";
import type { TaskBranchRow, TaskPullRow, TaskRow } from "@tinyagi/kernel";
import { mustGetBranch, refused, startedWork } from "../task-branches/task-branches.js";
import { buildEvent, type TaskCaller } from "../tasks/context.js";
import { type GithubCall, GithubError, problemOf } from "./github-api.js";
import { parse } from "./pull-state.js";
import { NO_FACTS, orRefused, type RemoteParts, readToken, refusedBy, remoteOf } from "./remote-parts.js";

export async function publish(
  parts: RemoteParts,
  { ref, tree, caller }: { ref: string; tree: string; caller: TaskCaller },
): Promise<TaskPullRow> {
  const { task, row } = mustGetBranch(parts, ref);
  const work = await startedWork(parts, task, row);
  const remote = remoteOf(parts, row.repository);
  if (remote === undefined) throw refusedBy("no_remote");
  const token = await readToken(parts, remote);
  if (token === undefined && remote.token !== undefined) throw refusedBy("no_token");
  const place = githubOf(remote);
  if (place !== undefined && token === undefined) throw refusedBy("no_token");
  const known = parts.store.taskPulls.get(task.id);
  const before = known?.branch === row.branch && known.remote === remote.url ? known : undefined;
  const { root, base, agentId, target, repository, message } = work;
  const packed = await packClone(parts.git, { root, base, tree, message, agentId }, (packed) =>
    pushPack(parts.git, {
      ...packed,
      url: remote.url,
      authorization: token === undefined ? undefined : basicLogin(token),
      repository,
      target,
      branch: row.branch,
      base,
      previous: before?.pushed,
      // GitHub deletes branches that it merged: whether this one is, the next look says.
      mayBegin: before?.state !== "open",
      message,
      agentId,
    }),
  );
  if (!packed.ok) throw refused(packed.reason);
  if (!packed.value.ok) throw refused(packed.value.reason);
  const pushed = { tree, commit: packed.value.commit };
  const saved = await save(parts, { task, row, target, remote, before, pushed, pull: undefined, caller });
  if (place === undefined || token === undefined || saved.state === "open") return saved;
  const pull = await orRefused(() => openPull(parts, { place, token }, { task, branch: row.branch, target }));
  return save(parts, { task, row, target, remote, before: saved, pushed, pull, caller });
}

/** GitHub and others take any name with a token as the password. */
export function basicLogin(token: string): string {
  return `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
}

interface Opened {
  readonly number: number;
  readonly url: string;
}

/** The open pull request of the branch, made if there is none. @throws GithubError */
async function openPull(
  { github }: RemoteParts,
  call: { place: GithubPlace; token: string },
  { task, branch, target }: { task: TaskRow; branch: string; target: string },
): Promise<Opened> {
  const body = {
    title: `${task.identifier}: ${task.title}`.slice(0, 250),
    head: branch,
    base: target,
    body: "",
  };
  const { status, body: answer } = await github.send(call, { method: "POST", path: "/pulls", body });
  if (status === 201) return toOpened(answer);
  // It may be there already: GitHub says so with the same code as for other refusals.
  if (status !== 422) throw new GithubError(problemOf(status));
  return findPull({ github }, call, branch);
}

async function findPull(
  { github }: Pick<RemoteParts, "github">,
  call: GithubCall,
  branch: string,
): Promise<Opened> {
  const head = encodeURIComponent(`${call.place.owner}:${branch}`);
  const [first] = await github.list(call, `/pulls?state=open&head=${head}`);
  if (first === undefined) throw new GithubError("unexpected");
  return toOpened(first);
}

function toOpened(answer: unknown): Opened {
  const { number, html_url: url } = parse(githubPullSchema, answer);
  return { number, url };
}

interface Saved {
  readonly task: TaskRow;
  readonly row: TaskBranchRow;
  readonly target: string;
  readonly remote: RemoteConfig;
  readonly before: TaskPullRow | undefined;
  readonly pushed: { tree: string; commit: string };
  readonly pull: Opened | undefined;
  readonly caller: TaskCaller;
}

/** A push that is not stored would be taken for somebody else's the next time: it is stored before the pull request is opened. */
async function save(parts: RemoteParts, saved: Saved): Promise<TaskPullRow> {
  const { store, journal, clock } = parts;
  const { task, row, target, remote, before, pushed, pull, caller } = saved;
  const now = clock.now();
  const isOpen = pull !== undefined || before?.state === "open";
  const next: TaskPullRow = {
    ...{
      sent_comment: 0,
      sent_review: 0,
      sent_talk: 0,
      sent_checks: null,
      wakes: 0,
      seen_at: null,
      problem: null,
    },
    ...before,
    task_id: task.id,
    branch: row.branch,
    target,
    remote: remote.url,
    tree: pushed.tree,
    pushed: pushed.commit,
    pushed_at: before?.pushed === pushed.commit ? before.pushed_at : now,
    number: pull?.number ?? (isOpen ? (before?.number ?? null) : null),
    url: pull?.url ?? (isOpen ? (before?.url ?? null) : null),
    state: isOpen ? "open" : "pushed",
    facts: before?.pushed === pushed.commit ? before.facts : NO_FACTS,
    look_at: isOpen ? now : null,
  };
  const { repository, branch } = row;
  return store.write(() => {
    store.taskPulls.put(next);
    const { number, pushed: commit } = next;
    if (before?.pushed !== commit || before.number !== number)
      journal.append("task.published", {
        ...buildEvent(task, caller.name),
        repository,
        branch,
        commit,
        number,
      });
    return next;
  });
}
