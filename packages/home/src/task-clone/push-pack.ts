/**
 * Pushes approved work to a branch of a remote, as one commit after what was pushed before. Never forces, and never takes
 * along commits of a person that the remote's target branch does not have. git runs in a repository that TinyAGI writes.
 * What the remote is to be sent as a login stands in the environment of git alone, and follows no redirection.
 */
import type { TaskCloneRefusal } from "@tinyagi/contracts";
import { borrow } from "../git/borrow.js";
import { findRepository } from "../git/find-repository.js";
import type { GitPlace, ScratchRepository } from "../git/scratch-repository.js";
import { isBranchName } from "../git/update-branch.js";
import { resolveRealPath } from "../workspace/path-policy.js";
import { takeIn } from "./merge-pack.js";
import { commitTree, orRefusal, refusal } from "./task-clone.js";

const PUSH_MS = 10 * 60_000;
const LOOK_MS = 30_000;
/** Where branches of the remote are looked at, and where the work started. */
const SEEN = "refs/seen/";
const START = "refs/own/start";

export interface GitRemote {
  /** `https:`, or `http:` to this machine. */
  readonly url: string;
  /** The value of `Authorization`; absent for none. */
  readonly authorization: string | undefined;
}

export interface PushWanted extends GitRemote {
  /** A folder of the repository that has the commit's parent. */
  readonly repository: string;
  readonly target: string;
  readonly branch: string;
  /** Where the work started. */
  readonly base: string;
  /** The work as one commit on `base`. */
  readonly commit: string;
  readonly pack: string | undefined;
  /** What was pushed before. */
  readonly previous: string | undefined;
  /** Whether the branch may be deleted at the remote: it begins again then. */
  readonly mayBegin: boolean;
  readonly message: string;
  readonly agentId: string;
}

export type Pushed =
  | { readonly ok: true; readonly commit: string }
  | { readonly ok: false; readonly reason: TaskCloneRefusal };

export async function pushPack(git: GitPlace, wanted: PushWanted): Promise<Pushed> {
  return orRefusal(async (): Promise<Pushed> => {
    if (!isBranchName(wanted.target) || !isBranchName(wanted.branch)) return refusal("bad_branch");
    const found = await findRepository(await resolveRealPath(wanted.repository));
    if (!found.ok) return found;
    const { common } = found.repository;
    const done = await borrow(
      git,
      { common, commit: wanted.base },
      {
        read: async (scratch) => ({ scratch, ready: await prepare(scratch, wanted) }),
        use: async ({ scratch, ready }) =>
          ready.ok && !ready.isThere ? send(scratch, ready.commit, wanted) : ready,
      },
    );
    if (!done.ok) return done;
    return done.value.ok ? { ok: true, commit: done.value.commit } : done.value;
  });
}

type Ready =
  | { readonly ok: true; readonly commit: string; readonly isThere: boolean }
  | { readonly ok: false; readonly reason: TaskCloneRefusal };

/** Decides which commit the branch gets. Reads from the remote, and writes nothing there. */
async function prepare(scratch: ScratchRepository, wanted: PushWanted): Promise<Ready> {
  const { commit, pack, base, previous, target, branch, message, agentId } = wanted;
  if (pack !== undefined && !(await takeIn(scratch, pack))) return refusal("bad_objects");
  const heads = await listHeads(scratch, wanted, [target, branch]);
  if (heads === undefined) return refusal("remote_unreachable");
  await scratch.git(["update-ref", START, base]);
  const there = heads.get(branch);
  const names = there === undefined ? [target] : [target, branch];
  if (!heads.has(target)) return refusal("no_branch");
  if (!(await fetchHeads(scratch, wanted, names))) return refusal("remote_unreachable");
  const known = ["merge-base", "--is-ancestor", base, `${SEEN}${target}`];
  if ((await scratch.git(known, { codes: [1] })).code !== 0) return refusal("not_at_remote");
  const before = there === undefined && wanted.mayBegin ? undefined : previous;
  const next =
    before === undefined ? commit : await onTop(scratch, { commit, previous: before, message, agentId });
  if (next === undefined) return refusal("remote_moved");
  if (there === next) return { ok: true, commit: next, isThere: true };
  return there === before ? { ok: true, commit: next, isThere: false } : refusal("remote_moved");
}

/** The same content after what was pushed before. @returns undefined when that is no longer at the remote */
async function onTop(
  scratch: ScratchRepository,
  made: { commit: string; previous: string; message: string; agentId: string },
): Promise<string | undefined> {
  const { commit, previous, message, agentId: name } = made;
  const has = await scratch.git(["cat-file", "-e", `${previous}^{commit}`], { codes: [1, 128] });
  if (has.code !== 0) return undefined;
  const read = async (what: string) => (await scratch.git(["rev-parse", what])).text.trim();
  const tree = await read(`${commit}^{tree}`);
  if (tree === (await read(`${previous}^{tree}`))) return previous;
  const date = Number((await scratch.git(["show", "-s", "--no-color", "--format=%ct", commit])).text.trim());
  return commitTree(scratch, { tree, parents: [previous], message, name, date });
}

async function send(
  scratch: ScratchRepository,
  commit: string,
  { branch, ...remote }: PushWanted,
): Promise<Pushed> {
  const args = ["push", "--porcelain", "--no-verify", "--no-follow-tags", remote.url];
  const done = await scratch.git([...args, `${commit}:refs/heads/${branch}`], {
    ...callOf(remote),
    timeoutMs: PUSH_MS,
    codes: [1, 128],
  });
  if (done.code === 0) return { ok: true, commit };
  return refusal(done.code === 1 ? "remote_rejected" : "remote_unreachable");
}

/** @returns the commits of these branches; undefined when the remote does not answer */
async function listHeads(
  scratch: ScratchRepository,
  remote: GitRemote,
  branches: readonly string[],
): Promise<Map<string, string> | undefined> {
  const refs = branches.map((branch) => `refs/heads/${branch}`);
  const call = { ...callOf(remote), timeoutMs: LOOK_MS, codes: [1, 128] };
  const done = await scratch.git(["ls-remote", "--quiet", remote.url, ...refs], call);
  if (done.code !== 0) return undefined;
  const heads = new Map<string, string>();
  for (const line of done.text.split("\n")) {
    const [commit = "", ref = ""] = line.split("\t");
    const branch = branches.find((one) => ref === `refs/heads/${one}`);
    if (branch !== undefined) heads.set(branch, commit);
  }
  return heads;
}

async function fetchHeads(
  scratch: ScratchRepository,
  remote: GitRemote,
  branches: readonly string[],
): Promise<boolean> {
  const refs = branches.map((branch) => `+refs/heads/${branch}:${SEEN}${branch}`);
  const options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  const call = { ...callOf(remote), timeoutMs: PUSH_MS, codes: [1, 128] };
  return (await scratch.git(["fetch", ...options, remote.url, ...refs], call)).code === 0;
}

/** Whether a remote answers a look at its branches. */
export async function canReach(git: GitPlace, repository: string, remote: GitRemote): Promise<boolean> {
  const found = await findRepository(await resolveRealPath(repository));
  if (!found.ok) return false;
  const done = await borrow(git, found.repository, {
    read: (scratch) => listHeads(scratch, remote, ["HEAD"]),
    use: async (heads) => heads !== undefined,
  });
  return done.ok && done.value;
}

const CONFIG = [
  "protocol.https.allow=always",
  "http.followRedirects=false",
  "transfer.fsckObjects=true",
  "push.recurseSubmodules=no",
  // Otherwise git would start another git in the person's repository.
  "core.alternateRefsCommand=:",
];

function callOf({ url, authorization }: GitRemote): { config: string[]; env: Record<string, string> } {
  const { protocol, origin } = new URL(url);
  const config = protocol === "http:" ? [...CONFIG, "protocol.http.allow=always"] : CONFIG;
  if (authorization === undefined) return { config, env: {} };
  return {
    config,
    env: {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: `http.${origin}/.extraHeader`,
      GIT_CONFIG_VALUE_0: `Authorization: ${authorization}`,
    },
  };
}
