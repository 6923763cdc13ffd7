/**
 * Other callers that move tasks: browser clients of 0.0.20, which also send the work themselves, and agents' runs.
 * @requirement TASK-1
 */
import type { AppError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { createBoardFixture } from "../../../test/board-fixture.js";
import type { RunPrincipal } from "../../security/principal.js";
import { buildContext, hang, type Script } from "../fixture.js";
import { toTaskCaller } from "./task-handlers.js";

async function board(scripts: Record<string, Script> = {}) {
  const fixture = await createBoardFixture(scripts);
  return {
    ...fixture,
    send: (message: string, more: object = {}) =>
      fixture.call("POST", "/api/message", { message, sender: "Web", channel: "web", ...more }),
  };
}

const work = (id: string) => `@coder Build\n\nthe thing\n\n[task:${id}]`;
const card = { title: "Build", description: "the thing", assignee: "coder" };

describe("a browser client of 0.0.20", () => {
  test("that posts the work and then saves the move gets it done once", async () => {
    const { call, create, get, conversations, send, settled } = await board({ coder: () => "done" });
    const { id } = await create(card);
    const sent = await send(work(id));
    expect(sent).toMatchObject({ status: 200, body: { agents: ["coder"] } });
    await call("PUT", "/api/tasks/reorder", { columns: { in_progress: [id] } });
    await settled();
    expect(await conversations()).toHaveLength(1);
    expect(await get(id)).toMatchObject({
      status: "review",
      conversationId: sent.body.conversationId,
      commentCount: 1,
    });
  });

  test("whose agent answers before the move is saved finds the task in review", async () => {
    const { call, create, get, conversations, send, settled } = await board({ coder: () => "done" });
    const { id } = await create(card);
    await send(work(id));
    await settled();
    expect(await get(id)).toMatchObject({ status: "backlog", commentCount: 1 });
    await call("PUT", `/api/tasks/${id}`, { status: "in_progress" });
    expect(await conversations()).toHaveLength(1);
    expect((await get(id)).status).toBe("review");
  });

  test("that saves the move first gets the id of the conversation that works on the task", async () => {
    const { create, conversations, send, settled } = await board({ coder: () => "done" });
    const { id, conversationId } = await create({ ...card, status: "in_progress" });
    const early = await send(work(id));
    expect(early).toMatchObject({ status: 200, body: { ok: true, conversationId, agents: ["coder"] } });
    await settled();
    expect((await send(work(id), { messageId: "again" })).body.conversationId).toBe(conversationId);
    expect(await conversations()).toHaveLength(1);
  });

  test("that sends the same message id twice gets a refusal, although the work is in progress", async () => {
    const { create, conversations, send, settled } = await board({ coder: () => "done" });
    const { id } = await create(card);
    const message = () => send(work(id), { messageId: "once" });
    expect((await message()).status).toBe(200);
    expect(await message()).toMatchObject({ status: 409, body: { code: "DUPLICATE_MESSAGE" } });
    await settled();
    expect(await conversations()).toHaveLength(1);
  });

  test("that later posts the same work again gets it done again", async () => {
    const { clock, create, conversations, send, settled } = await board({ coder: () => "done" });
    const { id } = await create({ ...card, status: "in_progress" });
    await settled();
    clock.advance(60_000);
    await send(work(id));
    await settled();
    expect(await conversations()).toHaveLength(2);
  });

  test("whose message about a task has other text keeps the message, and the answer becomes a comment", async () => {
    const { create, get, conversations, send, settled } = await board({ coder: () => "noted" });
    const { id } = await create({ ...card, status: "in_progress" });
    await send(`@coder please use blue\n\n[task:${id}]`);
    await send(`@reviewer Build\n\nthe thing\n\n[task:${id}]`);
    await settled();
    expect(await conversations()).toHaveLength(3);
    expect(await get(id)).toMatchObject({ commentCount: 3 });
  });

  test("whose message is about a task prevents neither its dispatch nor its review", async () => {
    const open: (() => void)[] = [];
    const { call, create, get, conversations, send, settled } = await board({
      coder: (prompt) =>
        prompt.includes("by the way") ? "noted" : new Promise((resolve) => open.push(() => resolve("done"))),
      reviewer: hang,
    });
    const { id } = await create(card);
    await send(`@reviewer by the way\n\n[task:${id}]`);
    await send(`@coder by the way\n\n[task:${id}]`);
    await call("PUT", `/api/tasks/${id}`, { status: "in_progress" });
    await expect.poll(() => open.length).toBe(1);
    open[0]?.();
    await expect.poll(async () => (await get(id)).status).toBe("review");
    const [, , aside] = await conversations();
    await call("POST", `/api/conversations/${aside.id}/cancel`);
    await settled();
    expect(await get(id)).toMatchObject({ status: "review", dispatchError: null });
  });

  test("that names an unknown task is treated as an ordinary sender", async () => {
    const { send, settled, conversations } = await board();
    expect((await send(work("task_gone"))).status).toBe(200);
    await settled();
    expect(await conversations()).toHaveLength(1);
  });
});

describe("an agent's run", () => {
  const run = (agentId: string, conversationId = "conv_other", runId = "run_1"): RunPrincipal => ({
    kind: "run",
    runId,
    agentId,
    conversationId,
  });
  const toCaller = (principal: RunPrincipal) => toTaskCaller(buildContext(principal));
  const refusal = (promise: Promise<unknown>) => promise.catch((error: AppError) => error.code);

  test("changes its own tasks and those of its team, never others", async () => {
    const { tasks, create, get, send } = await board();
    const own = await create({ title: "a", assignee: "coder" });
    const teams = await create({ title: "b", assignee: "dev" });
    const others = await create({ title: "c", assignee: "reviewer" });
    const coder = toCaller(run("coder", (await send("@coder hello")).body.conversationId));
    await tasks.update(own.id, { status: "done" }, coder);
    await tasks.update(teams.identifier, { status: "review" }, coder);
    expect(await refusal(tasks.update(others.id, { status: "done" }, coder))).toBe("FORBIDDEN");
    expect(await refusal(tasks.comment(others.id, said, coder))).toBe("FORBIDDEN");
    expect((await get(own.id)).status).toBe("done");
    expect((await get(others.id)).status).toBe("backlog");
  });

  test("changes the task of its conversation, whoever it is assigned to", async () => {
    const { tasks, create, get } = await board({ coder: hang });
    const { id, conversationId } = await create({ title: "a", assignee: "coder", status: "in_progress" });
    const helper = toCaller(run("reviewer", conversationId));
    await tasks.update(id, { status: "done" }, helper);
    const comment = await tasks.comment(id, said, helper);
    expect(comment).toMatchObject({ author: "reviewer", author_type: "agent" });
    expect((await get(id)).status).toBe("done");
  });

  test("moves its own task to in_progress without getting it as a message, and dispatches no other agent's task", async () => {
    const { tasks, create, conversations, send } = await board();
    const own = await create({ title: "a", assignee: "coder" });
    const coder = toCaller(run("coder", (await send("@coder hello")).body.conversationId));
    await tasks.update(own.id, { status: "in_progress" }, coder);
    expect(await conversations()).toHaveLength(1);
    const forOther = { title: "x", assignee: "reviewer" };
    expect(await refusal(tasks.create({ ...forOther, status: "in_progress" }, coder))).toBe("FORBIDDEN");
    expect(await refusal(tasks.update(own.id, { assignee: "reviewer" }, coder))).toBe("FORBIDDEN");
    const made = await tasks.create({ ...forOther, status: "todo" }, coder);
    await tasks.update(made.id, { title: "y" }, coder);
    expect(await refusal(tasks.update(made.id, { status: "in_progress" }, coder))).toBe("FORBIDDEN");
    expect(await conversations()).toHaveLength(1);
  });

  test("creates a limited number of tasks and comments", async () => {
    const { tasks } = await board();
    const coder = toCaller(run("coder"));
    for (let n = 0; n < 20; n += 1) await tasks.create({ title: `${n}` }, coder);
    expect(await refusal(tasks.create({ title: "more" }, coder))).toBe("RATE_LIMITED");
    for (let n = 0; n < 50; n += 1) await tasks.comment("T-1", said, coder);
    expect(await refusal(tasks.comment("T-1", said, coder))).toBe("RATE_LIMITED");
    const next = toCaller(run("coder", "conv_other", "run_2"));
    expect((await tasks.create({ title: "next" }, next)).identifier).toBe("T-21");
  });

  const said = { author: "Boss", authorType: "user", content: "approved" } as const;
});
