/** @requirement TASK-2 */
import { describe, expect, test } from "vitest";
import { createBoardFixture as board } from "../../../test/board-fixture.js";

describe("tasks", () => {
  test("have the shape of 0.0.20, extended by new fields", async () => {
    const { create, get } = await board();
    const task = await create({ title: " Write it ", description: "all of it" });
    expect(task).toEqual({
      id: expect.stringMatching(/^task_/),
      number: 1,
      identifier: "T-1",
      title: "Write it",
      description: "all of it",
      status: "backlog",
      assignee: "",
      assigneeType: "",
      assigneeMissing: false,
      priority: "none",
      dueOn: null,
      sortOrder: 1,
      conversationId: null,
      dispatchedAt: null,
      dispatchError: null,
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
    });
    expect(await get(task.id)).toEqual({
      ...task,
      branch: null,
      repositories: [],
      commentCount: 0,
      pull: null,
      runs: 0,
      costUsd: null,
      estimated: false,
      work: null,
      recentRuns: [],
      waitsFor: [],
      neededTasks: [],
      neededBy: [],
    });
    expect((await get("t-1")).id).toBe(task.id);
  });

  test("stand on the board as cards without their description", async () => {
    const { call, create } = await board();
    const { description, ...task } = await create({ title: "a", description: "long" });
    const { body } = await call("GET", "/api/tasks/board?projectId=&assignee=");
    const more = {
      pull: null,
      commentCount: 0,
      runs: 0,
      costUsd: null,
      estimated: false,
      work: null,
      waitsFor: [],
    };
    expect(description).toBe("long");
    expect(body.columns[0]).toMatchObject({ status: "backlog", total: 1 });
    expect(body.columns[0].cards).toEqual([{ ...task, ...more }]);
    expect(body.columns).toHaveLength(5);
  });

  test("are counted with the numbers of the queue while they are in progress or in review", async () => {
    const { call, create } = await board();
    const [first] = [await create({ title: "a" }), await create({ title: "b" })];
    const moving = async () => (await call("GET", "/api/queue/status")).body.moving;
    expect(await moving()).toBe(0);
    await call("PUT", `/api/tasks/${first.id}`, { status: "review" });
    expect(await moving()).toBe(1);
    await call("PUT", `/api/tasks/${first.id}`, { status: "done" });
    expect(await moving()).toBe(0);
  });

  test("keep their identifier, and no number is issued twice", async () => {
    const { call, project, create, get } = await board();
    const web = await project({ name: "Web" });
    const app = await project({ name: "App" });
    const moved = await create({ title: "a", projectId: web.id });
    await call("PUT", `/api/tasks/${moved.id}`, { projectId: app.id });
    expect(await get(moved.id)).toMatchObject({ identifier: "WEB-1", projectId: app.id });
    expect((await create({ title: "b", projectId: web.id })).identifier).toBe("WEB-2");
    await call("DELETE", "/api/tasks/WEB-2");
    expect((await create({ title: "c", projectId: web.id })).identifier).toBe("WEB-3");
    expect((await create({ title: "d", projectId: app.id })).identifier).toBe("APP-1");
    await call("PUT", `/api/tasks/${moved.id}`, { projectId: "" });
    expect(await get(moved.id)).not.toHaveProperty("projectId");
    await call("PUT", `/api/projects/${web.id}`, { prefix: "NEW" });
    const other = await project({ name: "Web" });
    expect((await create({ title: "e", projectId: other.id })).identifier).toBe("WEB-4");
  });

  test("refuse wrong input with 400 and unknown ids with 404, with the messages of 0.0.20", async () => {
    const { call, create } = await board();
    const { id } = await create({ title: "a" });
    for (const body of [{}, { title: "" }, { title: " " }, { title: null }])
      expect(await call("POST", "/api/tasks", body)).toMatchObject({
        status: 400,
        body: { error: "title is required" },
      });
    const wrong = await call("POST", "/api/tasks", { title: "a", status: "in-progress" });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error).toBe("status: use one of backlog, todo, in_progress, review, done");
    const noProject = await call("POST", "/api/tasks", { title: "a", projectId: "proj_none" });
    expect(noProject).toMatchObject({ status: 400, body: { code: "INVALID_INPUT" } });
    for (const assignee of ["nobody", "constructor", "__proto__"])
      expect(await call("PUT", `/api/tasks/${id}`, { assignee })).toMatchObject({
        status: 400,
        body: { code: "UNKNOWN_AGENT" },
      });
    expect((await call("PUT", `/api/tasks/${id}`, { assignee: "dev", assigneeType: "agent" })).status).toBe(
      400,
    );
    for (const [method, path, body] of [
      ["GET", "", undefined],
      ["PUT", "", { title: "b" }],
      ["DELETE", "", undefined],
      ["GET", "/comments", undefined],
      ["POST", "/comments", { content: "x" }],
    ] as const)
      expect(await call(method, `/api/tasks/task_none${path}`, body)).toMatchObject({
        status: 404,
        body: { error: "task not found" },
      });
    for (const hostile of ["..", "%2e%2e", "task_%00", "__proto__", "a b", "T-0"])
      expect([400, 404]).toContain((await call("GET", `/api/tasks/${hostile}`)).status);
  });

  test("are listed in the order of the board, with filters", async () => {
    const { call, project, create } = await board();
    const web = await project({ name: "Web" });
    await create({ title: "a", assignee: "coder" });
    await create({ title: "b", status: "todo", projectId: web.id, assignee: "dev" });
    await create({ title: "c", status: "todo" });
    const titles = async (query: string) =>
      (await call("GET", `/api/tasks${query}`)).body.map((task: { title: string }) => task.title);
    expect(await titles("")).toEqual(["a", "b", "c"]);
    expect(await titles("?status=todo")).toEqual(["b", "c"]);
    expect(await titles(`?projectId=${web.id}&status=todo`)).toEqual(["b"]);
    expect(await titles("?assignee=coder")).toEqual(["a"]);
    expect(await titles("?assignee=&projectId=&limit=2")).toEqual(["a", "b"]);
    expect((await call("GET", "/api/tasks?status=nope")).status).toBe(400);
  });

  test("are listed completely up to 10,000", async () => {
    const { call, create, store } = await board();
    const first = store.tasks.get((await create({ title: "a" })).id);
    if (first === undefined) return expect.unreachable();
    store.writeNow(() => {
      for (let number = 2; number <= 1_001; number += 1)
        store.tasks.insert({ ...first, id: `task_${number}`, number, identifier: `T-${number}` });
    });
    expect((await call("GET", "/api/tasks")).body).toHaveLength(1_001);
    expect((await call("GET", "/api/tasks?limit=10000")).body).toHaveLength(1_001);
    expect((await call("GET", "/api/tasks?limit=10001")).status).toBe(400);
  });

  test("are reordered all or none", async () => {
    const { call, create, get } = await board();
    const a = await create({ title: "a" });
    const b = await create({ title: "b" });
    expect((await call("PUT", "/api/tasks/reorder", { columns: { todo: [b.id, a.id] } })).body).toEqual({
      ok: true,
    });
    expect(await get(a.id)).toMatchObject({ status: "todo", sortOrder: 1 });
    expect(await get(b.id)).toMatchObject({ status: "todo", sortOrder: 0 });
    for (const [columns, status] of [
      [{ done: [a.id, "task_none"] }, 404],
      [{ done: [a.id], review: [a.identifier] }, 400],
      [{ done: [a.id, a.id] }, 400],
      [{ "in-progress": [a.id] }, 400],
    ] as const)
      expect((await call("PUT", "/api/tasks/reorder", { columns })).status).toBe(status);
    expect(await get(a.id)).toMatchObject({ status: "todo", sortOrder: 1 });
    for (const body of [{}, { columns: "x" }, { columns: null }])
      expect(await call("PUT", "/api/tasks/reorder", body)).toMatchObject({
        status: 400,
        body: { error: "columns map is required" },
      });
  });

  test("show their newest comments in chronological order", async () => {
    const { call, create, clock } = await board();
    const { id } = await create({ title: "a" });
    for (const content of ["one", "two", "three", "four"]) {
      await call("POST", `/api/tasks/${id}/comments`, { content });
      // The last two have the same time, so the order of insertion decides.
      if (content !== "three") clock.advance(1);
    }
    const shown = async (query: string) =>
      (await call("GET", `/api/tasks/${id}/comments${query}`)).body.map(
        (one: { content: string }) => one.content,
      );
    expect(await shown("?limit=3")).toEqual(["two", "three", "four"]);
    expect(await shown("?limit=1")).toEqual(["four"]);
    expect(await shown("")).toEqual(["one", "two", "three", "four"]);
  });

  test("are deleted with their comments", async () => {
    const { call, create, comments, store } = await board();
    const { id } = await create({ title: "a" });
    const made = await call("POST", `/api/tasks/${id}/comments`, { content: "hello" });
    expect(made.body).toEqual({
      ok: true,
      comment: {
        id: expect.stringMatching(/^cmt_/),
        taskId: id,
        author: "User",
        authorType: "user",
        content: "hello",
        createdAt: expect.any(Number),
      },
    });
    expect(await call("POST", `/api/tasks/${id}/comments`, { author: "me" })).toMatchObject({
      status: 400,
      body: { error: "content is required" },
    });
    await call("POST", `/api/tasks/${id}/comments`, { content: "two", author: "Ada", authorType: "agent" });
    expect((await comments(id)).map((one: { author: string }) => one.author)).toEqual(["User", "Ada"]);
    expect((await call("DELETE", `/api/comments/${made.body.comment.id}`)).body).toEqual({ ok: true });
    expect(await call("DELETE", `/api/comments/${made.body.comment.id}`)).toMatchObject({
      status: 404,
      body: { error: "comment not found" },
    });
    await call("DELETE", `/api/tasks/${id}`);
    expect(store.search.countBoard()).toBe(0);
  });
});
