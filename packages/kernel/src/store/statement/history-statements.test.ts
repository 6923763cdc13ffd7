import { describe, expect, test } from "vitest";
import { conversationRow, createMemoryStore } from "../fixture.js";

describe("histories", () => {
  test("are read newest first, after an id or a time, of one agent or all", async () => {
    await using store = createMemoryStore();
    const { history } = store;
    const add = (agent: string, content: string, at: number) =>
      history.addAgentMessage({
        agent_id: agent,
        role: "user",
        channel: "api",
        sender: "tester",
        message_id: "m",
        content,
        created_at: at,
      });
    for (const [index, agent] of ["a", "b", "a"].entries()) add(agent, `t${index}`, index * 10);
    const texts = (agent: string | null, filter: object = {}) =>
      history.agentMessages(agent, { limit: 10, ...filter }).map((row) => row.content);
    expect(texts("a")).toEqual(["t2", "t0"]);
    expect(texts(null)).toEqual(["t2", "t1", "t0"]);
    expect(texts(null, { limit: 1 })).toEqual(["t2"]);
    expect(texts("a", { sinceId: 1 })).toEqual(["t2"]);
    expect(texts("a", { sinceId: 3 })).toEqual([]);
    expect(texts(null, { since: 10 })).toEqual(["t2", "t1"]);
  });

  test("find the prompts that contain a text, among the newest", async () => {
    await using store = createMemoryStore();
    const { history } = store;
    const add = (role: "user" | "assistant", content: string, agent = "a") =>
      history.addAgentMessage({
        agent_id: agent,
        role,
        channel: "api",
        sender: "tester",
        message_id: "m",
        content,
        created_at: 0,
      });
    add("user", "old /files/1");
    add("user", "see /files/2 and 100%");
    add("assistant", "wrote /files/3");
    add("user", "of another /files/4", "b");
    add("user", "see\0/files/5");
    add("user", "nothing");
    expect(history.promptsWith("a", "/files/", 4)).toEqual(["see\0/files/5", "see /files/2 and 100%"]);
    expect(history.promptsWith("a", "/files/", 10)).toHaveLength(3);
    expect(history.promptsWith("a", "/FILES/", 10)).toEqual([]);
  });

  test("keep rooms apart", async () => {
    await using store = createMemoryStore();
    const { history } = store;
    const ids = ["one", "two"].map((team) =>
      history.addChatMessage({ team_id: team, from_agent: "a", message: team, created_at: 0 }),
    );
    expect(ids).toEqual([1, 2]);
    expect(history.chatMessages("two", { limit: 5 })).toMatchObject([{ id: 2, message: "two" }]);
  });
});

describe("notes and sessions", () => {
  test("notes are delivered once, oldest first", async () => {
    await using store = createMemoryStore();
    const { history } = store;
    for (const note of ["first", "second"]) history.addNote("a", note, 0);
    history.addNote("b", "other", 0);
    expect(history.takeNotes("a")).toEqual(["first", "second"]);
    expect(history.takeNotes("a")).toEqual([]);
    expect(history.takeNotes("b")).toEqual(["other"]);
  });

  test("a session is replaced, not duplicated, and all sessions of an agent are deleted together", async () => {
    await using store = createMemoryStore();
    const { history } = store;
    const put = (scope: string, id: string) =>
      history.putSession({
        agent_id: "a",
        scope,
        harness: "codex",
        session_id: id,
        totals: null,
        updated_at: 0,
      });
    put("agent", "s1");
    put("agent", "s2");
    put("c1", "s3");
    expect(history.getSession("a", "agent", "codex")?.session_id).toBe("s2");
    expect(history.getSession("a", "agent", "claude")).toBeUndefined();
    expect(history.dropSessions("a")).toBe(2);
    expect(history.getSession("a", "c1", "codex")).toBeUndefined();
  });

  test("settings revisions are numbered", async () => {
    await using store = createMemoryStore();
    const row = { author: "cli", paths: "[]", content: "{}", created_at: 0 };
    expect([store.history.addRevision(row), store.history.addRevision(row)]).toEqual([1, 2]);
  });
});

describe("conversations and runs", () => {
  test("a conversation is unique by channel and inbound id, and closes once", async () => {
    await using store = createMemoryStore();
    const { conversations } = store;
    conversations.insert(conversationRow("c1"));
    expect(() => conversations.insert(conversationRow("c2", { inbound_id: "in_c1" }))).toThrow("UNIQUE");
    conversations.insert(conversationRow("c3", { inbound_id: "in_c1", channel: "web" }));
    expect(conversations.findInbound("web", "in_c1")?.id).toBe("c3");
    conversations.insert(conversationRow("c4", { reply_to_id: "thread", channel: "web" }));
    expect(conversations.findThread("web", "thread")?.id).toBe("c4");
    expect(conversations.findThread("api", "thread")).toBeUndefined();
    expect([conversations.close("c1", "closed", 5), conversations.close("c1", "cancelled", 6)]).toEqual([
      1, 0,
    ]);
    expect(conversations.get("c1")).toMatchObject({ status: "closed", closed_at: 5 });
  });

  test("lists match every given filter, newest first", async () => {
    await using store = createMemoryStore();
    const { conversations, runs } = store;
    for (let n = 1; n <= 4; n += 1) {
      conversations.insert(conversationRow(`c${n}`, { created_at: n }));
      runs.insert({
        id: `r${n}`,
        message_row_id: n,
        conversation_id: `c${n}`,
        parent_run_id: n === 1 ? null : "r1",
        root_run_id: "r1",
        depth: n === 1 ? 0 : 1,
        agent_id: n % 2 === 0 ? "even" : "odd",
        harness: "demo",
        provider: "demo",
        model: null,
        attempt: 1,
        boot_id: "b1",
        created_at: n,
      });
    }
    conversations.close("c4", "closed", 9);
    runs.end("r4", { status: "failed", error: "x", now: 9 });
    const listIds = (filter: object) => conversations.list({ limit: 10, ...filter }).map((row) => row.id);
    expect(listIds({})).toEqual(["c4", "c3", "c2", "c1"]);
    expect(listIds({ status: "open", before: 3 })).toEqual(["c2", "c1"]);
    expect(listIds({ messageId: "in_c3" })).toEqual(["c3"]);
    expect(listIds({ messageId: "in_c3", status: "closed" })).toEqual([]);
    expect(listIds({ limit: 1, status: undefined })).toEqual(["c4"]);
    const runsOf = (filter: object) => runs.list({ limit: 10, ...filter }).map((row) => row.id);
    expect(runsOf({ agent: "even" })).toEqual(["r4", "r2"]);
    expect(runsOf({ agent: "even", status: "failed", before: 5 })).toEqual(["r4"]);
    expect(runsOf({ agent: "even", status: "completed" })).toEqual([]);
    expect(runsOf({ status: "starting" })).toEqual(["r3", "r2", "r1"]);
    expect(runsOf({ status: "starting", agent: "odd", before: 3, limit: 1 })).toEqual(["r1"]);
    expect(runsOf({ status: "starting", conversation: "c2" })).toEqual(["r2"]);
    expect(runsOf({ status: "running" })).toEqual([]);
    expect(runsOf({ status: "failed" })).toEqual(["r4"]);
    expect(runsOf({ status: "interrupted" })).toEqual([]);
    expect(runsOf({ conversation: "c2" })).toEqual(["r2"]);
    expect(runs.underRoot("r1").map((row) => row.id)).toEqual(["r1", "r2", "r3", "r4"]);
    expect(runs.stray("b1")).toEqual([]);
    expect(runs.stray("b2").map((row) => row.id)).toEqual(["r1", "r2", "r3"]);
  });

  test("a finished run cannot start or end again", async () => {
    await using store = createMemoryStore();
    const { runs } = store;
    const base = {
      message_row_id: 1,
      conversation_id: "c",
      parent_run_id: null,
      root_run_id: "r1",
      depth: 0,
    };
    runs.insert({
      ...base,
      id: "r1",
      agent_id: "a",
      harness: "",
      provider: "",
      model: null,
      attempt: 1,
      boot_id: "b",
      created_at: 1,
    });
    expect(runs.end("r1", { status: "completed", output: "ok", usage: { estimated: true }, now: 4 })).toBe(1);
    expect(runs.end("r1", { status: "failed", now: 5 })).toBe(0);
    expect(runs.started("r1", { pid: 1, start: null, now: 6 })).toBe(0);
    expect(runs.get("r1")).toMatchObject({
      status: "completed",
      started_at: 1,
      finished_at: 4,
      cost_estimated: 1,
      pid: null,
    });
  });
});
