/** `task publish`, `pull`, `merge` and `import`. @requirement GIT-2 */
import type { TaskPull } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

const TREE = "a".repeat(40);
const PULL: TaskPull = {
  state: "open",
  branch: "tinyagi/web-1",
  target: "main",
  commit: "c".repeat(40),
  number: 7,
  url: "https://github.com/acme/app/pull/7",
  compare: null,
  checks: [
    { name: "unit\u001b[2J tests", state: "failed" },
    { name: "lint", state: "passed" },
  ],
  review: "approved",
  mergeable: "yes",
  comments: 2,
  checked: "failed",
  wakes: 1,
  wakesMax: 3,
  tree: "d".repeat(40),
  problem: "limited",
  seenAt: 1,
  pushedAt: 1,
};
const AT = "/api/tasks/WEB-1";
type Tinyagi = (
  words: string[],
  options?: { input?: string; terminal?: boolean },
) => Promise<InvocationResult>;

function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  return withHome(async (home) => {
    await using server = await serveHome(home);
    const answer = (line: string, body: unknown) => server.answers.set(line, { status: 200, body });
    const changes = {
      repository: "app",
      target: "main",
      branch: PULL.branch,
      state: "working",
      agent: "coder",
    };
    const file = {
      path: "a.txt",
      from: null,
      status: "changed",
      binary: false,
      added: 1,
      removed: 1,
      diff: "",
    };
    const rest = { folder: null, base: TREE, merged: null, mergedAt: null, refusal: null, truncated: false };
    answer(`GET ${AT}/changes`, { ...changes, ...rest, tree: TREE, files: [file] });
    answer(`POST ${AT}/pull`, { ok: true, pull: PULL });
    answer(`POST ${AT}/pull/refresh`, { ok: true, pull: PULL });
    answer(`POST ${AT}/pull/merge`, { ok: true, commit: "d".repeat(40), target: "main" });
    const imported = { taskId: "task_1", identifier: "T-1", url: "https://github.com/acme/app/issues/5" };
    answer("POST /api/tasks/import", { ok: true, ...imported, created: true });
    await use((words, options = {}) => invoke(["task", ...words], { home, ...options }), server);
  });
}

const sent = ({ calls }: FakeServer, line: string) =>
  calls.filter((call) => call.line === line).map(({ body }) => body);

it("publishes the tree that was shown, and only after a yes", () =>
  served(async (tinyagi, server) => {
    expect((await tinyagi(["publish", "WEB-1"])).code).not.toBe(0);
    expect(sent(server, `POST ${AT}/pull`)).toEqual([]);
    expect((await tinyagi(["publish", "WEB-1", "--yes"])).stdout).toContain(
      "https://github.com/acme/app/pull/7",
    );
    expect(sent(server, `POST ${AT}/pull`)).toEqual([{ tree: TREE }]);
  }));

it("shows checks, reviews and why the last look failed, cleaned", () =>
  served(async (tinyagi) => {
    const { stdout } = await tinyagi(["pull", "WEB-1"]);
    expect(stdout).toContain("failed: unit tests");
    expect(stdout).toContain("1 of 3");
    expect(stdout).toContain("GitHub's limit of requests is reached");
    expect(stdout).not.toContain("\u001b");
    expect(JSON.parse((await tinyagi(["pull", "WEB-1", "--json"])).stdout)).toEqual(PULL);
  }));

it("merges the commit that was shown", () =>
  served(async (tinyagi, server) => {
    expect((await tinyagi(["merge", "WEB-1", "--yes"])).stdout).toContain(
      "Merged into main at GitHub (dddddddddd)",
    );
    expect(sent(server, `POST ${AT}/pull/merge`)).toEqual([{ commit: PULL.commit }]);
  }));

it("imports an issue", () =>
  served(async (tinyagi, server) => {
    expect((await tinyagi(["import", "acme/app#5"])).stdout).toContain("Made the task T-1");
    expect(sent(server, "POST /api/tasks/import")).toEqual([{ issue: "acme/app#5" }]);
  }));
