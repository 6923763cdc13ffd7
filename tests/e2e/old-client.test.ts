/**
 * The wire of 0.0.20 as its TinyOffice, channels and skills use it: requests as they send them, answers as they read them.
 *
 * @requirement API-1 @requirement ROOM-1
 */
import { fakeDirective, waitFor, wordsOfUser } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { coder, type OldClient, openOldClient, replying } from "./support/old-client.js";
import type { Stage } from "./support/stage.js";

type Rows = Record<string, unknown>[];
const int = expect.any(Number);
const text = expect.any(String);

let stage: Stage;
let daemon: Daemon;
let fake: OldClient["fake"];
let send: OldClient["send"];
beforeAll(async () => {
  ({ stage, daemon, fake, send } = await openOldClient());
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

async function get<T = Rows>(path: string): Promise<T> {
  const answer = await daemon.call<T>("GET", path);
  expect(answer.status).toBe(200);
  return answer.body;
}
/** The reply rows of a message, once there is one. */
async function repliesTo(messageId: string): Promise<Rows> {
  return waitFor(async () => {
    const rows = (await get("/api/responses?limit=100")).filter((row) => row.messageId === messageId);
    return rows.length > 0 ? rows : undefined;
  });
}

describe("messages and responses", () => {
  test("POST /api/message takes the whole old body and gives ok and a messageId", async () => {
    const body = {
      message: "hi",
      agent: "coder",
      sender: "Ann",
      senderId: "7",
      channel: "web",
      messageId: "web_1",
    };
    const answer = await daemon.call("POST", "/api/message", { body });
    expect(answer.body).toMatchObject({ ok: true, messageId: "web_1" });
    expect(await send("only a text")).toMatch(/^api_/);
  });

  test("GET /api/responses lists newest first in the old row", async () => {
    const id = await send(replying("older"), { channel: "telegram", sender: "Ann", senderId: "42" });
    await repliesTo(id);
    const newer = await send(replying("newer"), { channel: "telegram", sender: "Ann", senderId: "42" });
    await repliesTo(newer);
    const [first, second] = await get("/api/responses?limit=2");
    expect(first).toMatchObject({ messageId: newer, message: "newer\n\n- [coder]" });
    expect(second).toEqual({
      id: int,
      channel: "telegram",
      sender: "Ann",
      senderId: "42",
      message: "older\n\n- [coder]",
      originalMessage: replying("older"),
      timestamp: int,
      messageId: id,
      agent: "coder",
    });
  });

  test("a channel fetches its pending responses oldest first and acknowledges them one by one", async () => {
    const channel = "whatsapp";
    for (const reply of ["one", "two"])
      await repliesTo(await send(replying(reply), { channel, sender: "Bob" }));
    const pending = await get(`/api/responses/pending?channel=${channel}`);
    expect(pending.map((row) => row.message)).toEqual(["one\n\n- [coder]", "two\n\n- [coder]"]);
    expect(pending[0]).not.toHaveProperty("timestamp");
    const acked = await daemon.call("POST", `/api/responses/${pending[0]?.id}/ack`);
    expect(acked.body).toEqual({ ok: true });
    expect(await get(`/api/responses/pending?channel=${channel}`)).toEqual([pending[1]]);
    expect((await daemon.call("POST", "/api/responses/999999/ack")).body).toEqual({ ok: true });
    const refused = await daemon.call("GET", "/api/responses/pending");
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ error: "channel query param required" });
  });

  test("POST /api/responses sends to a person unasked, and refuses in the old words", async () => {
    const body = { channel: "discord", sender: "Ann", message: "reminder", senderId: "9" };
    const answer = await daemon.call("POST", "/api/responses", { body });
    expect(answer.body).toEqual({ ok: true, messageId: expect.stringMatching(/^proactive_/) });
    expect(await get("/api/responses/pending?channel=discord")).toMatchObject([body]);
    const refused = await daemon.call("POST", "/api/responses", { body: { channel: "discord" } });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ error: "channel, sender, and message are required" });
  });
});

describe("the queue", () => {
  test("status, agents and processing while one runs and one waits; kill notifies the sender", async () => {
    const running = await send(fakeDirective({ hang: "init" }));
    const waiting = await send(replying("after"));
    await waitFor(() => fake.runs().at(-1)?.hanging, { what: "the agent to hang" });
    expect(await get("/api/queue/status")).toMatchObject({
      incoming: 0,
      queued: 1,
      processing: 1,
      completed: int,
      dead: int,
      outgoing: int,
    });
    expect(await get("/api/queue/agents")).toEqual([
      { agent: "coder", pending: int, queued: 1, processing: 1 },
    ]);
    const rows = await get("/api/queue/processing");
    expect(rows[0]).toEqual({
      id: int,
      messageId: running,
      channel: "api",
      sender: "API",
      message: fakeDirective({ hang: "init" }),
      agent: "coder",
      status: "processing",
      processAlive: true,
      startedAt: int,
      duration: int,
    });
    expect(rows[1]).toMatchObject({ messageId: waiting, status: "queued", processAlive: false });
    const killed = await daemon.call("POST", `/api/queue/processing/${rows[0]?.id}/kill`);
    expect(killed.body).toEqual({ ok: true, agent: "coder", processKilled: true });
    expect((await repliesTo(running))[0]?.message).toContain("stopped by the operator");
    expect((await repliesTo(waiting))[0]?.message).toBe("after\n\n- [coder]");
    const again = await daemon.call("POST", `/api/queue/processing/${rows[0]?.id}/kill`);
    expect(again.status).toBe(404);
    expect(again.body).toMatchObject({ error: "processing message not found" });
  });

  test("dead letters in the old row, newest first; retry and delete by id", async () => {
    const failing = fakeDirective({ error: "the tool broke" });
    const first = await send(failing);
    await repliesTo(first);
    await repliesTo(await send(failing));
    const dead = await get("/api/queue/dead");
    expect(dead).toHaveLength(2);
    expect(Number(dead[0]?.id)).toBeGreaterThan(Number(dead[1]?.id));
    expect(dead[1]).toMatchObject({
      id: int,
      data: {
        channel: "api",
        sender: "API",
        senderId: null,
        message: failing,
        messageId: first,
        agent: "coder",
      },
      failedReason: expect.stringContaining("the tool broke"),
      attemptsMade: 1,
      timestamp: int,
    });
    const retried = await daemon.call("POST", `/api/queue/dead/${dead[0]?.id}/retry`);
    expect(retried.body).toMatchObject({ ok: true });
    await waitFor(async () => (await get("/api/queue/dead")).length === 2, {
      what: "the retry to fail again",
    });
    for (const row of dead) {
      const answer = await daemon.call("DELETE", `/api/queue/dead/${row.id}`);
      expect(answer.body).toEqual({ ok: true });
    }
    expect(await get("/api/queue/dead")).toEqual([]);
    for (const [method, path] of [
      ["POST", `/api/queue/dead/${dead[0]?.id}/retry`],
      ["DELETE", `/api/queue/dead/${dead[0]?.id}`],
    ] as const) {
      const gone = await daemon.call(method, path);
      expect(gone.status).toBe(404);
      expect(gone.body).toMatchObject({ error: "dead message not found" });
    }
  });
});

describe("agents, teams and settings", () => {
  test("an agent is put, listed, changed without losing fields, and deleted", async () => {
    const body = { name: "New", provider: "anthropic", model: "opus" };
    const put = await daemon.call("PUT", "/api/agents/fresh", {
      body: { ...body, system_prompt: "Be brief." },
    });
    expect(put.body).toMatchObject({ ok: true, agent: body, provisioned: true });
    const again = await daemon.call("PUT", "/api/agents/fresh", { body: { ...body, name: "Newer" } });
    expect(again.body).toMatchObject({
      ok: true,
      agent: { name: "Newer", system_prompt: "Be brief." },
      provisioned: false,
    });
    expect(await get<object>("/api/agents")).toMatchObject({ coder, fresh: { name: "Newer" } });
    expect((await daemon.call("DELETE", "/api/agents/fresh")).body).toEqual({ ok: true });
    const gone = await daemon.call("DELETE", "/api/agents/fresh");
    expect(gone.status).toBe(404);
    expect(gone.body).toMatchObject({ error: "agent 'fresh' not found" });
    const refused = await daemon.call("PUT", "/api/agents/fresh", { body: { name: "X" } });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ error: "name, provider, and model are required" });
  });

  test("an agent's history holds what was said and answered, newest first, in the old row", async () => {
    const id = await send(`@reviewer ${replying("seen")}`);
    await repliesTo(id);
    const [answer, question] = await get("/api/agents/reviewer/messages?limit=2&since_id=0");
    expect(answer).toMatchObject({
      agent_id: "reviewer",
      role: "assistant",
      sender: "reviewer",
      content: "seen",
    });
    expect(question).toEqual({
      id: int,
      agent_id: "reviewer",
      role: "user",
      channel: "api",
      sender: "API",
      message_id: id,
      content: text,
      created_at: int,
    });
    expect(await get(`/api/agents/reviewer/messages?since_id=${question?.id}`)).toEqual([answer]);
    expect((await get("/api/agent-messages?limit=1"))[0]).toEqual(answer);
    expect(await get("/api/agents/nobody/messages")).toEqual([]);
  });

  test("teams are put, listed and deleted", async () => {
    const body = { name: "Two", agents: ["reviewer"], leader_agent: "reviewer" };
    expect((await daemon.call("PUT", "/api/teams/two", { body })).body).toEqual({ ok: true, team: body });
    expect(await get<object>("/api/teams")).toMatchObject({ dev: { leader_agent: "coder" }, two: body });
    expect((await daemon.call("DELETE", "/api/teams/two")).body).toEqual({ ok: true });
    const gone = await daemon.call("DELETE", "/api/teams/two");
    expect(gone.status).toBe(404);
    expect(gone.body).toMatchObject({ error: "team 'two' not found" });
    const refused = await daemon.call("PUT", "/api/teams/two", { body: { name: "Two" } });
    expect(refused.body).toMatchObject({ error: "name, agents, and leader_agent are required" });
    const unknown = await daemon.call("PUT", "/api/teams/two", { body: { ...body, agents: ["nobody"] } });
    expect(unknown.status).toBe(400);
  });

  test("a post in a chat room reaches every member and is listed; posts of agents come back there", async () => {
    fake.setControl({ agents: { reviewer: [{ reply: "[#dev: I am in.]" }] }, default: { reply: "Noted." } });
    const posted = await daemon.call<{ id: number }>("POST", "/api/chatroom/dev", {
      body: { message: " who is in? " },
    });
    expect(posted.body).toEqual({ ok: true, id: int });
    const rows = await waitFor(async () => {
      const found = await get("/api/chatroom/dev?limit=100");
      return found.length === 2 ? found : undefined;
    });
    expect(rows[1]).toEqual({
      id: posted.body.id,
      team_id: "dev",
      from_agent: "user",
      message: "who is in?",
      created_at: int,
      // Not in 0.0.20, whose clients read the fields they know.
      conversation_id: expect.stringMatching(/^conv_/),
    });
    expect(rows[0]).toMatchObject({ from_agent: "reviewer", message: "I am in." });
    expect(await get(`/api/chatroom/dev?since_id=${posted.body.id}`)).toEqual([rows[0]]);
    const prompts = () => fake.runs().map((run) => wordsOfUser(run.prompt));
    await waitFor(() => prompts().includes("[Chat room #dev — @reviewer]:\nI am in."), {
      what: "the other member",
    });
    expect(prompts().filter((prompt) => prompt === "[Chat room #dev — @user]:\nwho is in?")).toHaveLength(2);
    fake.setControl({});
    const blank = await daemon.call("POST", "/api/chatroom/dev", { body: { message: "  " } });
    expect(blank.status).toBe(400);
    expect(blank.body).toMatchObject({ error: "message is required" });
    const nowhere = await daemon.call("GET", "/api/chatroom/nowhere");
    expect(nowhere.status).toBe(404);
    expect(nowhere.body).toMatchObject({ error: "team 'nowhere' not found" });
  });

  test("settings are read whole, merged at the top level, and refused when they would break", async () => {
    const before = await get<Record<string, unknown>>("/api/settings");
    expect(before).toMatchObject({ agents: { coder }, teams: { dev: { name: "Dev" } } });
    const monitoring = { heartbeat_interval: 900 };
    const put = await daemon.call("PUT", "/api/settings", { body: { monitoring } });
    expect(put.body).toMatchObject({ ok: true, settings: { monitoring, agents: { coder } } });
    expect(await get<object>("/api/settings")).toMatchObject({ monitoring });
    // TinyOffice writes the whole object back.
    const whole = await get<object>("/api/settings");
    expect((await daemon.call("PUT", "/api/settings", { body: whole })).status).toBe(200);
    for (const body of [
      { agents: [] },
      { nonsense: 1 },
      { teams: { x: { name: "X", agents: ["no"], leader_agent: "no" } } },
    ]) {
      const refused = await daemon.call("PUT", "/api/settings", { body });
      expect(refused.status).toBe(400);
      expect(refused.body).toMatchObject({ error: text });
    }
    expect(await get<object>("/api/settings")).toEqual(whole);
  });
});

test("status and logs have their old fields", async () => {
  expect(await get<object>("/api/status")).toMatchObject({
    ok: true,
    uptime: int,
    server: { running: true, port: daemon.port },
    channels: {},
    heartbeat: { running: expect.any(Boolean), interval: int, lastSent: {} },
  });
  const { lines } = await get<{ lines: string[] }>("/api/logs?limit=1");
  expect(lines).toEqual([text]);
});

test.each(["/api/nothing", "/api/agents/coder/nothing"])("%s is not found in the old words", async (path) => {
  const answer = await daemon.call("GET", path);
  expect(answer.status).toBe(404);
  expect(answer.body).toMatchObject({ error: "Not found" });
});
