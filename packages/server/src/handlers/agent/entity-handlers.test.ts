import { describe, expect, test } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

const KEY = "sk-1234567890abcdefghijkl";
const WHOLE = { name: "Coder", provider: "demo", model: "m1", role: "writes code" };

describe("PUT /api/agents/:id", () => {
  test("a new agent needs name, provider and model; a refusal has the words of 0.0.20 and stores nothing", async () => {
    const f = await createHandlerFixture({ agents: agents("a") });
    for (const body of [
      {},
      { name: "X" },
      { name: "X", provider: "demo" },
      { model: "m", provider: "demo" },
    ]) {
      const { status, body: answer } = await f.call("PUT", "/api/agents/coder", body);
      expect(status).toBe(400);
      expect(answer.error).toBe("name, provider, and model are required");
    }
    expect(Object.keys(f.current.settings.agents)).toEqual(["a"]);
    expect(f.workspaces).toEqual([]);
  });

  test("a new agent gets a workspace; an existing one keeps absent fields and loses fields set to null", async () => {
    const f = await createHandlerFixture({});
    const made = await f.call("PUT", "/api/agents/coder", WHOLE);
    expect(made).toMatchObject({ status: 200, body: { ok: true, provisioned: true, agent: WHOLE } });
    expect(f.workspaces).toEqual(["coder"]);
    const changed = await f.call("PUT", "/api/agents/coder", { model: "m2" });
    expect(changed.body).toMatchObject({ provisioned: false, agent: { ...WHOLE, model: "m2" } });
    const removed = await f.call("PUT", "/api/agents/coder", { role: null });
    expect(removed.body.agent).not.toHaveProperty("role");
    expect(f.current.settings.agents.coder).toEqual({ name: "Coder", provider: "demo", model: "m2" });
  });

  test("simultaneous changes of two callers are both kept", async () => {
    const f = await createHandlerFixture({ agents: { coder: WHOLE } });
    await Promise.all([
      f.call("PUT", "/api/agents/coder", { model: "m2" }),
      f.call("PUT", "/api/agents/coder", { role: "reviews" }),
      f.call("PUT", "/api/settings", { monitoring: { heartbeat_interval: 60 } }),
    ]);
    expect(f.current.settings.agents.coder).toMatchObject({ model: "m2", role: "reviews" });
    expect(f.current.settings.monitoring.heartbeat_interval).toBe(60);
  });

  test("environment values are masked, and sending a mask back keeps the stored value", async () => {
    const f = await createHandlerFixture({ agents: { coder: { ...WHOLE, env: { API_KEY: KEY } } } });
    const shown = (await f.call("GET", "/api/agents")).body.coder.env.API_KEY;
    expect(shown).not.toBe(KEY);
    const put = await f.call("PUT", "/api/agents/coder", { env: { API_KEY: shown, OTHER: "plain-value" } });
    expect(put.status).toBe(200);
    expect(JSON.stringify(put.body)).not.toContain(KEY);
    expect(f.current.settings.agents.coder?.env).toEqual({ API_KEY: KEY, OTHER: "plain-value" });
  });

  test.each([
    [{ name: "" }],
    [{ provider: "nobody" }],
    [{ model: "--help" }],
    [{ name: null }],
    [{ surprise: 1 }],
    [{ permissions: "root" }],
  ])("the change %j is refused and the agent stays unchanged", async (body) => {
    const f = await createHandlerFixture({ agents: { coder: WHOLE } });
    const before = JSON.stringify(f.current.settings);
    expect((await f.call("PUT", "/api/agents/coder", body)).status).toBe(400);
    expect(JSON.stringify(f.current.settings)).toBe(before);
  });
});

test.each([
  "..",
  "%2e%2e",
  "a%2fb",
  "__proto__",
  "constructor",
  "toString",
  "default",
  "system",
  "A",
  "a%00",
  "-x",
  "a".repeat(33),
])("the id %s is refused in every position", async (id) => {
  const f = await createHandlerFixture({ agents: agents("a") });
  const before = JSON.stringify(f.current.settings);
  const answers = await Promise.all(
    [
      f.call("PUT", `/api/agents/${id}`, WHOLE),
      f.call("DELETE", `/api/agents/${id}`),
      f.call("POST", `/api/agents/${id}/reset`),
      f.call("PUT", `/api/teams/${id}`, { name: "T", agents: ["a"], leader_agent: "a" }),
      f.call("DELETE", `/api/teams/${id}`),
      f.call("POST", `/api/chatroom/${id}`, { message: "x" }),
      f.call("GET", `/api/agents/${id}/messages`),
    ].map((answer) => answer.catch(() => ({ status: 404 }))),
  );
  for (const { status } of answers) expect([400, 404, 405]).toContain(status);
  expect(JSON.stringify(f.current.settings)).toBe(before);
  expect(f.workspaces).toEqual([]);
});

test("in a chat room, since is an id below 10^12 and a time above", async () => {
  const f = await createHandlerFixture({
    agents: agents("a"),
    teams: { dev: { name: "Dev", agents: ["a"], leader_agent: "a" } },
  });
  const start = 1_700_000_000_000;
  f.store.writeNow(() => {
    for (const [index, message] of ["one", "two", "three"].entries())
      f.store.history.addChatMessage({
        team_id: "dev",
        from_agent: "a",
        message,
        created_at: start + index,
      });
  });
  const posts = async (query: string) =>
    (await f.call("GET", `/api/chatroom/dev${query}`)).body.map((row: { message: string }) => row.message);
  expect(await posts("?since=0")).toEqual(["three", "two", "one"]);
  expect(await posts("?since=2&limit=100")).toEqual(["three"]);
  expect(await posts("?since=3&limit=100")).toEqual([]);
  expect(await posts("?since=1&since_id=2")).toEqual(["three"]);
  expect(await posts(`?since=${start + 1}`)).toEqual(["three", "two"]);
  expect(await posts("?since=1000000000000")).toEqual(["three", "two", "one"]);
  expect(await posts("?before_id=3&limit=1")).toEqual(["two"]);
  expect(await posts("?before_id=1")).toEqual([]);
});

test("what posts in a room started is left out of the conversations on request, however full a page is of them", async () => {
  const f = await createHandlerFixture(
    { agents: agents("a"), teams: { dev: { name: "Dev", agents: ["a"], leader_agent: "a" } } },
    { a: () => "Hello." },
  );
  await f.call("POST", "/api/message", { message: "hi", sender: "s", senderId: "1", channel: "api" });
  await f.settled();
  for (const message of ["one", "two"]) await f.call("POST", "/api/chatroom/dev", { message });
  await f.settled();
  const channels = async (query: string): Promise<string[]> => {
    const { body } = await f.call("GET", `/api/conversations?${query}`);
    return body.map((one: { channel: string }) => one.channel);
  };
  expect(await channels("")).toEqual(["chatroom", "chatroom", "api"]);
  expect(await channels("limit=1&rooms=false")).toEqual(["api"]);
  expect(await channels("channel=chatroom")).toEqual(["chatroom", "chatroom"]);
});

test("the rooms say what is unread, until they are marked as read", async () => {
  const f = await createHandlerFixture({
    agents: agents("a"),
    teams: { dev: { name: "Dev", agents: ["a"], leader_agent: "a" } },
  });
  f.store.writeNow(() => {
    f.store.history.addChatMessage({ team_id: "dev", from_agent: "a", message: "one", created_at: 1 });
  });
  expect((await f.call("GET", "/api/chatroom")).body).toMatchObject([{ id: "dev", unread: 1 }]);
  const read = await f.call("PUT", "/api/chatroom/dev/read", { postId: 1 });
  expect(read).toMatchObject({ status: 200, body: { ok: true, room: { readId: 1, unread: 0 } } });
  expect((await f.call("PUT", "/api/chatroom/nobody/read", { postId: 1 })).status).toBe(404);
  expect((await f.call("PUT", "/api/chatroom/dev/read", { postId: -1 })).status).toBe(400);
});

describe("deleting agents", () => {
  test("removes them from their teams; the next member leads, and an empty team is deleted", async () => {
    const f = await createHandlerFixture({
      agents: agents("a", "b", "c"),
      default_agent: "a",
      teams: {
        two: { name: "Two", agents: ["a", "b"], leader_agent: "a" },
        one: { name: "One", agents: ["a"], leader_agent: "a" },
      },
    });
    expect(await f.call("DELETE", "/api/agents/a")).toEqual({ status: 200, body: { ok: true } });
    const { teams, agents: left, default_agent: standard } = f.current.settings;
    expect(Object.keys(left)).toEqual(["b", "c"]);
    expect(teams).toEqual({ two: { name: "Two", agents: ["b"], leader_agent: "b" } });
    expect(standard).toBeUndefined();
    const again = await f.call("DELETE", "/api/agents/a");
    expect(again).toMatchObject({ status: 404, body: { error: "agent 'a' not found" } });
  });

  test("resetting removes the sessions of an existing agent", async () => {
    const f = await createHandlerFixture({ agents: agents("a") });
    f.store.writeNow(() =>
      f.store.history.putSession({
        agent_id: "a",
        scope: "agent",
        harness: "demo",
        session_id: "s",
        totals: null,
        updated_at: 1,
      }),
    );
    expect((await f.call("POST", "/api/agents/a/reset")).status).toBe(200);
    expect(f.store.history.getSession("a", "agent", "demo")).toBeUndefined();
    expect((await f.call("POST", "/api/agents/b/reset")).status).toBe(404);
  });
});

describe("PUT /api/teams/:id", () => {
  const TEAM = { name: "Dev", agents: ["a", "b"], leader_agent: "a" };

  test("a new team needs name, agents and leader_agent, an existing one is merged", async () => {
    const f = await createHandlerFixture({ agents: agents("a", "b") });
    const refused = await f.call("PUT", "/api/teams/dev", { name: "Dev" });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: "name, agents, and leader_agent are required" },
    });
    expect((await f.call("PUT", "/api/teams/dev", TEAM)).body).toEqual({ ok: true, team: TEAM });
    const merged = await f.call("PUT", "/api/teams/dev", { join: "leader", limits: { hops: 2 } });
    expect(merged.body.team).toMatchObject({ ...TEAM, join: "leader", limits: { hops: 2 } });
    const removed = await f.call("PUT", "/api/teams/dev", { join: null, limits: null });
    expect(removed.body.team).toEqual(TEAM);
  });

  test.each([
    [{ ...TEAM, agents: ["a", "ghost"] }],
    [{ ...TEAM, leader_agent: "c" }],
    [{ ...TEAM, agents: ["a", "a"] }],
    [{ ...TEAM, agents: [] }],
    [{ ...TEAM, agents: "a" }],
  ])("the team %j is refused", async (body) => {
    const f = await createHandlerFixture({ agents: agents("a", "b", "c") });
    expect((await f.call("PUT", "/api/teams/dev", body)).status).toBe(400);
    expect(f.current.settings.teams).toEqual({});
  });

  test("a team cannot have the id of an agent; a deleted team is 404", async () => {
    const f = await createHandlerFixture({ agents: agents("a", "b") });
    expect((await f.call("PUT", "/api/teams/a", TEAM)).status).toBe(400);
    expect(await f.call("DELETE", "/api/teams/dev")).toMatchObject({
      status: 404,
      body: { error: "team 'dev' not found" },
    });
    await f.call("PUT", "/api/teams/dev", TEAM);
    expect((await f.call("DELETE", "/api/teams/dev")).status).toBe(200);
    expect((await f.call("GET", "/api/teams")).body).toEqual({});
  });
});

describe("settings", () => {
  const withKey = { models: { provider: "anthropic", anthropic: { api_key: KEY } }, agents: agents("a") };

  test("are shown masked, and sending a masked copy back changes nothing", async () => {
    const f = await createHandlerFixture(withKey);
    const shown = (await f.call("GET", "/api/settings")).body;
    expect(JSON.stringify(shown)).not.toContain(KEY);
    expect(shown.models.anthropic.hasKey).toBe(true);
    const put = await f.call("PUT", "/api/settings", shown);
    expect(put.status).toBe(200);
    expect(JSON.stringify(put.body)).not.toContain(KEY);
    expect(f.current.settings.models.anthropic?.api_key).toBe(KEY);
  });

  test("are merged at the top level; a mask without a stored value is refused", async () => {
    const f = await createHandlerFixture(withKey);
    await f.call("PUT", "/api/settings", { limits: { hops: 3 } });
    expect(f.current.settings).toMatchObject({
      limits: { hops: 3, messages: 50 },
      models: { anthropic: { api_key: KEY } },
    });
    const forged = await f.call("PUT", "/api/settings", { models: { openai: { api_key: "sk-…wxyz" } } });
    expect(forged.status).toBe(400);
    expect(f.current.settings.models.openai).toBeUndefined();
  });

  test.each([
    [{ nonsense: 1 }],
    [{ limits: { hops: "many" } }],
    [{ default_agent: "ghost" }],
    [[]],
    ["x"],
    [null],
  ])("refuse %j and stay unchanged", async (body) => {
    const f = await createHandlerFixture(withKey);
    const before = JSON.stringify(f.current.settings);
    expect((await f.call("PUT", "/api/settings", body)).status).toBe(400);
    expect(JSON.stringify(f.current.settings)).toBe(before);
  });
});
