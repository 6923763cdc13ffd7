/** Tasks, comments and projects. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conversationRow, createMemoryStore } from "../fixture.js";
import { projectRow, taskRow } from "./fixture.js";

describe("tasks", () => {
  test("an update keeps id, number, identifier and time of creation", async () => {
    await using store = createMemoryStore();
    const { tasks } = store;
    store.projects.insert(projectRow("web"));
    tasks.insert(taskRow("a", { created_at: 1 }));
    const changed = taskRow("a", {
      number: 99,
      identifier: "X-99",
      created_at: 99,
      title: "t",
      description: "d",
      status: "done",
      assignee: "dev",
      assignee_type: "team",
      project_id: "web",
      sort_order: 7,
      conversation_id: "c1",
      dispatched_at: 3,
      dispatch_error: "no",
      updated_at: 4,
    });
    tasks.update(changed);
    expect(tasks.get("a")).toEqual({ ...changed, number: 1, identifier: "T-a", created_at: 1 });
    tasks.update({ ...changed, id: "none" });
    expect([tasks.get("none"), tasks.count()]).toEqual([undefined, 1]);
  });

  test("an identifier is looked up as it is written", async () => {
    await using store = createMemoryStore();
    store.tasks.insert(taskRow("a", { identifier: "WEB-1" }));
    expect(store.tasks.findIdentifier("WEB-1")?.id).toBe("a");
    expect([store.tasks.findIdentifier("web-1"), store.tasks.findIdentifier("WEB-%")]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("numbers of one prefix are issued once each, also after their task is deleted", async () => {
    await using store = createMemoryStore();
    const { tasks } = store;
    expect([tasks.nextNumber("WEB"), tasks.nextNumber("WEB"), tasks.nextNumber("T")]).toEqual([1, 2, 1]);
    tasks.insert(taskRow("a", { identifier: "WEB-3", number: tasks.nextNumber("WEB") }));
    expect([tasks.remove("a"), tasks.remove("a"), tasks.nextNumber("WEB")]).toEqual([1, 0, 4]);
  });

  test("a list meets every filter, in the order of the board, for any board", async () => {
    const task = fc.record({
      status: fc.constantFrom("todo" as const, "done" as const),
      assignee: fc.constantFrom("coder", ""),
      project_id: fc.constantFrom("web", null),
      sort_order: fc.integer({ min: -2, max: 3 }),
      created_at: fc.nat(2),
    });
    const filters = fc.record({
      limit: fc.nat(8),
      status: fc.option(fc.constantFrom("todo" as const, "done" as const), { nil: undefined }),
      assignee: fc.option(fc.constantFrom("coder", ""), { nil: undefined }),
      projectId: fc.option(fc.constant("web"), { nil: undefined }),
    });
    await using store = createMemoryStore();
    store.projects.insert(projectRow("web"));
    fc.assert(
      fc.property(fc.array(task, { maxLength: 8 }), filters, (board, filter) => {
        store.db.exec("DELETE FROM tasks");
        const rows = board.map((changes, index) => taskRow(`t${index}`, changes));
        for (const row of rows) store.tasks.insert(row);
        const expected = rows
          .filter(
            (row) =>
              (filter.status === undefined || row.status === filter.status) &&
              (filter.assignee === undefined || row.assignee === filter.assignee) &&
              (filter.projectId === undefined || row.project_id === filter.projectId),
          )
          // The sort is stable: equal places keep the order in which the tasks were created.
          .sort((a, b) => a.sort_order - b.sort_order || a.created_at - b.created_at)
          .slice(0, filter.limit);
        expect(store.tasks.list(filter)).toEqual(expected);
        expect(store.tasks.lastPlace()).toBe(
          rows.length === 0 ? 0 : Math.max(...rows.map((row) => row.sort_order)),
        );
      }),
    );
  });

  test("their conversations come newest first, those of other tasks and of none left out", async () => {
    await using store = createMemoryStore();
    const add = (id: string, task_id: string | null, created_at: number) =>
      store.conversations.insert(conversationRow(id, { task_id, created_at }));
    add("c1", "a", 1);
    add("c2", "a", 2);
    add("c3", "a", 2);
    add("c4", "b", 3);
    add("c5", null, 4);
    const ids = (limit: number) => store.tasks.conversations("a", limit).map((row) => row.id);
    expect([ids(9), ids(2)]).toEqual([
      ["c3", "c2", "c1"],
      ["c3", "c2"],
    ]);
  });
});

describe("comments", () => {
  test("the newest up to the limit are read, oldest of them first", async () => {
    await using store = createMemoryStore();
    const { tasks } = store;
    for (const id of ["a", "b"]) tasks.insert(taskRow(id));
    const comment = (id: string, task_id: string, created_at: number) =>
      tasks.addComment({ id, task_id, author: "Ada", author_type: "user", content: id, created_at });
    comment("1", "a", 5);
    comment("2", "a", 5);
    comment("3", "a", 4);
    comment("4", "b", 9);
    const ids = (limit: number) => tasks.comments("a", limit).map((row) => row.id);
    expect([ids(9), ids(2), ids(0)]).toEqual([["3", "1", "2"], ["1", "2"], []]);
    expect([tasks.countComments("a"), tasks.countComments("none")]).toEqual([3, 0]);
    expect([tasks.removeComment("2"), tasks.removeComment("2"), tasks.countComments("a")]).toEqual([1, 0, 2]);
    expect(tasks.getComment("1")?.content).toBe("1");
  });
});

describe("projects", () => {
  test("are listed newest first, of one state or all, up to the limit", async () => {
    await using store = createMemoryStore();
    const { projects } = store;
    projects.insert(projectRow("a", { created_at: 1 }));
    projects.insert(projectRow("b", { created_at: 2, status: "archived" }));
    projects.insert(projectRow("c", { created_at: 2 }));
    const ids = (filter: object) => projects.list({ limit: 9, ...filter }).map((row) => row.id);
    expect(ids({})).toEqual(["c", "b", "a"]);
    expect(ids({ status: "active" })).toEqual(["c", "a"]);
    expect(ids({ status: "archived", limit: 0 })).toEqual([]);
    expect(projects.count()).toBe(3);
  });

  test("an update keeps the time of creation; prefixes are found exactly", async () => {
    await using store = createMemoryStore();
    const { projects } = store;
    projects.insert(projectRow("a", { created_at: 1 }));
    const changed = projectRow("a", {
      name: "n",
      description: "d",
      prefix: "NEW",
      color: "#123456",
      status: "archived",
      created_at: 99,
      updated_at: 5,
    });
    projects.update(changed);
    expect(projects.get("a")).toEqual({ ...changed, created_at: 1 });
    expect([projects.findPrefix("NEW")?.id, projects.findPrefix("A"), projects.findPrefix("new")]).toEqual([
      "a",
      undefined,
      undefined,
    ]);
  });
});
