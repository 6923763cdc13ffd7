import { describe, expect, test } from "vitest";
import { ADA, createBoardFixture as createFixture } from "./fixture.js";

const LIMIT = { limit: 2 };

describe("the board", () => {
  test("has every column from left to right, with the first cards and the number of all", async () => {
    await using fixture = createFixture();
    for (const title of ["a", "b", "c"]) await fixture.tasks.create({ title, status: "todo" }, ADA);
    await fixture.tasks.create({ title: "d", status: "done" }, ADA);
    const columns = fixture.tasks.board(LIMIT);
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
    const totals = (assignee: string) => fixture.tasks.board({ ...LIMIT, assignee })[0]?.total;
    expect([totals("coder"), totals("reviewer"), totals("dev")]).toEqual([1, 1, 0]);
    expect(fixture.tasks.board({ ...LIMIT, projectId: "proj_none" })[0]?.total).toBe(0);
  });

  test("a card shows who works on it, who waits for a person, what it cost, and nothing more when work has ended", async () => {
    await using fixture = createFixture();
    const { store, tasks } = fixture;
    const { id } = await tasks.create({ title: "a", status: "in_progress", assignee: "coder" }, ADA);
    const card = () => tasks.board(LIMIT)[2]?.cards[0];
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
    expect(card()).toMatchObject({ runs: 2, costUsd: 0.75, commentCount: 1 });

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
    expect(tasks.board(LIMIT)[2]?.cards[0]?.work?.agents).toEqual(["reviewer", "coder"]);
  });
});
