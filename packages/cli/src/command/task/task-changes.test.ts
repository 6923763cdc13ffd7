/** `task repository`, `diff`, `review` and `approve`. @requirement GIT-1 */
import type { TaskChanges } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

const TREE = "a".repeat(40);
const CHANGES: TaskChanges = {
  repository: "app",
  target: "main",
  branch: "tinyagi/web-1",
  state: "working",
  agent: "coder",
  folder: "/home/me/coder/.agents/task-web-1",
  base: "b".repeat(40),
  merged: null,
  mergedAt: null,
  tree: TREE,
  refusal: null,
  truncated: false,
  files: [
    {
      path: "a\u001b[2J.txt",
      from: null,
      status: "changed",
      binary: false,
      added: 1,
      removed: 1,
      diff: "@@ -1 +1 @@\n-one\n+two\u001b]0;x\u0007",
    },
    { path: "new.png", from: "old.png", status: "renamed", binary: true, added: 0, removed: 0, diff: "" },
  ],
};
const AT = "/api/tasks/WEB-1";

type Words = { input?: string; terminal?: boolean };
type Tinyagi = (words: string[], options?: Words) => Promise<InvocationResult>;

function served(
  changes: Partial<TaskChanges>,
  use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>,
): Promise<void> {
  return withHome(async (home) => {
    await using server = await serveHome(home);
    const answer = (line: string, body: unknown) => server.answers.set(line, { status: 200, body });
    answer(`GET ${AT}/changes`, { ...CHANGES, ...changes });
    answer(`PUT ${AT}/repository`, { ok: true });
    answer(`POST ${AT}/changes/review`, { ok: true, conversationId: "conv_1" });
    answer(`POST ${AT}/changes/approve`, {
      ok: true,
      kind: "merge",
      commit: "c".repeat(40),
      target: "main",
    });
    await use((words, options = {}) => invoke(["task", ...words], { home, ...options }), server);
  });
}

const sent = ({ calls }: FakeServer, line: string) =>
  calls.filter((call) => call.line === line).map(({ body }) => body);

describe("task diff", () => {
  it("shows where the work is and each changed line, cleaned", () =>
    served({}, async (tinyagi) => {
      const { code, stdout } = await tinyagi(["diff", "WEB-1"]);
      expect(code).toBe(0);
      expect(stdout).toContain("tinyagi/web-1 for main");
      expect(stdout).toContain("changed a.txt +1 -1\n@@ -1 +1 @@\n-one\n+two\n");
      expect(stdout).toContain("renamed old.png → new.png (binary)");
      expect(stdout).not.toContain("\u001b");
    }));

  it("shows only counts with --stat, and everything as JSON", () =>
    served({}, async (tinyagi) => {
      expect((await tinyagi(["diff", "WEB-1", "--stat"])).stdout).not.toContain("-one");
      expect(JSON.parse((await tinyagi(["diff", "WEB-1", "--json"])).stdout)).toEqual(CHANGES);
    }));

  it("says when changes cannot be read, when there are none, and when not all are shown", async () => {
    const shown = async (changes: Partial<TaskChanges>) => {
      let text = "";
      await served(changes, async (tinyagi) => {
        text = (await tinyagi(["diff", "WEB-1"])).stdout;
      });
      return text;
    };
    expect(await shown({ files: [], tree: null, refusal: "link" })).toContain("The changes cannot be read: ");
    expect(await shown({ files: [], tree: null })).toContain("Nothing is changed yet.");
    expect(await shown({ truncated: true })).toContain("Not all changes are shown");
  });
});

describe("task review", () => {
  it("sends what is said as a whole and on lines, whose paths may contain colons", () =>
    served({}, async (tinyagi, server) => {
      const words = ["review", "WEB-1", "Nice,", "but:", "-c", "a:b c.ts:12: Why: this?", "-c", "d.ts:1: x"];
      const { code, stdout } = await tinyagi(words, { input: "from a pipe" });
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Sent your comments to the agent\n" });
      expect(sent(server, `POST ${AT}/changes/review`)).toEqual([
        {
          text: "Nice, but:\n\nfrom a pipe",
          comments: [
            { path: "a:b c.ts", line: 12, text: "Why: this?" },
            { path: "d.ts", line: 1, text: "x" },
          ],
        },
      ]);
    }));

  it.each(["a.ts", "a.ts:0: x", "a.ts:x: y", ":3: x", "a.ts:3:", "a.ts:1.5: x"])(
    "refuses a comment on no line: %s",
    (comment) =>
      served({}, async (tinyagi, server) => {
        expect((await tinyagi(["review", "WEB-1", "-c", comment])).code).toBe(2);
        expect(server.calls).toEqual([]);
      }),
  );

  it("sends nothing without a comment", () =>
    served({}, async (tinyagi, server) => {
      expect((await tinyagi(["review", "WEB-1"])).code).toBe(2);
      expect(sent(server, `POST ${AT}/changes/review`)).toEqual([]);
    }));
});

describe("task approve", () => {
  it("merges exactly what it showed", () =>
    served({}, async (tinyagi, server) => {
      const { code, stdout, stderr } = await tinyagi(["approve", "WEB-1", "--yes"]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Merged into main (cccccccccc)\n" });
      expect(stderr).toContain("changed a.txt +1 -1");
      expect(sent(server, `POST ${AT}/changes/approve`)).toEqual([{ tree: TREE }]);
    }));

  it("says that it does not show all changes", () =>
    served({ truncated: true }, async (tinyagi) => {
      const { stderr } = await tinyagi(["approve", "WEB-1", "--yes"]);
      expect(stderr).toContain("Not all changes are shown");
    }));

  it("merges nothing that nobody agreed to", () =>
    served({}, async (tinyagi, server) => {
      expect((await tinyagi(["approve", "WEB-1"])).code).not.toBe(0);
      expect(sent(server, `POST ${AT}/changes/approve`)).toEqual([]);
    }));

  it.each([
    [{ tree: null, files: [] }, "There is nothing to approve."],
    [{ tree: null, target: null, state: "waiting" }, "There is nothing to approve."],
    [{ tree: null, refusal: "no_clone" }, "Nothing can be approved: "],
  ] as [Partial<TaskChanges>, string][])(
    "asks nothing where there is nothing to merge: %j",
    (changes, said) =>
      served(changes, async (tinyagi, server) => {
        const { code, stderr } = await tinyagi(["approve", "WEB-1", "--yes"]);
        expect(code).toBe(1);
        expect(stderr).toContain(said);
        expect(sent(server, `POST ${AT}/changes/approve`)).toEqual([]);
      }),
  );
});

describe("task repository", () => {
  it("chooses one with its branch, or none", () =>
    served({}, async (tinyagi, server) => {
      expect((await tinyagi(["repository", "WEB-1", "app", "--branch", "dev"])).stdout).toContain("app");
      expect((await tinyagi(["repository", "WEB-1", "none"])).stdout).toContain("no repository now");
      expect(sent(server, `PUT ${AT}/repository`)).toEqual([
        { repository: "app", target: "dev" },
        { repository: "" },
      ]);
    }));
});
