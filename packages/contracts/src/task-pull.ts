/** What became of a task's work at its remote: the branch that was pushed, and the pull request with its checks. */
import { z } from "zod";
import { timeSchema } from "./conversation.js";
import { PULL_PROBLEMS, type PullProblem } from "./pull-problems.js";

/** `pushed`: a branch without a pull request. */
export const PULL_STATES = ["pushed", "open", "merged", "closed"] as const;
export type PullState = (typeof PULL_STATES)[number];
export const CHECK_STATES = ["none", "pending", "passed", "failed"] as const;
export type CheckState = (typeof CHECK_STATES)[number];
export const REVIEW_STATES = ["none", "approved", "changes_requested"] as const;
export const MERGEABLE_STATES = ["unknown", "yes", "no"] as const;

export const pullProblemSchema = z.enum(Object.keys(PULL_PROBLEMS) as [PullProblem, ...PullProblem[]]);

/** What the remote said when TinyAGI looked last. Names are from outside. */
export const pullFactsSchema = z.object({
  checks: z.array(z.object({ name: z.string(), state: z.enum(["pending", "passed", "failed"]) })),
  review: z.enum(REVIEW_STATES),
  mergeable: z.enum(MERGEABLE_STATES),
  /** Comments on lines and reviews with a text. */
  comments: z.number().int(),
});
export type PullFacts = z.infer<typeof pullFactsSchema>;

export const taskPullSchema = pullFactsSchema.extend({
  state: z.enum(PULL_STATES),
  branch: z.string(),
  target: z.string(),
  /** The commit that was pushed: who merges sends it back. */
  commit: z.string(),
  /** What it contains, to be compared with the `tree` of the changes. */
  tree: z.string(),
  /** Number and page of the pull request; null without one. */
  number: z.number().int().nullable(),
  url: z.string().nullable(),
  /** The page on which a person opens one, where it is known. */
  compare: z.string().nullable(),
  /** All checks together. */
  checked: z.enum(CHECK_STATES),
  /** How often the agent was woken, and how often it may be. */
  wakes: z.number().int(),
  wakesMax: z.number().int(),
  /** Why the last look failed. */
  problem: pullProblemSchema.nullable(),
  seenAt: timeSchema.nullable(),
  pushedAt: timeSchema,
});
export type TaskPull = z.infer<typeof taskPullSchema>;
