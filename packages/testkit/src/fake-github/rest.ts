/** The REST API of GitHub as far as TinyAGI uses it, in its published form: paths, status codes and bodies. */
import type { FakeIssue, FakePull, GithubWorld } from "./world.js";
import { bareGit } from "./world.js";

export interface RestAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface RestCall {
  method: string;
  url: URL;
  body: Record<string, unknown>;
  /** Address of this server. */
  origin: string;
}

const NOT_FOUND: RestAnswer = { status: 404, body: { message: "Not Found", status: "404" } };

export function answerRest(world: GithubWorld, call: RestCall): RestAnswer {
  const prefix = `/repos/${world.owner}/${world.repo}`;
  const { pathname } = call.url;
  if (pathname !== prefix && !pathname.startsWith(`${prefix}/`)) return NOT_FOUND;
  const [kind = "", first = "", second = ""] = pathname.slice(prefix.length + 1).split("/");
  if (kind === "") return { status: 200, body: repository(world, call) };
  if (kind === "pulls") return pulls(world, call, { number: Number(first), part: second });
  if (kind === "commits" && second === "check-runs") return checkRuns(world, call, first);
  if (kind === "commits" && second === "status")
    return { status: 200, body: { state: "pending", statuses: [], total_count: 0, sha: first } };
  if (kind === "issues" && second === "comments") return talk(world, call, Number(first));
  if (kind === "issues") return issues(world, call, first);
  return NOT_FOUND;
}

function repository({ owner, repo, canPush }: GithubWorld, { origin }: RestCall): object {
  return {
    full_name: `${owner}/${repo}`,
    html_url: `${origin}/${owner}/${repo}`,
    default_branch: "main",
    permissions: { admin: false, push: canPush, pull: true },
  };
}

function pulls(
  world: GithubWorld,
  call: RestCall,
  { number, part }: { number: number; part: string },
): RestAnswer {
  const { method, url } = call;
  if (!(number > 0)) return method === "POST" ? openPull(world, call) : listPulls(world, call);
  const pull = world.pulls.find((one) => one.number === number);
  if (pull === undefined) return NOT_FOUND;
  if (method === "PUT" && part === "merge") return mergePull(world, pull, call.body);
  if (part === "reviews") return page(pull.reviews, url);
  if (part === "comments") return page(pull.comments, url);
  return part === "" ? { status: 200, body: pullBody(world, pull, call.origin) } : NOT_FOUND;
}

function openPull(world: GithubWorld, { body, origin }: RestCall): RestAnswer {
  const { head, base, title, body: text } = body as Record<string, string>;
  const refused = (message: string): RestAnswer => ({
    status: 422,
    body: { message: "Validation Failed", errors: [{ resource: "PullRequest", code: "custom", message }] },
  });
  if (world.head(head ?? "") === undefined || world.head(base ?? "") === undefined)
    return refused("not all refs are readable");
  if (world.pulls.some((pull) => pull.head === head && pull.state === "open"))
    return refused(`A pull request already exists for ${world.owner}:${head}.`);
  const pull: FakePull = {
    number: world.nextId(),
    title: title ?? "",
    body: text ?? "",
    head: head ?? "",
    base: base ?? "",
    state: "open",
    closedAt: null,
    merged: false,
    mergeable: true,
    mergeCommit: null,
    reviews: [],
    comments: [],
    talk: [],
  };
  world.pulls.push(pull);
  return { status: 201, body: pullBody(world, pull, origin) };
}

function listPulls(world: GithubWorld, { url, origin }: RestCall): RestAnswer {
  const head = url.searchParams.get("head");
  const found = world.pulls.filter(
    (pull) => pull.state === "open" && (head === null || head === `${world.owner}:${pull.head}`),
  );
  return page(
    found.map((pull) => pullBody(world, pull, origin)),
    url,
  );
}

function pullBody(world: GithubWorld, pull: FakePull, origin: string): object {
  const { number, title, body, state, closedAt, merged, mergeable, mergeCommit } = pull;
  return {
    number,
    title,
    body,
    state,
    closed_at: closedAt,
    merged,
    mergeable: merged ? null : mergeable,
    mergeable_state: mergeable === false ? "dirty" : "clean",
    merge_commit_sha: mergeCommit,
    html_url: `${origin}/${world.owner}/${world.repo}/pull/${number}`,
    head: { ref: pull.head, sha: world.head(pull.head) ?? "0".repeat(40) },
    base: { ref: pull.base },
  };
}

function mergePull(world: GithubWorld, pull: FakePull, body: Record<string, unknown>): RestAnswer {
  const head = world.head(pull.head);
  const from = world.head(pull.base);
  if (pull.state !== "open" || pull.mergeable !== true || head === undefined || from === undefined)
    return { status: 405, body: { message: "Pull Request is not mergeable" } };
  if (body.sha !== undefined && body.sha !== head)
    return { status: 409, body: { message: "Head branch was modified. Review and try the merge again." } };
  const tree = bareGit(world.bare, "merge-tree", "--write-tree", from, head).split("\n")[0] ?? "";
  const message = `Merge pull request #${pull.number}`;
  const commit = bareGit(world.bare, "commit-tree", tree, "-p", from, "-p", head, "-m", message).trim();
  bareGit(world.bare, "update-ref", `refs/heads/${pull.base}`, commit, from);
  Object.assign(pull, { state: "closed", merged: true, mergeCommit: commit });
  return {
    status: 200,
    body: { sha: commit, merged: true, message: "Pull Request successfully merged" },
  };
}

function checkRuns(world: GithubWorld, { url, origin }: RestCall, commit: string): RestAnswer {
  const all = (world.checks.get(commit) ?? []).map((check) => ({
    ...check,
    head_sha: commit,
    html_url: `${origin}/${world.owner}/${world.repo}/runs/${check.id}`,
  }));
  const { body, ...rest } = page(all, url);
  return { ...rest, body: { total_count: all.length, check_runs: body } };
}

/** Each pull request is an issue, too. */
function talk(world: GithubWorld, { url }: RestCall, number: number): RestAnswer {
  const pull = world.pulls.find((one) => one.number === number);
  return pull === undefined ? NOT_FOUND : page(pull.talk, url);
}

function issues(world: GithubWorld, { url, origin }: RestCall, number: string): RestAnswer {
  const view = ({ labels, ...issue }: FakeIssue) => ({
    ...issue,
    labels: labels.map((name) => ({ name })),
    html_url: `${origin}/${world.owner}/${world.repo}/issues/${issue.number}`,
  });
  if (number === "") {
    const wanted = url.searchParams.get("labels");
    const found = world.issues.filter(
      ({ labels, state }) => state === "open" && (wanted === null || labels.includes(wanted)),
    );
    return page(found.map(view), url);
  }
  const issue = world.issues.find((one) => String(one.number) === number);
  return issue === undefined ? NOT_FOUND : { status: 200, body: view(issue) };
}

/** With the header `Link` while there is more, as GitHub does. */
function page(all: readonly object[], url: URL): RestAnswer {
  const size = Number(url.searchParams.get("per_page") ?? 30);
  const at = Number(url.searchParams.get("page") ?? 1);
  const next = new URL(url);
  next.searchParams.set("page", String(at + 1));
  const isMore = all.length > at * size;
  return {
    status: 200,
    body: all.slice((at - 1) * size, at * size),
    ...(isMore ? { headers: { link: `<${next.href}>; rel="next"` } } : {}),
  };
}
