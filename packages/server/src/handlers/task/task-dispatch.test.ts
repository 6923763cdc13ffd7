/** @requirement TASK-1 */
import { describe, expect, test } from "vitest";
import { createBoardFixture as board } from "../../../test/board-fixture.js";
import { hang, refuse, type Script } from "../fixture.js";

describe("a task that enters in_progress", () => {
  test("is sent to its assignee; the answer becomes a comment and moves the task to review", async () => {
    const prompts: string[] = [];
    const { call, create, get, comments, settled, store } = await board({
      coder: (prompt) => {
        prompts.push(prompt);
        return "It is done.";
      },
    });
    const { id } = await create({ title: "Build", description: "the thing", assignee: "coder" });
    const moved = (await call("PUT", `/api/tasks/${id}`, { status: "in_progress" })).body.task;
    expect(moved).toMatchObject({ conversationId: expect.stringMatching(/^conv_/), dispatchError: null });
    await settled();
    expect(prompts).toHaveLength(1);
    expect(prompts[0]).toContain(`Build\n\nthe thing\n\n[task:${id}]`);
    expect(await comments(id)).toMatchObject([
      { author: "coder", authorType: "agent", content: "It is done." },
    ]);
    expect(await get(id)).toMatchObject({ status: "review", conversationId: moved.conversationId });
    // The reply needs no delivery, because no person reads this channel.
    expect(store.outbox.countOpen()).toBe(0);
    const events = store.events.after(0, 1_000).map((event) => event.type);
    expect(events).toEqual(expect.arrayContaining(["task.dispatched", "task.commented", "reply.delivered"]));
  });

  test.each([
    ["by reorder", "/api/tasks/reorder", { columns: { in_progress: ["T-1"] } }],
    ["by identifier", "/api/tasks/T-1", { status: "in_progress" }],
  ])("is sent once %s", async (_name, path, body) => {
    const { call, create, conversations, settled } = await board({ coder: hang });
    await create({ title: "a", assignee: "coder" });
    const move = () => call("PUT", path, body);
    for (let n = 0; n < 3; n += 1) expect((await move()).status).toBe(200);
    await Promise.all([move(), move()]);
    expect(await conversations()).toHaveLength(1);
    await call("POST", `/api/conversations/${(await conversations())[0].id}/cancel`);
    await settled();
  });

  test("is sent when it is created there, and when it gets an assignee or another one", async () => {
    const { call, create, conversations, settled } = await board();
    await create({ title: "born", status: "in_progress", assignee: "dev" });
    const { id } = await create({ title: "later", status: "in_progress" });
    expect(await conversations()).toHaveLength(1);
    await call("PUT", `/api/tasks/${id}`, { assignee: "coder" });
    await settled();
    expect(await conversations()).toHaveLength(2);
    await call("PUT", `/api/tasks/${id}`, { status: "in_progress", assignee: "reviewer" });
    await settled();
    expect(await conversations()).toHaveLength(3);
  });

  test("is moved to review by its last assignee, after it was reassigned and back", async () => {
    const waiting: (() => void)[] = [];
    const slow: Script = () => new Promise((resolve) => waiting.push(() => resolve("ok")));
    const { call, create, get, conversations, settled } = await board({ coder: slow, reviewer: slow });
    const { id, conversationId } = await create({ title: "a", assignee: "coder", status: "in_progress" });
    for (const assignee of ["reviewer", "coder"]) await call("PUT", `/api/tasks/${id}`, { assignee });
    expect(await conversations()).toHaveLength(2);
    expect((await get(id)).conversationId).toBe(conversationId);
    await expect.poll(() => waiting.length).toBe(2);
    waiting[1]?.();
    await expect.poll(async () => (await get(id)).commentCount).toBe(1);
    expect((await get(id)).status).toBe("in_progress");
    waiting[0]?.();
    await settled();
    expect(await get(id)).toMatchObject({ status: "review", commentCount: 2 });
  });

  test("can be reassigned any number of times", async () => {
    const waiting: (() => void)[] = [];
    const slow: Script = () => new Promise((resolve) => waiting.push(() => resolve("ok")));
    const { call, create, get, conversations, settled } = await board({ coder: slow });
    const { id, conversationId } = await create({ title: "a", assignee: "coder", status: "in_progress" });
    const provide = async (assignee: string) =>
      (await call("PUT", `/api/tasks/${id}`, { assignee })).body.task;
    for (let n = 2; n <= 4; n += 1) {
      expect(await provide("reviewer")).toMatchObject({ dispatchError: null });
      expect(await conversations()).toHaveLength(n);
      await expect.poll(async () => (await get(id)).status).toBe("review");
      await call("PUT", `/api/tasks/${id}`, { status: "todo" });
      await call("PUT", `/api/tasks/${id}`, { status: "in_progress", assignee: "coder" });
      expect(await get(id)).toMatchObject({ conversationId, dispatchError: null });
    }
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.();
    await settled();
    expect(await get(id)).toMatchObject({ status: "review", dispatchError: null });
  });

  test("is sent again after it was moved out and in, unless its work is still in progress", async () => {
    const waiting: (() => void)[] = [];
    const { call, create, get, conversations, settled } = await board({
      coder: () =>
        new Promise((resolve) => {
          waiting.push(() => resolve("ok"));
        }),
    });
    const { id } = await create({ title: "a", assignee: "coder", status: "in_progress" });
    const move = (status: string) => call("PUT", `/api/tasks/${id}`, { status });
    await move("todo");
    await move("in_progress");
    expect(await conversations()).toHaveLength(1);
    await move("todo");
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.();
    await settled();
    expect(await get(id)).toMatchObject({ status: "todo", commentCount: 1 });
    await move("in_progress");
    expect(await conversations()).toHaveLength(2);
    await expect.poll(() => waiting.length).toBe(2);
    waiting[1]?.();
    await settled();
    expect(await get(id)).toMatchObject({ status: "review", commentCount: 2 });
  });

  test("stays there with the reason when its agent fails, and continues after a retry", async () => {
    let works = false;
    const { call, create, get, comments, settled } = await board({
      coder: (prompt, signal) => (works ? "done now" : refuse(prompt, signal)),
    });
    const { id } = await create({ title: "a", assignee: "coder", status: "in_progress" });
    await settled();
    const failed = await get(id);
    expect(failed).toMatchObject({ status: "in_progress" });
    expect(failed.dispatchError).toContain("there is no such model");
    expect((await comments(id))[0]).toMatchObject({
      author: "coder",
      content: expect.stringContaining("there is no such model"),
    });
    works = true;
    const [dead] = (await call("GET", "/api/queue/dead")).body;
    const { conversationId } = (await call("POST", `/api/queue/dead/${dead.id}/retry`)).body;
    await settled();
    expect(await get(id)).toMatchObject({ status: "review", dispatchError: null, conversationId });
    expect((await comments(id))[1].content).toBe("done now");
  });

  test("notes a cancelled conversation, and stays where its agent has moved it", async () => {
    const { call, create, get, settled } = await board({ coder: hang });
    const { id, conversationId } = await create({ title: "a", assignee: "coder", status: "in_progress" });
    await call("POST", `/api/conversations/${conversationId}/cancel`);
    await settled();
    expect(await get(id)).toMatchObject({
      status: "in_progress",
      dispatchError: expect.stringContaining("cancelled"),
    });
    const other = await board({ coder: () => "ok" });
    const task = await other.create({ title: "b", assignee: "coder", status: "in_progress" });
    await other.call("PUT", `/api/tasks/${task.id}`, { status: "done" });
    await other.settled();
    expect(await other.get(task.id)).toMatchObject({ status: "done", commentCount: 1 });
  });

  test("without an existing assignee is saved with a comment, also when it is sent back unchanged", async () => {
    const { call, create, get, conversations } = await board();
    const { id } = await create({ title: "a", assignee: "reviewer" });
    await call("PUT", "/api/teams/dev", { agents: ["coder"] });
    expect((await call("DELETE", "/api/agents/reviewer")).status).toBe(200);
    const task = await get(id);
    expect(task).toMatchObject({ assignee: "reviewer", assigneeMissing: true });
    const saved = await call("PUT", `/api/tasks/${id}`, { ...task, status: "in_progress" });
    expect(saved.body.task).toMatchObject({
      status: "in_progress",
      dispatchError: "The agent @reviewer no longer exists.",
    });
    expect(await conversations()).toEqual([]);
  });
});
