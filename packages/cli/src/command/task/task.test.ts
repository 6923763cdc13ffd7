import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommentView, ProjectView, SearchHit, TaskView } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

const project: ProjectView = {
  id: "proj_1",
  name: "Website",
  description: "",
  prefix: "WEB",
  color: "#6366f1",
  status: "active",
  createdAt: 0,
  updatedAt: 0,
};
const task: TaskView = {
  id: "task_1",
  number: 1,
  identifier: "WEB-1",
  title: "Fix",
  description: "all\u001b[31m of it",
  status: "todo",
  assignee: "coder",
  assigneeType: "agent",
  assigneeMissing: false,
  projectId: "proj_1",
  priority: "none",
  dueOn: null,
  sortOrder: 1,
  conversationId: null,
  dispatchedAt: null,
  dispatchError: null,
  createdAt: 0,
  updatedAt: 0,
};
const comment: CommentView = {
  id: "cmt_1",
  taskId: "task_1",
  author: "coder",
  authorType: "agent",
  content: "done",
  createdAt: 0,
};

type Tinyagi = (...words: string[]) => Promise<InvocationResult>;

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    const answer = (line: string, body: unknown) => server.answers.set(line, { status: 200, body });
    answer("GET /api/projects", [project]);
    answer("POST /api/projects", { ok: true, project });
    answer("PUT /api/projects/proj_1", { ok: true, project });
    answer("GET /api/tasks", [
      task,
      { ...task, identifier: "WEB-2", assigneeMissing: true, dispatchError: "gone" },
    ]);
    answer("POST /api/tasks", { ok: true, task });
    const needed = { id: "task_3", identifier: "WEB-3", title: "Key\u001b[2Js", status: "todo" };
    answer("GET /api/tasks/WEB-1", { ...task, commentCount: 1, neededTasks: [needed], neededBy: [] });
    answer("GET /api/tasks/WEB-1/comments", [comment]);
    answer("PUT /api/tasks/WEB-1", { ok: true, task });
    answer("POST /api/tasks/WEB-1/comments", { ok: true, comment });
    await use((...words) => invoke(words, { home }), server);
  });
}
const sent = (server: FakeServer) => server.calls.map((call) => [call.line, call.body]);

describe("task", () => {
  it("suggests the list for an unknown task, and names the task without an assignee", async () => {
    await served(async (tinyagi, server) => {
      for (const words of [
        ["move", "WEB-9", "done"],
        ["show", "WEB-9"],
        ["send", "WEB-9"],
      ]) {
        const { code, stderr } = await tinyagi("task", ...words);
        expect([code, stderr]).toEqual([1, expect.stringContaining("List the tasks: tinyagi task list")]);
      }
      server.answers.set("GET /api/tasks/WEB-1", { status: 200, body: { ...task, assignee: "" } });
      const { stderr } = await tinyagi("task", "send", "WEB-1");
      expect(stderr).toContain("tinyagi task send WEB-1 --assignee <agent>");
    });
  });

  it("reads a day in every way of writing one, and sorts what it lists", async () => {
    await served(async (tinyagi, server) => {
      expect(
        (await tinyagi("task", "update", "WEB-1", "--due", "31 January 2027", "--priority", "high")).code,
      ).toBe(0);
      expect((await tinyagi("task", "update", "WEB-1", "--due", "none")).code).toBe(0);
      const wrong = await tinyagi("task", "update", "WEB-1", "--due", "2027-02-31");
      expect([wrong.code, wrong.stderr]).toEqual([
        2,
        expect.stringContaining("Use a day such as 2027-01-31, or none."),
      ]);
      expect(sent(server).map(([, body]) => body)).toEqual([
        { priority: "high", dueOn: "2027-01-31" },
        { dueOn: "" },
      ]);
      const tasks = [
        { ...task, identifier: "WEB-1" },
        { ...task, identifier: "WEB-2", priority: "low", dueOn: "2020-01-02" },
        { ...task, identifier: "WEB-3", priority: "urgent" },
      ];
      server.answers.set("GET /api/tasks", { status: 200, body: tasks });
      const { stdout } = await tinyagi("task", "list", "--sort", "priority", "--limit", "2");
      expect(stdout).toMatch(/WEB-3 +todo +urgent[\s\S]*WEB-2 +todo +low +2020-01-02 \(overdue\)/);
      expect(stdout).not.toContain("WEB-1");
    });
  });

  it("attaches files to what its description says", async () => {
    await served(async (tinyagi, server) => {
      const path = "/home/files/0123456789abcdef.txt";
      server.answers.set("POST /api/files", { status: 200, body: { ok: true, file: "x", path } });
      const folder = await mkdtemp(join(tmpdir(), "task-files-"));
      const menu = join(folder, "menu.txt");
      await writeFile(menu, "soup");
      expect((await tinyagi("task", "update", "WEB-1", "--file", menu)).code).toBe(0);
      expect((await tinyagi("task", "add", "Read it", "--file", menu)).code).toBe(0);
      const { code, stderr } = await tinyagi("task", "update", "WEB-1", "--file", join(folder, "none"));
      expect([code, stderr]).toEqual([65, expect.stringContaining("The file cannot be read.")]);
      const line = `[file: ${path}] (menu.txt)`;
      expect(sent(server).filter(([, body]) => body !== undefined)).toEqual([
        ["POST /api/files", { name: "menu.txt", data: Buffer.from("soup").toString("base64") }],
        ["PUT /api/tasks/WEB-1", { description: `${task.description}\n${line}` }],
        ["POST /api/files", { name: "menu.txt", data: Buffer.from("soup").toString("base64") }],
        ["POST /api/tasks", { title: "Read it", description: line }],
      ]);
      await rm(folder, { recursive: true });
    });
  });

  it("shows the project by its prefix", async () => {
    await served(async (tinyagi) => {
      expect((await tinyagi("task", "show", "WEB-1")).stdout).toMatch(/^project +WEB \(Website\)$/m);
    });
  });

  it("lists the board with problems, and as JSON in the API's shape", async () => {
    await served(async (tinyagi) => {
      expect((await tinyagi("task", "list", "--status", "in-progress", "--project", "web")).stdout).toBe(
        "TASK   STATUS  ASSIGNEE          TITLE  PROBLEM\n" +
          "WEB-1  todo    @coder            Fix\n" +
          "WEB-2  todo    @coder (deleted)  Fix    gone\n",
      );
      expect(JSON.parse((await tinyagi("task", "ls", "--json")).stdout)).toHaveLength(2);
    });
  });

  it("shows the board with who works on what, what it cost, and how much is not shown", async () => {
    await served(async (tinyagi, server) => {
      const { description: _, ...rest } = task;
      const card = { ...rest, commentCount: 0, runs: 0, costUsd: null, estimated: false, work: null };
      const work = { state: "running", agents: ["coder"], conversationId: "conv_1", runId: "run_1" };
      const cards = [
        { ...card, costUsd: 0.5, estimated: true, work },
        { ...card, identifier: "WEB-2", assignee: "", dispatchError: "gone" },
      ];
      const body = { columns: [{ status: "todo", total: 5, cards }] };
      server.answers.set("GET /api/tasks/board", { status: 200, body });
      expect((await tinyagi("task", "board", "--limit", "2")).stdout).toBe(
        "STATUS  TASK   ASSIGNEE  NOW      COST    TITLE\n" +
          "todo    WEB-1  @coder    running  ~$0.50  Fix\n" +
          "todo    WEB-2  -         failed           Fix\n" +
          "3 more in todo\n",
      );
      server.answers.set("GET /api/tasks/board", { status: 200, body: { columns: [] } });
      expect((await tinyagi("task", "board")).stdout).toContain("tinyagi task add");
    });
  });

  it("shows a task with its comments, without control characters", async () => {
    await served(async (tinyagi) => {
      const { stdout } = await tinyagi("task", "show", "WEB-1");
      expect(stdout).toMatch(/task +WEB-1\n/);
      expect(stdout).toMatch(/needs +WEB-3 Key.*s \(todo\)\n/);
      expect(stdout).toContain("\nall of it\n");
      expect(stdout).toMatch(/@coder, .*:\ndone\n$/);
    });
  });

  it("sends only the given fields", async () => {
    await served(async (tinyagi, server) => {
      await tinyagi("task", "add", "Fix", "it", "--project", "Website", "--assignee", "@coder");
      await tinyagi("task", "update", "WEB-1", "--description", "x", "--project", "none");
      await tinyagi("task", "move", "WEB-1", "In-Progress");
      await tinyagi("task", "assign", "WEB-1", "none");
      await tinyagi("task", "comment", "WEB-1", "looks", "good");
      expect(sent(server)).toEqual([
        ["POST /api/tasks", { title: "Fix it", projectId: "proj_1", assignee: "coder" }],
        ["PUT /api/tasks/WEB-1", { description: "x", projectId: "" }],
        ["PUT /api/tasks/WEB-1", { status: "in_progress" }],
        ["PUT /api/tasks/WEB-1", { assignee: "" }],
        ["POST /api/tasks/WEB-1/comments", { content: "looks good", author: "User" }],
      ]);
    });
  });

  it("restarts a task in progress by moving it out and back, and fails when no agent gets it", async () => {
    await served(async (tinyagi, server) => {
      server.answers.set("GET /api/tasks/WEB-1", {
        status: 200,
        body: { ...task, status: "in_progress", commentCount: 0 },
      });
      expect((await tinyagi("task", "send", "WEB-1")).code).toBe(0);
      expect(sent(server).map(([, body]) => body)).toEqual([{ status: "todo" }, { status: "in_progress" }]);
      const failed = { ...task, dispatchError: "The agent @coder does not exist any more." };
      server.answers.set("PUT /api/tasks/WEB-1", { status: 200, body: { ok: true, task: failed } });
      const result = await tinyagi("task", "send", "WEB-1");
      expect(result).toMatchObject({ code: 1, stdout: expect.stringContaining("does not exist any more") });
    });
  });

  it("suggests the right words for wrong ones, and deletes only after confirmation", async () => {
    await served(async (tinyagi, server) => {
      const wrong = await tinyagi("task", "move", "WEB-1", "doing");
      expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("in_progress") });
      expect(await tinyagi("task", "update", "WEB-1")).toMatchObject({ code: 2 });
      expect(await tinyagi("task", "delete", "WEB-1")).toMatchObject({ code: 2 });
      expect(await tinyagi("task", "add", "x", "--project", "nope")).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("WEB (Website)"),
      });
      expect(server.calls).toEqual([]);
      await tinyagi("task", "delete", "WEB-1", "task_2", "--yes");
      expect(sent(server).map(([line]) => line)).toEqual([
        "DELETE /api/tasks/WEB-1",
        "DELETE /api/tasks/task_2",
      ]);
    });
  });
});

describe("task board", () => {
  const card = {
    ...task,
    description: undefined,
    commentCount: 0,
    runs: 0,
    costUsd: null,
    estimated: false,
    work: null,
  };
  const column = { status: "todo", total: 2, cards: [card, { ...card, identifier: "WEB-2", assignee: "" }] };
  const lane = (id: string, name: string) => ({ id, name, missing: false, totals: { todo: 1 } });

  it("asks for the words and the lanes, and prints each lane with its tasks", async () => {
    await served(async (tinyagi, server) => {
      const body = { columns: [column], lanes: [lane("coder", "Coder"), lane("", "")] };
      server.answers.set("GET /api/tasks/board", { status: 200, body });
      const { stdout, stderr } = await tinyagi("task", "board", "--text", "log", "--lanes", "assignee");
      expect([stderr, server.urls]).toEqual(["", ["GET /api/tasks/board?text=log&lanes=assignee"]]);
      expect(stdout).toMatch(/^@coder\nSTATUS.*\ntodo +WEB-1 .*\n\nno assignee\nSTATUS.*\ntodo +WEB-2 /);
    });
  });

  it("says when no task has the words", async () => {
    await served(async (tinyagi, server) => {
      server.answers.set("GET /api/tasks/board", { status: 200, body: { columns: [] } });
      expect((await tinyagi("task", "board", "--text", "x")).stdout).toBe("no task has these words\n");
      server.answers.set("GET /api/tasks", { status: 200, body: [] });
      expect((await tinyagi("task", "list", "--text", "x")).stdout).toBe("no task has these words\n");
    });
  });
});

describe("project", () => {
  it("is named by id, prefix or name", async () => {
    await served(async (tinyagi, server) => {
      for (const ref of ["proj_1", "web", "website"])
        expect((await tinyagi("project", "show", ref)).stdout).toMatch(/id +proj_1/);
      await tinyagi("project", "rename", "WEB", "New", "name");
      await tinyagi("project", "archive", "WEB");
      await tinyagi("project", "unarchive", "WEB");
      expect(sent(server).map(([, body]) => body)).toEqual([
        { name: "New name" },
        { status: "archived" },
        { status: "active" },
      ]);
      expect(await tinyagi("project", "delete", "WEB")).toMatchObject({ code: 2 });
      expect(await tinyagi("project", "delete", "WEB", "--yes")).toMatchObject({ code: 0 });
    });
  });

  it("must be named by its prefix if several have the same name", async () => {
    await served(async (tinyagi, server) => {
      const other = { ...project, id: "proj_2", prefix: "WEB2" };
      server.answers.set("GET /api/projects", { status: 200, body: [project, other] });
      expect(await tinyagi("project", "archive", "Website")).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("WEB, WEB2"),
      });
    });
  });
});

describe("search", () => {
  const hit: SearchHit = {
    kind: "reply",
    title: "",
    snippet: "a \u001b[2Jlogin page",
    marks: [[7, 12]],
    agent: "coder",
    time: 0,
    conversationId: "conv_1",
    taskId: null,
    team: null,
  };

  it("prints hits without control characters, and reports missing older texts", async () => {
    await served(async (tinyagi, server) => {
      server.answers.set("GET /api/search", {
        status: 200,
        body: { hits: [hit], complete: false, capped: true },
      });
      const { stdout, stderr } = await tinyagi("search", "login", "--since", "7d");
      expect(stdout).toMatch(/reply @coder conv_1\n {2}a \[?2?J?login page\n$/);
      expect(stdout).not.toContain("\u001b");
      expect(stderr).toContain("indexing older texts");
      expect(stderr).toContain("only the newest were compared");
      server.answers.set("GET /api/search", {
        status: 200,
        body: { hits: [], complete: true, capped: false },
      });
      expect((await tinyagi("search", "login")).stdout).toBe("nothing found\n");
    });
  });

  it.each([
    ["--kind", "all"],
    ["--since", "yesterday"],
    ["--limit", "0"],
  ])("refuses %s %s", async (flag, value) => {
    await served(async (tinyagi) => {
      expect((await tinyagi("search", "x", flag, value)).code).toBe(2);
    });
  });
});
