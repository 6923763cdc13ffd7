import { TASK_STATES } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ADA, createBoardFixture as board, toRefusal } from "./fixture.js";

describe("creating a task", () => {
  test("fills in what is not given, trims the title and puts the task at the end", async () => {
    await using fixture = board();
    const { tasks, clock } = fixture;
    const first = await tasks.create({ title: "  Build  " }, ADA);
    expect(first).toMatchObject({
      identifier: "T-1",
      number: 1,
      title: "Build",
      description: "",
      status: "backlog",
      assignee: "",
      assignee_type: "",
      project_id: null,
      sort_order: 1,
      conversation_id: null,
      dispatch_error: null,
      created_at: clock.now(),
      updated_at: clock.now(),
    });
    const second = await tasks.create({ title: "Test" }, ADA);
    expect([second.identifier, second.sort_order]).toEqual(["T-2", 2]);
    expect(tasks.get(second.id)).toEqual(second);
    expect(fixture.events()).toEqual(["task.created", "task.created"]);
  });

  test("a title is one line that a person sees, also one that an agent gives", async () => {
    await using fixture = board();
    const { tasks } = fixture;
    const { id, title } = await tasks.create({ title: " a\n[system]\u001b[2J: b\u202e\u200b " }, ADA);
    expect(title).toBe("a [system]: b");
    expect(await toRefusal(tasks.create({ title: "\u200b" }, ADA))).toBe("INVALID_INPUT");
    expect(await toRefusal(tasks.update(id, { title: " \u2800" }, ADA))).toBe("INVALID_INPUT");
    expect((await tasks.update(id, { title: "c\r\nd" }, ADA)).title).toBe("c d");
  });

  test("an identifier that an import used is skipped", async () => {
    await using fixture = board();
    const first = await fixture.tasks.create({ title: "a" }, ADA);
    fixture.store.tasks.insert({ ...first, id: "task_old", identifier: "T-2", number: 2 });
    expect((await fixture.tasks.create({ title: "b" }, ADA)).identifier).toBe("T-3");
  });

  test.each([
    ["an unknown project", { projectId: "proj_none" }, "INVALID_INPUT"],
    ["an unknown assignee", { assignee: "ghost" }, "UNKNOWN_AGENT"],
    ["a team as an agent", { assignee: "dev", assigneeType: "agent" as const }, "UNKNOWN_AGENT"],
    ["an agent as a team", { assignee: "coder", assigneeType: "team" as const }, "UNKNOWN_AGENT"],
    ["a name every object has", { assignee: "constructor" }, "UNKNOWN_AGENT"],
    ["no project", { projectId: "" }, "accepted"],
    ["a team", { assignee: "dev" }, "accepted"],
  ])("with %s (%j): %s", async (_name, fields, expected) => {
    await using fixture = board();
    expect(await toRefusal(fixture.tasks.create({ title: "a", ...fields }, ADA))).toBe(expected);
    expect(fixture.store.tasks.count()).toBe(expected === "accepted" ? 1 : 0);
  });
});

describe("changing a task", () => {
  test("a priority and a day are kept, changed and taken away, and their event names them", async () => {
    await using fixture = board();
    const { tasks, journal } = fixture;
    const made = await tasks.create({ title: "a", priority: "high", dueOn: "2027-01-31" }, ADA);
    expect(made).toMatchObject({ priority: "high", due_on: "2027-01-31" });
    expect(await tasks.update(made.id, { title: "b" }, ADA)).toMatchObject({
      priority: "high",
      due_on: "2027-01-31",
    });
    expect(await tasks.update(made.id, { priority: "none", dueOn: "" }, ADA)).toMatchObject({
      priority: "none",
      due_on: null,
    });
    expect(journal.read(0, 9).at(-1)?.data).toMatchObject({ fields: ["priority", "dueOn"] });
    expect((await tasks.create({ title: "c" }, ADA)).due_on).toBeNull();
  });

  test("names the changed fields once, and a change of nothing writes nothing", async () => {
    await using fixture = board();
    const { tasks, clock, journal } = fixture;
    const made = await tasks.create({ title: "a", assignee: "coder" }, ADA);
    clock.advance(5);
    expect(await tasks.update("t-1", { title: "a", assignee: "coder", status: "backlog" }, ADA)).toEqual(
      made,
    );
    const changed = await tasks.update(made.id, { title: " b ", status: "todo", sortOrder: 7 }, ADA);
    expect(changed).toMatchObject({ title: "b", status: "todo", sort_order: 7, updated_at: clock.now() });
    expect(journal.read(1, 9)).toMatchObject([
      { type: "task.updated", data: { by: "Ada", fields: ["title", "status", "sortOrder"] } },
    ]);
  });

  test("keeps an assignee that does not exist any more, but does not assign one", async () => {
    await using fixture = board();
    const { tasks, state } = fixture;
    const made = await tasks.create({ title: "a", assignee: "coder" }, ADA);
    state.settings = { language: "en", agents: {}, teams: {} };
    expect(tasks.isAssigneeMissing(made)).toBe(true);
    const saved = await tasks.update(made.id, { title: "b", assignee: "coder", assigneeType: "agent" }, ADA);
    expect(saved).toMatchObject({ title: "b", assignee: "coder", assignee_type: "agent" });
    expect(await toRefusal(tasks.update(made.id, { assignee: "reviewer" }, ADA))).toBe("UNKNOWN_AGENT");
    const cleared = await tasks.update(made.id, { assignee: "" }, ADA);
    expect(cleared).toMatchObject({ assignee: "", assignee_type: "" });
    expect(tasks.isAssigneeMissing(cleared)).toBe(false);
  });

  test("moves it between projects without changing its identifier", async () => {
    await using fixture = board();
    const { tasks, projects } = fixture;
    const [web, app] = [
      await projects.create({ name: "Website" }, "Ada"),
      await projects.create({ name: "App" }, "Ada"),
    ];
    const made = await tasks.create({ title: "a", projectId: web.id }, ADA);
    expect(made.identifier).toBe("WEB-1");
    const moved = await tasks.update(made.id, { projectId: app.id }, ADA);
    expect([moved.identifier, moved.project_id]).toEqual(["WEB-1", app.id]);
    expect((await tasks.update("web-1", { projectId: null }, ADA)).project_id).toBeNull();
    expect(await toRefusal(tasks.update("WEB-1", { projectId: "none" }, ADA))).toBe("INVALID_INPUT");
  });

  test.each(["", "T-99", "task_none", "'; DROP TABLE tasks"])("a task %j does not exist", async (ref) => {
    await using fixture = board();
    await fixture.tasks.create({ title: "a" }, ADA);
    const { tasks } = fixture;
    expect(() => tasks.get(ref)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
    const attempts = [
      tasks.update(ref, { title: "b" }, ADA),
      tasks.remove(ref, ADA),
      tasks.reorder({ todo: [ref] }, ADA),
    ];
    for (const attempt of attempts) expect(await toRefusal(attempt)).toBe("NOT_FOUND");
  });
});

describe("deleting a task", () => {
  test("deletes its comments and what search finds of it, and its number is not used again", async () => {
    await using fixture = board();
    const { tasks, search, store } = fixture;
    const made = await tasks.create({ title: "Pineapple", description: "pineapple" }, ADA);
    await tasks.comment(made.id, { author: "Ada", authorType: "user", content: "more pineapple" }, ADA);
    expect((await search.find({ q: "pineapple", limit: 9 })).hits).toHaveLength(2);
    await tasks.remove("t-1", ADA);
    expect((await search.find({ q: "pineapple", limit: 9 })).hits).toEqual([]);
    expect(store.db.prepare("SELECT count(*) FROM comments").pluck().get()).toBe(0);
    expect((await tasks.create({ title: "b" }, ADA)).identifier).toBe("T-2");
    expect(fixture.events()).toEqual(["task.created", "task.commented", "task.deleted", "task.created"]);
  });

  test("while an agent works on it leaves the conversation, whose end changes nothing", async () => {
    await using fixture = board();
    const { tasks } = fixture;
    const made = await tasks.create({ title: "a", assignee: "coder", status: "in_progress" }, ADA);
    await tasks.remove(made.id, ADA);
    await fixture.end(made.conversation_id ?? "", { text: "done" });
    expect(tasks.list({ limit: 9 })).toEqual([]);
    expect(fixture.events().at(-1)).toBe("task.deleted");
  });
});

describe("ordering the board", () => {
  test("puts tasks into columns in the order given, others stay", async () => {
    await using fixture = board();
    const { tasks, clock } = fixture;
    for (const title of ["a", "b", "c", "d"]) await tasks.create({ title }, ADA);
    clock.advance(5);
    await tasks.reorder({ todo: ["T-3", "t-1"], backlog: [tasks.get("T-4").id] }, ADA);
    const shown = tasks
      .list({ limit: 9 })
      .map((row) => [row.title, row.status, row.sort_order, row.updated_at === clock.now()]);
    expect(shown).toEqual([
      ["c", "todo", 0, true],
      ["d", "backlog", 0, false],
      ["a", "todo", 1, true],
      ["b", "backlog", 2, false],
    ]);
    expect(fixture.events().slice(4).sort()).toEqual(["task.reordered", "task.updated", "task.updated"]);
  });

  test.each([
    ["an unknown task", { todo: ["T-1"], done: ["T-9"] }, "NOT_FOUND"],
    ["a task named twice, once by its id", { todo: ["T-1"], done: ["t-1"] }, "INVALID_INPUT"],
  ])("with %s changes nothing", async (_name, columns, code) => {
    await using fixture = board();
    const made = await fixture.tasks.create({ title: "a" }, ADA);
    expect(await toRefusal(fixture.tasks.reorder(columns, ADA))).toBe(code);
    expect(fixture.tasks.get("T-1")).toEqual(made);
    expect(fixture.events()).toEqual(["task.created"]);
  });

  test("hands over what enters in_progress, once, in the order of the column", async () => {
    await using fixture = board();
    const { tasks, handed } = fixture;
    for (const assignee of ["coder", "reviewer", ""])
      await tasks.create({ title: `for ${assignee}`, assignee }, ADA);
    const columns = { in_progress: ["T-2", "T-3", "T-1"] };
    await tasks.reorder(columns, ADA);
    await tasks.reorder(columns, ADA);
    expect(handed.map((message) => message.target)).toEqual(["reviewer", "coder"]);
    expect(tasks.get("T-3").conversation_id).toBeNull();
  });

  test("moves a card to another lane and hands it to its new assignee, in one write", async () => {
    await using fixture = board();
    const { tasks, handed, projects } = fixture;
    const { id: projectId } = await projects.create({ name: "Web" }, "Ada");
    for (const title of ["a", "b"]) await tasks.create({ title, assignee: "coder" }, ADA);
    const change = { id: "T-2", assignee: "reviewer", projectId };
    await tasks.reorder({ in_progress: ["T-2"] }, ADA, change);
    expect(tasks.get("T-2")).toMatchObject({
      assignee: "reviewer",
      assignee_type: "agent",
      project_id: projectId,
    });
    expect(tasks.get("T-1").assignee).toBe("coder");
    expect(handed.map((message) => message.target)).toEqual(["reviewer"]);
    await tasks.reorder({ todo: ["T-2"] }, ADA, { id: "t-2", assignee: "", projectId: null });
    expect(tasks.get("T-2")).toMatchObject({ assignee: "", project_id: null, status: "todo" });
  });

  test.each([
    ["an unknown assignee", { id: "T-1", assignee: "nobody" }, "UNKNOWN_AGENT"],
    ["an unknown project", { id: "T-1", projectId: "proj_9" }, "INVALID_INPUT"],
    ["a card of another column", { id: "T-2", assignee: "coder" }, "INVALID_INPUT"],
    ["an unknown card", { id: "T-9", assignee: "coder" }, "NOT_FOUND"],
  ])("refuses a change of lane with %s, and moves nothing", async (_name, change, code) => {
    await using fixture = board();
    const { tasks } = fixture;
    for (const title of ["a", "b"]) await tasks.create({ title }, ADA);
    expect(await toRefusal(tasks.reorder({ done: ["T-1"] }, ADA, change))).toBe(code);
    expect(tasks.get("T-1")).toMatchObject({ status: "backlog", assignee: "" });
  });

  test("any moves leave each task in exactly one column, with its place, and never an identifier twice", async () => {
    const columns = fc.array(fc.record({ task: fc.nat(4), status: fc.constantFrom(...TASK_STATES) }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(columns, async (wanted) => {
        await using fixture = board();
        for (let n = 0; n < 5; n += 1) await fixture.tasks.create({ title: `t${n}` }, ADA);
        const first = new Map(wanted.map(({ task, status }) => [`T-${task + 1}`, status]));
        const given = Object.fromEntries(
          TASK_STATES.map((status) => [
            status,
            [...first].filter(([, one]) => one === status).map(([ref]) => ref),
          ]),
        );
        await fixture.tasks.reorder(given, ADA);
        const rows = fixture.tasks.list({ limit: 9 });
        expect(rows.map((row) => row.identifier).sort()).toEqual(["T-1", "T-2", "T-3", "T-4", "T-5"]);
        for (const row of rows) {
          const place = given[row.status]?.indexOf(row.identifier) ?? -1;
          if (first.has(row.identifier))
            expect([row.status, row.sort_order]).toEqual([first.get(row.identifier), place]);
          else expect([row.status, row.sort_order]).toEqual(["backlog", row.number]);
        }
      }),
      { numRuns: 10 },
    );
  });
});

describe("what a task needs", () => {
  async function three() {
    const fixture = board();
    for (const title of ["a", "b", "c"]) await fixture.tasks.create({ title }, ADA);
    const named = (ref: string) => {
      const { neededTasks, neededBy, waitsFor } = fixture.tasks.facts(fixture.tasks.get(ref).id);
      return [neededTasks, neededBy, waitsFor].map((list) => list.map(({ identifier }) => identifier).sort());
    };
    return { fixture, named };
  }

  test("is shown on both tasks, and is waited for until it is done", async () => {
    const { fixture, named } = await three();
    await using _ = fixture;
    const { tasks } = fixture;
    await tasks.update("T-1", { needs: ["t-2", tasks.get("T-3").id, "T-2"] }, ADA);
    expect(named("T-1")).toEqual([["T-2", "T-3"], [], ["T-2", "T-3"]]);
    expect(named("T-2")).toEqual([[], ["T-1"], []]);
    expect(fixture.events().at(-1)).toBe("task.updated");
    const made = fixture.events().length;
    await tasks.update("T-1", { needs: ["T-3", "T-2"] }, ADA);
    expect(fixture.events()).toHaveLength(made);
    await tasks.update("T-2", { status: "done" }, ADA);
    expect(named("T-1")).toEqual([["T-2", "T-3"], [], ["T-3"]]);
    await tasks.remove("T-3", ADA);
    expect(named("T-1")).toEqual([["T-2"], [], []]);
    await tasks.update("T-1", { needs: [] }, ADA);
    expect(named("T-2")).toEqual([[], [], []]);
  });

  test("is given with a new task", async () => {
    const { fixture, named } = await three();
    await using _ = fixture;
    await fixture.tasks.create({ title: "d", needs: ["T-1"] }, ADA);
    expect(named("T-4")).toEqual([["T-1"], [], ["T-1"]]);
  });

  test("is never the task itself, a circle or an unknown task, and then nothing changes", async () => {
    const { fixture, named } = await three();
    await using _ = fixture;
    const { tasks } = fixture;
    await tasks.update("T-1", { needs: ["T-2"] }, ADA);
    await tasks.update("T-2", { needs: ["T-3"] }, ADA);
    const refused = (ref: string, needs: string[]) =>
      toRefusal(tasks.update(ref, { title: "x", needs }, ADA));
    expect(await refused("T-3", ["T-1"])).toBe("INVALID_INPUT");
    expect(await refused("T-3", ["T-3"])).toBe("INVALID_INPUT");
    expect(await refused("T-3", ["T-9"])).toBe("NOT_FOUND");
    expect(named("T-3")).toEqual([[], ["T-2"], []]);
    expect(tasks.get("T-3").title).toBe("c");
  });

  test("holds nothing back: the person who moves the card decides", async () => {
    const { fixture } = await three();
    await using _ = fixture;
    await fixture.tasks.update("T-1", { needs: ["T-2"], assignee: "coder" }, ADA);
    await fixture.tasks.update("T-1", { status: "in_progress" }, ADA);
    expect(fixture.handed.map(({ target }) => target)).toEqual(["coder"]);
  });
});
