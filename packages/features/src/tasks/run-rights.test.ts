import { settingsSchema } from "@tinyagi/contracts";
import type { Store, TaskRow } from "@tinyagi/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conversationRow, createTempStore, repeatingStore } from "../../../kernel/src/store/fixture.js";
import { taskRow } from "../../../kernel/src/store/statement/fixture.js";
import { createBoardFixture as board, toRefusal } from "./fixture.js";
import { createRunRights, RUN_COMMENTS_MAX, RUN_TASKS_MAX } from "./run-rights.js";

const RUN = { runId: "run_1", agentId: "coder", conversationId: "c1" };
const LIMITED = { code: "RATE_LIMITED" };
const FORBIDDEN = expect.objectContaining({ code: "FORBIDDEN" });

async function makeTasks(store: Store, count: number, rights: ReturnType<typeof createRunRights>) {
  const made = Array.from({ length: count }, (_, index) =>
    store.write(() => rights.count(RUN, { taskId: `t${index}-${Math.random()}` })),
  );
  return await Promise.allSettled(made);
}

test("a storage fault does not use up what a run may create", async () => {
  await using temp = createTempStore();
  const store = repeatingStore(temp.store);
  const rights = createRunRights({ store: temp.store, settings: () => settingsSchema.parse({}) });
  for (let index = 0; index < RUN_TASKS_MAX; index += 1) {
    const taskId = () => `task_${Math.random()}`;
    await store.write(() => rights.count(RUN, { taskId: taskId() }));
  }
  for (let index = 0; index < RUN_COMMENTS_MAX; index += 1)
    await store.write(() => rights.count(RUN, "comment"));
  await expect(store.write(() => rights.count(RUN, { taskId: "one more" }))).rejects.toMatchObject(LIMITED);
  await expect(store.write(() => rights.count(RUN, "comment"))).rejects.toMatchObject(LIMITED);
});

test("a run cannot exceed its limit with many tasks at once", async () => {
  await using temp = createTempStore();
  const rights = createRunRights({ store: temp.store, settings: () => settingsSchema.parse({}) });
  const outcomes = await makeTasks(temp.store, RUN_TASKS_MAX + 5, rights);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(RUN_TASKS_MAX);
});

describe("an agent's run may change", () => {
  const of = (
    assignee: string,
    assignee_type: "agent" | "team" | "",
    conversation_id: string | null = null,
  ) => taskRow("a", { assignee, assignee_type, conversation_id });
  test.each([
    ["a task of its agent", of("coder", "agent"), true],
    ["a task of its team", of("dev", "team"), true],
    ["a task that its conversation works on", of("reviewer", "agent", "c1"), true],
    ["a task of another agent", of("reviewer", "agent"), false],
    ["a task of another team", of("other", "team"), false],
    ["a task without an assignee", of("", ""), false],
    ["a team with the name of its agent", of("coder", "team"), false],
  ])("%s", async (_name, task, allowed) => {
    await using fixture = board();
    fixture.store.conversations.insert(conversationRow("c1"));
    const check = () => createRunRights(fixture.parts).mayChange(task, RUN);
    if (allowed) expect(check).not.toThrow();
    else expect(check).toThrow(FORBIDDEN);
  });

  test("no task of its agent when it works for a member: those are the owners'", async () => {
    await using fixture = board();
    fixture.store.conversations.insert(conversationRow("c1", { channel: "telegram", sender_id: "7" }));
    const rights = createRunRights(fixture.parts);
    expect(() => rights.mayChange(of("coder", "agent"), RUN)).toThrow(FORBIDDEN);
    expect(rights.maySee(of("coder", "agent"), RUN)).toBe(false);
    expect(rights.maySee(of("coder", "agent", "c1"), RUN)).toBe(true);
    expect(rights.maySeeBoard(RUN)).toBe(false);
  });

  test("the task that its conversation is about, with any assignee", async () => {
    await using fixture = board();
    const task = of("reviewer", "agent");
    fixture.store.conversations.insert(conversationRow("c1", { task_id: task.id }));
    const rights = createRunRights(fixture.parts);
    expect(() => rights.mayChange(task, RUN)).not.toThrow();
    expect(() => rights.mayChange({ ...task, id: "other" }, RUN)).toThrow(FORBIDDEN);
  });

  test("tasks it created, which other runs of the agent may not, unless the write was rolled back", async () => {
    await using fixture = board();
    const rights = createRunRights(fixture.parts);
    const task = of("reviewer", "agent");
    const failing = fixture.store.write(() => {
      rights.count(RUN, { taskId: task.id });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(() => rights.mayChange(task, RUN)).toThrow(FORBIDDEN);
    await fixture.store.write(() => rights.count(RUN, { taskId: task.id }));
    expect(() => rights.mayChange(task, RUN)).not.toThrow();
    expect(() => rights.mayChange(task, { ...RUN, runId: "run_2" })).toThrow(FORBIDDEN);
  });
});

describe("an agent's run never starts the work of another agent", () => {
  const at = (status: TaskRow["status"], assignee: string) => taskRow("a", { status, assignee });
  test.each([
    ["creates its own task in progress", undefined, at("in_progress", "coder"), true],
    ["creates another's task in todo", undefined, at("todo", "reviewer"), true],
    ["creates another's task in progress", undefined, at("in_progress", "reviewer"), false],
    ["starts its own task", at("todo", "coder"), at("in_progress", "coder"), true],
    ["starts another's task", at("todo", "reviewer"), at("in_progress", "reviewer"), false],
    [
      "gives away a task that is in progress",
      at("in_progress", "coder"),
      at("in_progress", "reviewer"),
      false,
    ],
    [
      "takes over a task that is in progress",
      at("in_progress", "reviewer"),
      at("in_progress", "coder"),
      true,
    ],
    ["gives away and finishes a task", at("in_progress", "coder"), at("review", "reviewer"), true],
    ["clears the assignee", at("in_progress", "coder"), at("in_progress", ""), true],
  ])("when it %s", async (_name, before, after, allowed) => {
    await using fixture = board();
    fixture.store.conversations.insert(conversationRow("c1"));
    const put = () => createRunRights(fixture.parts).mayPut(before, after, RUN);
    if (allowed) expect(put()).toBe(false);
    else expect(put).toThrow(FORBIDDEN);
  });
});

test("an agent's run that creates, starts and comments on tasks never starts a conversation", async () => {
  const action = fc.record({
    kind: fc.constantFrom("create" as const, "update" as const, "comment" as const),
    assignee: fc.constantFrom("coder", "reviewer", "dev", ""),
    status: fc.constantFrom("todo" as const, "in_progress" as const, "done" as const),
    pick: fc.nat(4),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 15 }), async (actions) => {
      await using fixture = board();
      fixture.store.conversations.insert(conversationRow("c1"));
      const { tasks } = fixture;
      const caller = { name: "agent:coder", run: RUN };
      for (const { kind, pick, ...fields } of actions) {
        const ref = `T-${pick + 1}`;
        const said = { author: "x", authorType: "user" as const, content: "x" };
        if (kind === "create") await toRefusal(tasks.create({ title: "t", ...fields }, caller));
        else if (kind === "update") await toRefusal(tasks.update(ref, fields, caller));
        else await toRefusal(tasks.comment(ref, said, caller));
      }
      expect([fixture.handed, fixture.events().filter((type) => type === "task.dispatched")]).toEqual([
        [],
        [],
      ]);
      for (const task of tasks.list({ limit: 99 })) expect(task.conversation_id).toBeNull();
    }),
    { numRuns: 15 },
  );
});
