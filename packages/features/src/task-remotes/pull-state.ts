/** What GitHub says of a pull request, as facts. Everything in it is from outside: shapes are checked, texts are bounded. Pure. */
import {
  type CheckState,
  type GithubCheck,
  type GithubReview,
  type GithubStatus,
  githubCheckSchema,
  githubCommentSchema,
  githubPullSchema,
  githubReviewSchema,
  githubStatusSchema,
  githubTalkSchema,
  type PullFacts,
  type PullState,
} from "@tinyagi/contracts";
import { cleanLine, cleanText } from "@tinyagi/contracts/clean-text";
import { GithubError } from "./github-api.js";

const CHECKS_MAX = 100;
const NAME_MAX = 200;
/** Of one comment, or of what a check says. */
const TEXT_MAX = 4_000;
const MEMBERS: ReadonlySet<string> = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);
const WEIGHT = { pending: 2, failed: 1, passed: 0 };
const PASSED: ReadonlySet<string> = new Set(["success", "neutral", "skipped"]);

export interface FailedCheck {
  readonly name: string;
  readonly text: string;
}
/** A comment of somebody whom the repository trusts. */
export interface SaidComment {
  readonly id: number;
  /** `talk`: in the conversation, about no line. */
  readonly kind: "comment" | "review" | "talk";
  readonly by: string;
  readonly where: string;
  readonly text: string;
}
export interface SeenPull {
  readonly state: PullState;
  /** Since when it is closed; null for an open one, and when GitHub does not say. */
  readonly closedAt: number | null;
  readonly head: string;
  readonly mergeCommit: string | null;
  readonly url: string;
  readonly facts: PullFacts;
  readonly failed: readonly FailedCheck[];
  readonly said: readonly SaidComment[];
}

export interface GithubAnswers {
  readonly pull: unknown;
  readonly checks: readonly unknown[];
  readonly status: unknown;
  readonly reviews: readonly unknown[];
  readonly comments: readonly unknown[];
  /** Of the conversation. */
  readonly talk: readonly unknown[];
}

/** @throws GithubError `unexpected` */
export function toSeenPull(answers: GithubAnswers): SeenPull {
  const pull = parse(githubPullSchema, answers.pull);
  const checks = [
    ...answers.checks.map((one) => toCheck(parse(githubCheckSchema, one))),
    ...parse(githubStatusSchema, answers.status).statuses.map(toStatusCheck),
  ]
    // Those that are not shown must not change what all of them say together.
    .sort((a, b) => WEIGHT[b.state] - WEIGHT[a.state])
    .slice(0, CHECKS_MAX);
  const reviews = answers.reviews.map((one) => parse(githubReviewSchema, one));
  const comments = answers.comments.map((one) => parse(githubCommentSchema, one));
  const talk = answers.talk.map((one) => parse(githubTalkSchema, one));
  const written = reviews.filter(({ body }) => (body ?? "").trim() !== "");
  return {
    state: pull.merged ? "merged" : pull.state,
    closedAt: timeOf(pull.closed_at),
    head: pull.head.sha,
    mergeCommit: pull.merged ? (pull.merge_commit_sha ?? null) : null,
    url: pull.html_url,
    facts: {
      checks: checks.map(({ name, state }) => ({ name, state })),
      review: reviewOf(reviews),
      mergeable: pull.mergeable == null ? "unknown" : pull.mergeable ? "yes" : "no",
      comments: comments.length + written.length + talk.length,
    },
    failed: checks.filter(({ state }) => state === "failed").map(({ name, text }) => ({ name, text })),
    said: [
      ...written.filter(isMember).map(({ id, user, body, state }): SaidComment => {
        const where = state === "CHANGES_REQUESTED" ? "review, changes requested" : "review";
        return { id, kind: "review", by: byOf(user), where, text: bounded(body) };
      }),
      ...comments.filter(isMember).map(({ id, user, body, path, line }): SaidComment => {
        const where = `${JSON.stringify(nameOf(path))}${line == null ? "" : `, line ${line}`}`;
        return { id, kind: "comment", by: byOf(user), where, text: bounded(body) };
      }),
      ...talk.filter(isMember).map(({ id, user, body }): SaidComment => {
        return { id, kind: "talk", by: byOf(user), where: "conversation", text: bounded(body) };
      }),
    ],
  };
}

/** @throws GithubError `unexpected` */
export function parse<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  value: unknown,
): T {
  const done = schema.safeParse(value);
  if (!done.success) throw new GithubError("unexpected");
  return done.data;
}

function timeOf(text: string | null | undefined): number | null {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? null : time;
}

const bounded = (text: string | null | undefined) => cleanText((text ?? "").slice(0, TEXT_MAX));
const nameOf = (text: string) => cleanLine(text.slice(0, NAME_MAX));
/** GitHub's own name for somebody whose account is gone. */
const byOf = (user: { login: string } | null | undefined) => nameOf(user?.login ?? "ghost");

type Check = { name: string; state: "pending" | "passed" | "failed"; text: string };

function toCheck({ name, status, conclusion, output }: GithubCheck): Check {
  const text = [bounded(output?.title), bounded(output?.summary)].filter((part) => part !== "").join("\n");
  const state = status !== "completed" ? "pending" : PASSED.has(conclusion ?? "") ? "passed" : "failed";
  return { name: nameOf(name), state, text };
}

function toStatusCheck({ context, state, description }: GithubStatus): Check {
  const known = state === "success" ? "passed" : state === "pending" ? "pending" : "failed";
  return { name: nameOf(context), state: known, text: bounded(description) };
}

/** The last word of each person counts. */
function reviewOf(reviews: readonly GithubReview[]): PullFacts["review"] {
  const last = new Map<string, string>();
  for (const review of reviews) {
    if (!isMember(review)) continue;
    const by = byOf(review.user);
    if (review.state === "DISMISSED") last.delete(by);
    else if (review.state !== "COMMENTED") last.set(by, review.state);
  }
  const words = [...last.values()];
  if (words.includes("CHANGES_REQUESTED")) return "changes_requested";
  return words.includes("APPROVED") ? "approved" : "none";
}

function isMember({ author_association: association }: { author_association: string }): boolean {
  return MEMBERS.has(association);
}

/** All checks together. */
export function checkedOf({ checks }: Pick<PullFacts, "checks">): CheckState {
  if (checks.length === 0) return "none";
  if (checks.some(({ state }) => state === "pending")) return "pending";
  return checks.some(({ state }) => state === "failed") ? "failed" : "passed";
}
