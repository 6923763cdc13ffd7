/**
 * Looks at the pull request of a task: what changed is stored and journaled, a merge ends the task, news wake its agent within
 * limits, and with `push: auto` finished work is pushed. A closed one, which may be opened again, is looked at for some days. It
 * never merges.
 */
import { type CheckState, githubChecksSchema, isAppError } from "@tinyagi/contracts";
import { readClone } from "@tinyagi/home";
import type { TaskBranchRow, TaskPullRow, TaskRow } from "@tinyagi/kernel";
import { mustGetBranch, recordMerge, startedWork } from "../task-branches/task-branches.js";
import { workOf } from "../tasks/board.js";
import { buildEvent, HOST } from "../tasks/context.js";
import { type GithubCall, GithubError } from "./github-api.js";
import { publish } from "./publish.js";
import { checkedOf, parse, type SeenPull, toSeenPull } from "./pull-state.js";
import { githubCall, type RemoteParts, remoteOf } from "./remote-parts.js";
import { decideWake, sentOf, wakeText } from "./wake.js";

/** Between two looks while checks run, and otherwise. */
const SOON_MS = 60_000;
const LATER_MS = 5 * 60_000;
/** Between two looks at a closed one, and how long it is looked at. */
const CLOSED_MS = 60 * 60_000;
const CLOSED_FOR_MS = 14 * 24 * 60 * 60_000;

interface Looked {
  readonly task: TaskRow;
  readonly branch: TaskBranchRow;
  readonly row: TaskPullRow;
}

/** @returns the row as it is then @throws AppError `NOT_FOUND`; what `signal` throws */
export async function look(
  parts: RemoteParts,
  taskId: string,
  signal?: AbortSignal,
): Promise<TaskPullRow | undefined> {
  const { store, clock } = parts;
  const row = store.taskPulls.get(taskId);
  if (row?.number == null || (row.state !== "open" && row.state !== "closed")) return row;
  const { task, row: branch } = mustGetBranch(parts, taskId);
  const looked = { task, branch, row };
  try {
    const call = await githubCall(parts, remoteOf(parts, branch.repository), signal);
    const seen = await readPull(parts, call, row.number);
    await keep(parts, looked, seen);
    if (seen.state === "merged") await ended(parts, looked, seen);
    else await goOn(parts, looked, seen);
  } catch (error) {
    if (!(error instanceof GithubError)) throw error;
    const { problem, until } = error;
    const now = clock.now();
    // Of a closed one, nothing else says for how long GitHub has not answered.
    const next = nextLook({ state: row.state, checked: "none", closedAt: row.seen_at }, now);
    const lookAt = next === null ? null : Math.max(until ?? 0, next);
    await change(parts, row, (before) => ({ ...before, problem, look_at: lookAt }));
  }
  return store.taskPulls.get(taskId);
}

/** @returns null when it is not looked at any more, unless a person asks */
function nextLook(
  { state, checked, closedAt }: Pick<SeenPull, "closedAt"> & { state: string; checked: CheckState },
  now: number,
): number | null {
  if (state === "open") return now + (checked === "pending" ? SOON_MS : LATER_MS);
  const mayReopen = state === "closed" && closedAt !== null && now - closedAt < CLOSED_FOR_MS;
  return mayReopen ? now + CLOSED_MS : null;
}

async function readPull({ github }: RemoteParts, call: GithubCall, number: number): Promise<SeenPull> {
  const pull = await github.get(call, `/pulls/${number}`);
  const { sha } = (pull as { head?: { sha?: unknown } }).head ?? {};
  if (typeof sha !== "string" || !/^[0-9a-f]{40}$/.test(sha)) throw new GithubError("unexpected");
  const runs = (page: unknown) => parse(githubChecksSchema, page).check_runs;
  return toSeenPull({
    pull,
    checks: await github.list(call, `/commits/${sha}/check-runs`, runs),
    status: await github.get(call, `/commits/${sha}/status?per_page=100`),
    reviews: await github.list(call, `/pulls/${number}/reviews`),
    comments: await github.list(call, `/pulls/${number}/comments?sort=created&direction=desc`),
    // Oldest first, and GitHub sorts them in no other way.
    talk: await github.list(call, `/issues/${number}/comments`),
  });
}

/** Changes the row unless something else was pushed meanwhile. */
async function change(
  { store }: RemoteParts,
  { task_id: taskId, pushed }: TaskPullRow,
  next: (row: TaskPullRow) => TaskPullRow,
): Promise<void> {
  await store.write(() => {
    const row = store.taskPulls.get(taskId);
    if (row?.pushed === pushed) store.taskPulls.put(next(row));
  });
}

async function keep(parts: RemoteParts, { task, row }: Looked, seen: SeenPull): Promise<void> {
  const { journal, clock } = parts;
  const facts = JSON.stringify(seen.facts);
  const checked = checkedOf(seen.facts);
  const now = clock.now();
  const lookAt = nextLook({ ...seen, checked }, now);
  await change(parts, row, (before) => {
    if (before.facts !== facts || before.state !== seen.state) {
      const { review, comments } = seen.facts;
      journal.append("task.pull_changed", {
        ...buildEvent(task, HOST),
        state: seen.state,
        checked,
        review,
        comments,
      });
    }
    return {
      ...before,
      facts,
      state: seen.state,
      url: seen.url,
      problem: null,
      seen_at: now,
      look_at: lookAt,
    };
  });
}

/** A person merged it at GitHub, or TinyAGI did and was interrupted. */
async function ended(parts: RemoteParts, { task, branch, row }: Looked, seen: SeenPull): Promise<void> {
  if (branch.merged !== null || branch.branch !== row.branch) return;
  const merged = { commit: seen.mergeCommit ?? seen.head, kind: "pull_request", tree: row.tree };
  await recordMerge(parts, { task, row: branch, target: row.target, merged, caller: { name: HOST } });
}

async function goOn(parts: RemoteParts, looked: Looked, seen: SeenPull): Promise<void> {
  const { store, journal, tasks } = parts;
  const { task, branch } = looked;
  const row = store.taskPulls.get(task.id);
  const isBusy = workOf(store.cards.work(task.id)) !== null;
  // Who ended the task or put it back does not want more work on it.
  const isGoing = task.status === "in_progress" || task.status === "review";
  if (row === undefined || isBusy || !isGoing || seen.state !== "open") return;
  if (await pushNews(parts, looked)) return;
  const max = remoteOf(parts, branch.repository)?.wakes ?? 0;
  const wake = decideWake(row, seen, { max, isBusy });
  if (wake === undefined || task.assignee === "") return;
  const sent = sentOf(row, wake);
  // Stored first: after a crash between the two, a message is missing, but none is paid for twice.
  await change(parts, row, (before) => {
    const counts = { checks: wake.failed.length, comments: wake.said.length, round: sent.wakes };
    journal.append("task.woken", { ...buildEvent(task, HOST), ...counts });
    return { ...before, ...sent };
  });
  const message = { text: wakeText(task.identifier, wake), comments: wake.said.length };
  await tasks.send(task.id, message, { name: HOST });
}

/** With `push: auto`: what the agent finished since the last push. @returns whether there was such work */
async function pushNews(parts: RemoteParts, { task, branch, row }: Looked): Promise<boolean> {
  if (remoteOf(parts, branch.repository)?.push !== "auto") return false;
  try {
    const { root, base } = await startedWork(parts, task, branch);
    const now = await readClone(parts.git, { root, base });
    if (!now.ok || now.diff.files.length === 0 || now.tree === row.tree) return false;
    await publish(parts, { ref: task.id, tree: now.tree, caller: { name: HOST } });
  } catch (error) {
    if (!isAppError(error, "CONFLICT")) throw error;
    await change(parts, row, (before) => ({ ...before, problem: "not_pushed" }));
  }
  return true;
}
