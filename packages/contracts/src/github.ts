/** What GitHub's REST API answers, as far as TinyAGI reads it. Texts are from outside: who shows them cleans and bounds them. */
import { z } from "zod";

const id = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const text = z.string().nullish();
const hash = z.string().regex(/^[0-9a-f]{40}$/);
const pageUrl = z.url({ protocol: /^https?$/ }).max(2_048);
const user = z.object({ login: z.string() }).nullish();

export const githubRepositorySchema = z.object({
  permissions: z.object({ push: z.boolean() }).nullish(),
  allow_merge_commit: z.boolean().nullish(),
  allow_squash_merge: z.boolean().nullish(),
  allow_rebase_merge: z.boolean().nullish(),
});

export const githubPullSchema = z.object({
  number: id.min(1),
  state: z.enum(["open", "closed"]),
  closed_at: text,
  merged: z.boolean().default(false),
  mergeable: z.boolean().nullish(),
  merge_commit_sha: hash.nullish(),
  head: z.object({ sha: hash }),
  base: z.object({ ref: z.string() }),
  html_url: pageUrl,
});

export const githubCheckSchema = z.object({
  id,
  name: z.string(),
  status: z.string(),
  conclusion: text,
  output: z.object({ title: text, summary: text }).nullish(),
});
export type GithubCheck = z.infer<typeof githubCheckSchema>;
/** A page of check runs. */
export const githubChecksSchema = z.object({ check_runs: z.array(z.unknown()) });

export const githubStatusSchema = z.object({
  statuses: z.array(z.object({ context: z.string(), state: z.string(), description: text })),
});
export type GithubStatus = z.infer<typeof githubStatusSchema>["statuses"][number];

export const githubReviewSchema = z.object({
  id,
  user,
  state: z.string(),
  body: text,
  author_association: z.string(),
});
export type GithubReview = z.infer<typeof githubReviewSchema>;

export const githubCommentSchema = z.object({
  id,
  user,
  body: text,
  path: z.string(),
  line: z.number().int().nullish(),
  author_association: z.string(),
});

/** A comment of the conversation of a pull request, which is one of its issue. */
export const githubTalkSchema = githubCommentSchema.omit({ path: true, line: true });

export const githubIssueSchema = z.object({
  number: id.min(1),
  title: z.string(),
  body: text,
  user,
  html_url: pageUrl,
  /** Set for a pull request, which GitHub lists among the issues. */
  pull_request: z.unknown().optional(),
});
export type GithubIssue = z.infer<typeof githubIssueSchema>;
export const githubMergedSchema = z.object({ sha: hash });
