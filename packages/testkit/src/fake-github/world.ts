/** What a fake of GitHub holds, and what a test does in the place of people and of checks. */
import { execFileSync } from "node:child_process";

export interface FakeCheck {
  id: number;
  name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: "success" | "failure" | null;
  output: { title: string | null; summary: string | null };
}

export interface FakePull {
  number: number;
  title: string;
  body: string;
  head: string;
  base: string;
  state: "open" | "closed";
  closedAt: string | null;
  merged: boolean;
  mergeable: boolean | null;
  mergeCommit: string | null;
  reviews: FakeReview[];
  comments: FakeLineComment[];
  /** Comments of the conversation. */
  talk: FakeSaid[];
}

export interface FakeSaid {
  id: number;
  user: { login: string };
  body: string;
  author_association: string;
}
export interface FakeReview extends FakeSaid {
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED";
}
export interface FakeLineComment extends FakeSaid {
  path: string;
  line: number | null;
}

export interface FakeIssue {
  number: number;
  title: string;
  body: string | null;
  labels: string[];
  state: "open" | "closed";
}

/** The next answers of the API, in the place of the right ones. */
export interface FakeFault {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface GithubWorld {
  readonly owner: string;
  readonly repo: string;
  /** The bare repository. */
  readonly bare: string;
  readonly pulls: FakePull[];
  readonly issues: FakeIssue[];
  /** By commit. */
  readonly checks: Map<string, FakeCheck[]>;
  readonly faults: FakeFault[];
  /** `METHOD path` of each request to the API, and the status of its answer. */
  readonly requests: string[];
  canPush: boolean;
  remaining: number;
  nextId(): number;
  head(branch: string): string | undefined;
}

export function createWorld(options: { owner: string; repo: string; bare: string }): GithubWorld {
  let id = 100;
  return {
    ...options,
    pulls: [],
    issues: [],
    checks: new Map(),
    faults: [],
    requests: [],
    canPush: true,
    remaining: 5_000,
    nextId() {
      id += 1;
      return id;
    },
    head(branch) {
      try {
        return bareGit(options.bare, "rev-parse", "--verify", "--quiet", `refs/heads/${branch}`).trim();
      } catch {
        // git ends with 1 when there is no such branch.
        return undefined;
      }
    },
  };
}

export function bareGit(bare: string, ...args: string[]): string {
  const env = { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
  const identity = ["-c", "user.name=github", "-c", "user.email=noreply@github.invalid"];
  return execFileSync("git", [...identity, ...args], { cwd: bare, env, encoding: "utf8", stdio: "pipe" });
}
