/** @requirement SEARCH-1 */
import { describe, expect, test } from "vitest";
import { taskRow } from "../../../kernel/src/store/statement/fixture.js";
import { toRowid } from "./entry.js";
import { createSearchFixture } from "./fixture.js";
import { toSnippet } from "./hit.js";
import { RANKED_MAX } from "./ranked.js";

describe("what is found", () => {
  test("a person's message, once however many agents received it, with its conversation", async () => {
    await using fixture = createSearchFixture();
    const id = fixture.asked("Please fix the Login page", ["coder", "reviewer"], { task: "task_1" });
    expect(await fixture.find("login")).toEqual([
      {
        kind: "message",
        title: "",
        snippet: "Please fix the Login page",
        marks: [[15, 20]],
        agent: "coder",
        time: fixture.clock.now(),
        conversationId: id,
        taskId: "task_1",
        team: null,
      },
    ]);
  });

  test("an agent's answer, with its conversation", async () => {
    await using fixture = createSearchFixture();
    const id = fixture.asked("hello", ["coder"]);
    fixture.answered(id, "coder", "The café is done");
    expect(await fixture.find("cafe")).toMatchObject([
      { kind: "reply", agent: "coder", conversationId: id, snippet: "The café is done" },
    ]);
  });

  test("posts of rooms, tasks by title and identifier, comments", async () => {
    await using fixture = createSearchFixture();
    const { store, search } = fixture;
    fixture.posted("dev", "coder", "deploy at noon");
    const task = taskRow("task_a", { identifier: "WEB-12", title: "Deploy it", description: "at noon" });
    const comment = {
      id: "cmt_a",
      task_id: task.id,
      author: "Ada",
      author_type: "user",
      content: "noon is bad",
    };
    await store.write(() => {
      store.tasks.insert(task);
      search.tasks.putTask(task);
      const row = { ...comment, author_type: "user" as const, created_at: 5 };
      store.tasks.addComment(row);
      search.tasks.putComment(row);
    });
    expect((await fixture.find("noon")).map((hit) => [hit.kind, hit.title, hit.team, hit.taskId])).toEqual(
      expect.arrayContaining([
        ["room", "", "dev", null],
        ["task", "WEB-12 Deploy it", null, "task_a"],
        ["comment", "WEB-12 Deploy it", null, "task_a"],
      ]),
    );
    expect((await fixture.find("web-12"))[0]).toMatchObject({ kind: "task" });
    expect((await fixture.find("deploy"))[0]).toMatchObject({ kind: "task" });
    await store.write(() => search.tasks.removeTask("task_a"));
    expect((await fixture.find("noon")).map((hit) => hit.kind)).toEqual(["room"]);
  });

  test("is narrowed by kind, agent, time and number", async () => {
    await using fixture = createSearchFixture();
    const id = fixture.asked("word one", ["coder"]);
    fixture.clock.advance(1_000);
    const since = fixture.clock.now();
    fixture.answered(id, "reviewer", "word two");
    fixture.posted("dev", "coder", "word three");
    const snippets = async (more: object) => (await fixture.find("word", more)).map((hit) => hit.snippet);
    expect(await snippets({ kind: "room" })).toEqual(["word three"]);
    expect(await snippets({ agent: "reviewer" })).toEqual(["word two"]);
    expect((await snippets({ since })).sort()).toEqual(["word three", "word two"]);
    expect(await snippets({ limit: 2 })).toHaveLength(2);
    await expect(fixture.find("!!!")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("messages between agents are not a person's words; imported histories count", async () => {
    await using fixture = createSearchFixture();
    const { store } = fixture;
    store.writeNow(() => {
      const row = { role: "user", channel: "api", sender: "x", created_at: 1 } as const;
      store.history.addAgentMessage({
        ...row,
        agent_id: "old",
        message_id: "m_gone",
        content: "from before",
      });
    });
    expect(await fixture.find("before")).toMatchObject([{ kind: "message", conversationId: null }]);
    const id = fixture.asked("start", ["coder"]);
    store.writeNow(() => {
      store.messages.insert({
        message_id: "internal_1",
        conversation_id: id,
        lane: "b",
        agent_id: "b",
        team_id: null,
        kind: "handoff",
        from_agent: "coder",
        parent_run_id: null,
        hop: 1,
        chain_step: null,
        text: "secretive",
        created_at: 0,
      });
      store.history.addAgentMessage({
        agent_id: "b",
        role: "user",
        channel: "api",
        sender: "coder",
        message_id: "internal_1",
        content: "secretive",
        created_at: 1,
      });
    });
    expect(await fixture.find("secretive")).toEqual([]);
  });

  test("marks cannot be forged by a text", async () => {
    await using fixture = createSearchFixture();
    fixture.asked("a \u0002fake\u0003 word <b>", ["coder"]);
    expect(await fixture.find("word")).toMatchObject([{ snippet: "a  fake  word <b>", marks: [[9, 13]] }]);
    expect(toSnippet("x\u0003y\u0002z")).toEqual({ snippet: "xyz", marks: [] });
  });
});

describe("the index", () => {
  test("is filled in the background a while after a text arrived, not in the write that accepts it", async () => {
    await using fixture = createSearchFixture();
    const { store, search, clock, journal } = fixture;
    search.start();
    await store.idle();
    fixture.asked("word", ["coder"]);
    await store.write(() =>
      journal.append("room.posted", { team: "t", fromAgent: "a", roomMessageId: 1, preview: "" }),
    );
    expect(store.search.progress("history")).toBe(0);
    clock.advance(10_000);
    await expect.poll(() => store.search.progress("history")).toBe(1);
  });

  test("reads a backlog in bounded writes, and a search waits for it", async () => {
    await using fixture = createSearchFixture();
    for (let n = 0; n < 450; n += 1) fixture.posted("dev", "coder", `post ${n}`);
    const { hits, complete } = await fixture.search.find({ q: "post", limit: 1_000 });
    expect([hits.length, complete]).toEqual([450, true]);
    expect((await fixture.find("449"))[0]?.snippet).toBe("post 449");
  });

  test("a search that does not wait for all of a large backlog reports it as incomplete", async () => {
    await using fixture = createSearchFixture();
    const { store } = fixture;
    store.writeNow(() => {
      for (let n = 0; n < 6_000; n += 1)
        store.history.addChatMessage({ team_id: "t", from_agent: "a", message: `post ${n}`, created_at: n });
    });
    expect((await fixture.search.find({ q: "post", limit: 1 })).complete).toBe(false);
    expect((await fixture.search.find({ q: "post", limit: 1 })).complete).toBe(true);
  });

  test("removes deleted texts, immediately or in a sweep", async () => {
    await using fixture = createSearchFixture();
    const { store, search } = fixture;
    const first = fixture.posted("dev", "coder", "post one");
    fixture.posted("dev", "coder", "post two");
    fixture.asked("post three", ["coder"]);
    expect(await fixture.find("post")).toHaveLength(3);
    await store.write(() => search.forget("room", [first]));
    expect(await fixture.find("post")).toHaveLength(2);
    store.db.exec("DELETE FROM chat_messages; DELETE FROM agent_messages");
    expect(await search.sweep()).toBe(2);
    expect(await fixture.find("post")).toEqual([]);
    expect(await search.sweep()).toBe(0);
  });

  test("is repaired at a start after an import wrote tasks directly", async () => {
    await using fixture = createSearchFixture();
    const { store, search } = fixture;
    store.writeNow(() => {
      for (let n = 1; n <= 600; n += 1)
        store.tasks.insert(taskRow(`task_${n}`, { identifier: `T-${n}`, title: `imported ${n}` }));
    });
    search.start();
    await store.idle();
    expect(await fixture.find("imported", { limit: 1_000 })).toHaveLength(600);
  });
});

describe("a search that matches more entries than it ranks", () => {
  const entry = (rowid: number, changes: object = {}) => ({
    rowid,
    title: "",
    body: "deploy",
    kind: "room" as const,
    ref: "dev",
    agent: "coder",
    time: 1,
    ...changes,
  });

  test("ranks the newest of each source and reports that it is capped", async () => {
    await using fixture = createSearchFixture();
    const { store, search } = fixture;
    store.writeNow(() => {
      for (let n = 0; n <= RANKED_MAX; n += 1) store.search.put(entry(toRowid("room", n), { ref: `r${n}` }));
      store.search.put(entry(toRowid("task", "task_a"), { kind: "task", title: "deploy", ref: "task_a" }));
    });
    const found = await search.find({ q: "deploy", limit: 2 * RANKED_MAX });
    expect(found.capped).toBe(true);
    expect(found.hits).toHaveLength(RANKED_MAX + 1);
    expect(found.hits.some((hit) => hit.team === "r0")).toBe(false);
    expect(found.hits.some((hit) => hit.team === `r${RANKED_MAX}`)).toBe(true);
    expect(found.hits[0]).toMatchObject({ kind: "task" });
  });

  test("is not capped when each source stays within the limit", async () => {
    await using fixture = createSearchFixture();
    const { store, search } = fixture;
    store.writeNow(() => {
      for (let n = 0; n < RANKED_MAX; n += 1) store.search.put(entry(toRowid("room", n)));
      store.search.put(entry(toRowid("history", 1), { kind: "message", ref: "" }));
    });
    expect(await search.find({ q: "deploy", limit: 1 })).toMatchObject({ capped: false });
    expect(await search.find({ q: "deploy", limit: 1, kind: "task" })).toMatchObject({ hits: [] });
  });
});
