/** Handing a task over, and updating it when the conversation ends. @requirement TASK-1 */
import { AppError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { conversationRow, messageRow, repeatingStore } from "../../../kernel/src/store/fixture.js";
import { replyRow, taskRow } from "../../../kernel/src/store/statement/fixture.js";
import { isHandedOver, SAME_MOVE_MS } from "./dispatch.js";
import { ADA, createBoardFixture as board, toRefusal } from "./fixture.js";
import { createTasks } from "./tasks.js";

const WORK = { title: "Build", description: "it", assignee: "coder", status: "in_progress" } as const;

describe("a task is handed over", () => {
  const at = (status: "todo" | "in_progress", assignee = "coder") => taskRow("a", { status, assignee });
  test.each([
    ["when it is created in progress", undefined, at("in_progress"), true],
    ["when it enters in_progress", at("todo"), at("in_progress"), true],
    ["when it gets another assignee there", at("in_progress", "reviewer"), at("in_progress"), true],
    ["not when nothing changed", at("in_progress"), at("in_progress"), false],
    ["not without an assignee", at("todo", ""), at("in_progress", ""), false],
    ["not outside in_progress", at("todo", "reviewer"), at("todo"), false],
  ])("%s", (_name, before, after, expected) => {
    expect(isHandedOver(before, after)).toBe(expected);
  });

  test("with its text, its sender and its id, in the same write", async () => {
    await using fixture = board();
    const { tasks, handed, clock } = fixture;
    const row = await tasks.create(WORK, ADA);
    expect(handed).toEqual([
      {
        text: `Build\n\nit\n\n[task:${row.id}]`,
        channel: "task",
        sender: "Ada",
        target: "coder",
        taskId: row.id,
        messageId: expect.stringContaining(`${row.id}:`),
      },
    ]);
    expect(row).toMatchObject({
      dispatched_at: clock.now(),
      conversation_id: expect.stringMatching(/^conv_/),
    });
    expect(tasks.get(row.id)).toEqual(row);
  });

  test("once, even when the write has to be repeated", async () => {
    await using fixture = board();
    const tasks = createTasks({ ...fixture.parts, store: repeatingStore(fixture.store) });
    const row = await tasks.create(WORK, ADA);
    expect(fixture.handed).toHaveLength(1);
    expect(fixture.store.tasks.conversations(row.id, 9)).toHaveLength(1);
    expect(row.identifier).toBe("T-1");
    expect(fixture.events()).toEqual(["task.created", "task.dispatched"]);
  });

  test("once when it is moved out and in again while the work is open", async () => {
    await using fixture = board();
    const { tasks, handed } = fixture;
    const row = await tasks.create(WORK, ADA);
    for (const status of ["todo", "in_progress"] as const) await tasks.update(row.id, { status }, ADA);
    expect([handed.length, tasks.get(row.id).conversation_id]).toEqual([1, row.conversation_id]);
    await fixture.end(row.conversation_id ?? "", { text: "done" });
    await tasks.update(row.id, { status: "in_progress" }, ADA);
    expect(handed).toHaveLength(2);
  });

  test.each([
    ["UNKNOWN_AGENT", "stays and shows why"],
    ["NO_AGENTS", "stays and shows why"],
    ["STORE_UNAVAILABLE", "is not saved"],
  ] as const)("a refusal with %s: the task %s", async (code, what) => {
    await using fixture = board();
    const { tasks, state, store } = fixture;
    state.refusal = new AppError(code, "refused");
    const outcome = await toRefusal(tasks.create(WORK, ADA));
    if (what === "is not saved") {
      expect([outcome, store.tasks.count()]).toEqual([code, 0]);
      return;
    }
    expect(tasks.get("T-1")).toMatchObject({
      status: "in_progress",
      dispatch_error: "refused",
      conversation_id: null,
    });
    expect(fixture.events()).toEqual(["task.created", "task.dispatch_failed"]);
    state.refusal = undefined;
    expect((await tasks.update("T-1", { status: "todo" }, ADA)).dispatch_error).toBeNull();
    expect((await tasks.update("T-1", { status: "in_progress" }, ADA)).dispatch_error).toBeNull();
    expect(fixture.handed).toHaveLength(1);
  });

  test.each([
    ["agent", "coder"],
    ["team", "dev"],
  ])("a %s that was deleted is named in the error", async (kind, assignee) => {
    await using fixture = board();
    await fixture.tasks.create({ ...WORK, assignee, status: "todo" }, ADA);
    fixture.state.settings = { language: "en", agents: {}, teams: {} };
    const moved = await fixture.tasks.update("T-1", { status: "in_progress" }, ADA);
    expect(moved.dispatch_error).toContain(`${kind} @${assignee}`);
    expect(fixture.handed).toEqual([]);
  });
});

describe("when the conversation of a task ends", () => {
  test.each([
    ["an answer", { text: " done " }, "review", null, ["done"]],
    ["an empty answer", { text: " " }, "review", null, []],
    ["a failure", { error: "no network" }, "in_progress", "no network", ["no network"]],
    ["a cancellation", "cancelled" as const, "in_progress", "cancelled", ["cancelled"]],
  ])("with %s", async (_name, outcome, status, error, comments) => {
    await using fixture = board();
    const { tasks } = fixture;
    const row = await tasks.create(WORK, ADA);
    await fixture.end(row.conversation_id ?? "", outcome);
    const after = tasks.get(row.id);
    expect(after.status).toBe(status);
    if (error === null) expect(after.dispatch_error).toBeNull();
    else expect(after.dispatch_error).toContain(error);
    const written = tasks.comments(row.id, 9);
    expect(written.map((comment) => [comment.author, comment.author_type])).toEqual(
      comments.map(() => ["coder", "agent"]),
    );
    for (const [index, text] of comments.entries()) expect(written[index]?.content).toContain(text);
  });

  test("a task that its agent moved keeps its column", async () => {
    await using fixture = board();
    const { tasks } = fixture;
    const row = await tasks.create(WORK, ADA);
    await tasks.update(row.id, { status: "done" }, ADA);
    await fixture.end(row.conversation_id ?? "", { text: "done" });
    expect(tasks.get(row.id)).toMatchObject({ status: "done", dispatch_error: null });
  });

  test("only the last dispatch moves the task; an earlier one adds its comment", async () => {
    await using fixture = board();
    const { tasks } = fixture;
    const first = await tasks.create(WORK, ADA);
    const second = await tasks.update(first.id, { assignee: "reviewer" }, ADA);
    expect(second.conversation_id).not.toBe(first.conversation_id);
    await fixture.end(first.conversation_id ?? "", { error: "no network" });
    expect(tasks.get(first.id)).toMatchObject({ status: "in_progress", dispatch_error: null });
    await fixture.end(second.conversation_id ?? "", { text: "fine" });
    expect(tasks.get(first.id)).toMatchObject({ status: "review", conversation_id: second.conversation_id });
    expect(tasks.comments(first.id, 9).map((comment) => comment.author)).toEqual(["coder", "reviewer"]);
  });

  test("a retry of failed work moves the task when it succeeds", async () => {
    await using fixture = board();
    const { tasks, store, clock } = fixture;
    const row = await tasks.create(WORK, ADA);
    await fixture.end(row.conversation_id ?? "", { error: "no network" });
    clock.advance(5);
    store.conversations.insert(
      conversationRow("retry", {
        channel: "task",
        task_id: row.id,
        follow_up_of: row.conversation_id,
        created_at: clock.now(),
      }),
    );
    store.messages.insert(messageRow("coder", { conversation_id: "retry" }));
    await fixture.end("retry", { text: "done" });
    expect(tasks.get(row.id)).toMatchObject({
      status: "review",
      dispatch_error: null,
      conversation_id: "retry",
    });
  });

  test("a conversation about the task that is not its dispatch only adds comments", async () => {
    await using fixture = board();
    const { tasks, store } = fixture;
    const row = await tasks.create({ title: "a", assignee: "coder" }, ADA);
    store.conversations.insert(conversationRow("talk", { task_id: row.id }));
    store.messages.insert(messageRow("reviewer", { conversation_id: "talk" }));
    await fixture.end("talk", { text: "an opinion" });
    expect(tasks.get(row.id)).toEqual(row);
    expect(tasks.comments(row.id, 9)).toMatchObject([{ author: "reviewer", content: "an opinion" }]);
  });

  test("replies on the channel of tasks count as delivered, those of other channels wait", async () => {
    await using fixture = board();
    const { tasks, store } = fixture;
    const row = await tasks.create(WORK, ADA);
    const own = row.conversation_id ?? "";
    store.conversations.insert(conversationRow("web", { channel: "web" }));
    for (const [key, conversation_id] of [
      ["k1", own],
      ["k2", "web"],
    ] as const)
      store.outbox.insert(replyRow(key, { conversation_id }));
    await fixture.end(own, { text: "done" });
    await fixture.end("web", { text: "done" });
    expect([store.outbox.get(1)?.status, store.outbox.get(2)?.status]).toEqual(["acked", "pending"]);
    expect(fixture.events().filter((type) => type === "reply.delivered")).toHaveLength(1);
  });
});

describe("a message that names a task at its end", () => {
  const toText = (id: string) => `@coder Build\n\nit\n\n[task:${id}]`;
  const send = (fixture: ReturnType<typeof board>, text: string, target: string | null = "coder") =>
    fixture.tasks.acceptMessage(
      { text, target, channel: "web", messageId: "m1", caller: ADA },
      async (taskId) => () => {
        const message = { text, channel: "web", sender: "Ada", target: "coder", messageId: "m1" };
        const accepted = fixture.accept({ ...message, taskId: taskId ?? "" });
        return { ...accepted, messageId: "m1", agents: ["coder"], linked: taskId !== undefined };
      },
    );

  test.each(["no tag", "[task:task_none]", "[task:task_none] and more"])(
    "%j is an ordinary message",
    async (text) => {
      await using fixture = board();
      expect(await send(fixture, text)).toMatchObject({ linked: false });
    },
  );

  test("is the dispatch when no agent works on the task yet; saving the move starts nothing", async () => {
    await using fixture = board();
    const row = await fixture.tasks.create({ ...WORK, status: "todo" }, ADA);
    const { conversationId } = await send(fixture, toText(row.id));
    expect(fixture.tasks.get(row.id).conversation_id).toBe(conversationId);
    await fixture.tasks.update(row.id, { status: "in_progress" }, ADA);
    expect(fixture.handed).toHaveLength(1);
  });

  test("is answered with the conversation that already works on it, and is not stored", async () => {
    await using fixture = board();
    const row = await fixture.tasks.create(WORK, ADA);
    const before = fixture.handed.length;
    expect(await send(fixture, toText(row.id))).toEqual({
      conversationId: row.conversation_id,
      messageId: fixture.handed[0]?.messageId,
      agents: ["coder"],
    });
    expect([fixture.handed.length, fixture.store.tasks.conversations(row.id, 9).length]).toEqual([before, 1]);
  });

  test("belongs to a move for a limited time, and is new work afterwards", async () => {
    await using fixture = board();
    const row = await fixture.tasks.create(WORK, ADA);
    await fixture.end(row.conversation_id ?? "", { text: "quick" });
    fixture.clock.advance(SAME_MOVE_MS);
    expect(await send(fixture, toText(row.id))).toMatchObject({ conversationId: row.conversation_id });
    fixture.clock.advance(1);
    expect(await send(fixture, toText(row.id))).toMatchObject({ linked: true });
    expect(fixture.handed).toHaveLength(2);
  });

  test("with other words is new work for which the task gets the comment", async () => {
    await using fixture = board();
    const row = await fixture.tasks.create(WORK, ADA);
    const { conversationId } = await send(fixture, `What about tests? [task:${row.id}]`);
    expect(conversationId).not.toBe(row.conversation_id);
    expect(fixture.tasks.get(row.id).conversation_id).toBe(row.conversation_id);
  });

  test("a move saved after a quick answer goes straight to review, or shows the failure", async () => {
    for (const [outcome, expected] of [
      [{ text: "quick" }, { status: "review", dispatch_error: null }],
      [
        { error: "no network" },
        { status: "in_progress", dispatch_error: expect.stringContaining("no network") },
      ],
    ] as const) {
      await using fixture = board();
      const row = await fixture.tasks.create({ ...WORK, status: "todo" }, ADA);
      const { conversationId } = await send(fixture, toText(row.id));
      await fixture.end(conversationId, outcome);
      await fixture.tasks.update(row.id, { status: "in_progress" }, ADA);
      expect(fixture.tasks.get(row.id)).toMatchObject(expected);
      expect(fixture.handed).toHaveLength(1);
    }
  });
});
