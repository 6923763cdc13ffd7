import { describe, expect, test } from "vitest";
import { taskRow } from "../../../kernel/src/store/statement/fixture.js";
import { ADA, createBoardFixture as createFixture } from "./fixture.js";

const LIMIT = { limit: 2 };

describe("the board", () => {
  test("has every column from left to right, with the first cards and the number of all", async () => {
    await using fixture = createFixture();
    for (const title of ["a", "b", "c"]) await fixture.tasks.create({ title, status: "todo" }, ADA);
    await fixture.tasks.create({ title: "d", status: "done" }, ADA);
    const { columns } = fixture.tasks.board(LIMIT);
    expect(
      columns.map(({ status, total, cards }) => [status, total, cards.map((c) => c.task.title).join("")]),
    ).toEqual([
      ["backlog", 0, ""],
      ["todo", 3, "ab"],
      ["in_progress", 0, ""],
      ["review", 0, ""],
      ["done", 1, "d"],
    ]);
    expect(columns[1]?.cards[0]?.task).not.toHaveProperty("description");
  });

  test("counts only the tasks of the project and the assignee it is asked for", async () => {
    await using fixture = createFixture();
    await fixture.tasks.create({ title: "a", assignee: "coder" }, ADA);
    await fixture.tasks.create({ title: "b", assignee: "reviewer" }, ADA);
    const totals = (assignee: string) => fixture.tasks.board({ ...LIMIT, assignee }).columns[0]?.total;
    expect([totals("coder"), totals("reviewer"), totals("dev")]).toEqual([1, 1, 0]);
    expect(fixture.tasks.board({ ...LIMIT, projectId: "proj_none" }).columns[0]?.total).toBe(0);
  });

  test("a card shows who works on it, who waits for a person, what it cost, and nothing more when work has ended", async () => {
    await using fixture = createFixture();
    const { store, tasks } = fixture;
    const { id } = await tasks.create({ title: "a", status: "in_progress", assignee: "coder" }, ADA);
    const card = () => tasks.board(LIMIT).columns[2]?.cards[0];
    const conversationId = tasks.get(id).conversation_id ?? "";
    expect(card()?.work).toEqual({ state: "queued", agents: ["coder"], conversationId, runId: null });

    const row = store.messages.inConversation(conversationId)[0]?.id;
    store.db.prepare("UPDATE messages SET status = 'processing', run_id = 'run_1' WHERE id = ?").run(row);
    expect(card()?.work).toMatchObject({ state: "running", runId: "run_1" });
    expect(card()).toMatchObject({ runs: 0, costUsd: null, commentCount: 0 });

    const insertRun = store.db.prepare(
      `INSERT INTO runs (id,message_row_id,conversation_id,root_run_id,depth,agent_id,attempt,boot_id,status,cost_usd,created_at)
       VALUES (?,?,?,'run_1',0,'coder',1,'b','completed',?,0)`,
    );
    insertRun.run("run_1", row, conversationId, 0.5);
    insertRun.run("run_2", row, conversationId, 0.25);
    insertRun.run("run_3", row, "conv_other", 9);
    await tasks.comment(id, { content: "hurry", author: "Ada", authorType: "user" }, ADA);
    expect(
      tasks
        .facts(id)
        .recentRuns.map((run) => run.id)
        .sort(),
    ).toEqual(["run_1", "run_2"]);
    expect(card()).toMatchObject({ runs: 2, costUsd: 0.75, estimated: false, commentCount: 1 });
    store.db.prepare("UPDATE runs SET cost_estimated = id = 'run_2'").run();
    expect(card()).toMatchObject({ costUsd: 0.75, estimated: true });

    store.db
      .prepare(
        `INSERT INTO approvals (id,kind,run_id,message_row_id,conversation_id,agent_id,title,detail,digest,created_at,expires_at)
         VALUES ('ask_1','question','run_1',?,?,'coder','Which?','','d',0,9)`,
      )
      .run(row, conversationId);
    expect(card()?.work?.state).toBe("waiting");

    store.db.prepare("UPDATE conversations SET status = 'closed'").run();
    expect(card()?.work).toBeNull();
  });

  test("every column counts what happens with all its tasks, shown or not, for the same filters", async () => {
    await using fixture = createFixture();
    const { store, tasks } = fixture;
    const add = async (assignee: string) =>
      (await tasks.create({ title: "a", status: "in_progress", assignee }, ADA)).id;
    const [waits, runs, fails] = [await add("coder"), await add("coder"), await add("coder")];
    await add("reviewer");
    await add("");
    await tasks.create({ title: "b" }, ADA);
    const messageOf = (id: string) =>
      store.messages.inConversation(tasks.get(id).conversation_id ?? "")[0]?.id;
    const set = store.db.prepare(
      "UPDATE messages SET status = 'processing', run_id = 'run_1', lane = ? WHERE id = ?",
    );
    for (const id of [waits, runs]) set.run(id, messageOf(id));
    store.db
      .prepare(
        `INSERT INTO approvals (id,kind,run_id,message_row_id,conversation_id,agent_id,title,detail,digest,created_at,expires_at)
         VALUES ('ask_1','question','run_1',?,?,'coder','Which?','','d',0,9)`,
      )
      .run(messageOf(waits), tasks.get(waits).conversation_id);
    store.db.prepare("UPDATE conversations SET status = 'closed' WHERE task_id = ?").run(fails);
    store.db.prepare("UPDATE tasks SET dispatch_error = 'no' WHERE id = ?").run(fails);

    const now = (query: object) => tasks.board({ limit: 1, ...query }).columns.map((column) => column.now);
    const none = { running: 0, waiting: 0, queued: 0, failed: 0, unassigned: 0 };
    const all = { running: 1, waiting: 1, queued: 1, failed: 1, unassigned: 1 };
    expect(now({})).toEqual([none, none, all, none, none]);
    expect(now({ assignee: "reviewer" })[2]).toEqual({ ...none, queued: 1 });
    expect(now({ text: "b", lanes: "assignee" })).toEqual([none, none, none, none, none]);
  });

  test("the agents that run come before those that wait for their turn", async () => {
    await using fixture = createFixture();
    const { store, tasks } = fixture;
    const { id } = await tasks.create({ title: "a", status: "in_progress", assignee: "dev" }, ADA);
    const conversationId = tasks.get(id).conversation_id ?? "";
    store.db
      .prepare(
        `INSERT INTO messages (message_id,conversation_id,lane,agent_id,kind,text,status,run_id,created_at,updated_at)
         VALUES ('m2',?,'reviewer','reviewer','handoff','x','processing','run_2',0,0)`,
      )
      .run(conversationId);
    expect(tasks.board(LIMIT).columns[2]?.cards[0]?.work?.agents).toEqual(["reviewer", "coder"]);
  });

  test.each([
    ["login", ["T-1", "T-2", "T-3"]],
    ["LOG", ["T-1", "T-2", "T-3"]],
    ["log page", ["T-1"]],
    ['"login page"', ["T-1"]],
    ["t-3", ["T-3"]],
    ["-safari log", ["T-1", "T-3"]],
    ["menu", ["T-4"]],
    ["café", ["T-4"]],
    ["cafe", ["T-4"]],
    ["!!!", []],
    ["' OR 1=1 --", []],
    ["nothing", []],
  ])("the text %j finds, in whatever column: %j", async (text, expected) => {
    await using fixture = createFixture();
    const { tasks } = fixture;
    await tasks.create({ title: "The login page" }, ADA);
    await tasks.create({ title: "Fix", description: "Login fails on Safari", status: "done" }, ADA);
    const { id } = await tasks.create({ title: "Ask", status: "review" }, ADA);
    await tasks.create({ title: "Menu of the Café", assignee: "coder" }, ADA);
    await tasks.comment(id, { content: "see the logins", author: "Ada", authorType: "user" }, ADA);
    const found = tasks.board({ limit: 9, text }).columns;
    const cards = found.flatMap((column) => column.cards.map(({ task }) => task.identifier));
    expect(cards.sort()).toEqual(expected);
    expect(found.reduce((sum, { total }) => sum + total, 0)).toBe(expected.length);
    expect(tasks.list({ limit: 9, text }).map(({ identifier }) => identifier)).toEqual(expected);
    expect(tasks.list({ limit: 9, text, assignee: "reviewer" })).toEqual([]);
  });

  test("a text finds a task by its words of now, and not after it is deleted", async () => {
    await using fixture = createFixture();
    const { tasks } = fixture;
    const { id } = await tasks.create({ title: "Draft the menu" }, ADA);
    await tasks.update(id, { title: "Print it" }, ADA);
    const found = (text: string) => tasks.list({ limit: 9, text }).length;
    expect([found("menu"), found("print")]).toEqual([0, 1]);
    await tasks.remove(id, ADA);
    expect(found("print")).toBe(0);
  });
});

describe("the lanes of the board", () => {
  test("have the names of agents and teams in order, with all their tasks; tasks without one come last", async () => {
    await using fixture = createFixture();
    const { tasks, state } = fixture;
    for (const assignee of ["reviewer", "", "dev", "coder", "coder", "coder"])
      await tasks.create({ title: "a", assignee }, ADA);
    await tasks.create({ title: "b", assignee: "coder", status: "done" }, ADA);
    const { reviewer: _gone, ...agents } = state.settings.agents;
    state.settings = { ...state.settings, agents };
    const { columns, lanes } = tasks.board({ limit: 2, lanes: "assignee" });
    expect(lanes).toEqual([
      { id: "coder", name: "Coder", missing: false, totals: { backlog: 3, done: 1 } },
      { id: "dev", name: "Dev", missing: false, totals: { backlog: 1 } },
      { id: "reviewer", name: "reviewer", missing: true, totals: { backlog: 1 } },
      { id: "", name: "", missing: false, totals: { backlog: 1 } },
    ]);
    // The limit counts in each lane, and the cards keep the order of the board.
    expect(columns[0]?.cards.map(({ task }) => task.assignee)).toEqual([
      "reviewer",
      "",
      "dev",
      "coder",
      "coder",
    ]);
    expect(columns[0]?.total).toBe(6);
  });

  test("can be projects, and count only what the filters leave", async () => {
    await using fixture = createFixture();
    const { tasks, projects } = fixture;
    const { id } = await projects.create({ name: "Website" }, "Ada");
    await tasks.create({ title: "login", projectId: id }, ADA);
    await tasks.create({ title: "logo" }, ADA);
    await tasks.create({ title: "menu", projectId: id }, ADA);
    const { lanes } = tasks.board({ limit: 9, lanes: "project", text: "log" });
    expect(lanes).toEqual([
      { id, name: "Website", missing: false, totals: { backlog: 1 } },
      { id: "", name: "", missing: false, totals: { backlog: 1 } },
    ]);
  });

  test("are left out of a board that is not grouped", async () => {
    await using fixture = createFixture();
    expect(fixture.tasks.board(LIMIT)).not.toHaveProperty("lanes");
  });

  test("share the cards of a full column, so that none is hidden by another", async () => {
    await using fixture = createFixture();
    const { store, tasks } = fixture;
    for (let n = 0; n < 1_100; n += 1)
      store.tasks.insert(taskRow(`a${n}`, { assignee: "coder", sort_order: n }));
    store.tasks.insert(taskRow("last", { assignee: "reviewer", sort_order: 9_999 }));
    const cards = tasks.board({ limit: 1_000, lanes: "assignee" }).columns.flatMap((column) => column.cards);
    expect(cards).toHaveLength(1_000);
    expect(cards.at(-1)?.task.id).toBe("last");
  });
});
