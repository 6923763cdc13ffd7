/** @requirement CONFIG-4 @requirement CONFIG-3 */
import { describe, expect, it } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

const KEY = "sk-ant-0123456789abcdefghij";

async function open(settings: Record<string, unknown> = { agents: agents("coder", "writer") }) {
  const fixture = await createHandlerFixture(settings);
  const { store, clock } = fixture;
  const revise = (content: unknown, author = "operator", paths: string[] = []): Promise<number> =>
    store.write(() =>
      store.history.addRevision({
        author,
        paths: JSON.stringify(paths),
        content: JSON.stringify(content),
        created_at: clock.now(),
      }),
    );
  return { ...fixture, revise };
}

describe("replacing whole sections", () => {
  it("replaces those sections and keeps the rest; null restores the default", async () => {
    const { call, current } = await open();
    const put = (body: unknown) => call("PUT", "/api/settings", body);
    expect((await put({ monitoring: { heartbeat_interval: 50 }, limits: { hops: 2 } })).status).toBe(200);
    expect(current.settings).toMatchObject({ monitoring: { heartbeat_interval: 50 }, limits: { hops: 2 } });
    expect((await put({ limits: null })).body).toMatchObject({ ok: true, settings: { limits: { hops: 8 } } });
    expect(Object.keys(current.settings.agents)).toEqual(["coder", "writer"]);
  });

  it.each([[[1, 2]], ["text"], [7], [null], [{ agents: null, default_agent: "coder" }], [{ nonsense: 1 }]])(
    "refuses the body %j and changes nothing",
    async (body) => {
      const { call, current } = await open();
      const before = current.settings;
      const answer = await call("PUT", "/api/settings", body);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ error: expect.any(String), code: expect.any(String) });
      expect(current.settings).toBe(before);
    },
  );
});

describe("single changes", () => {
  it("set and remove values, all or none", async () => {
    const { call, current } = await open({
      agents: agents("coder"),
      models: { anthropic: { api_key: KEY } },
    });
    const change = (changes: unknown) => call("POST", "/api/settings/change", { changes });
    const good = await change([
      { path: ["agents", "coder", "role"], value: "writes code" },
      { path: ["models", "openai", "model"], value: "gpt" },
    ]);
    expect(good.body).toMatchObject({
      ok: true,
      settings: { models: { anthropic: { api_key: "sk-…ghij" } } },
    });
    expect(current.settings.agents.coder).toMatchObject({ role: "writes code" });
    expect(current.settings.models.anthropic?.api_key).toBe(KEY);
    const bad = await change([
      { path: ["agents", "coder", "role"] },
      { path: ["limits", "hops"], value: -1 },
    ]);
    expect(bad).toMatchObject({
      status: 400,
      body: { code: "SETTINGS_INVALID", details: [{ path: "limits.hops" }] },
    });
    expect(current.settings.agents.coder).toMatchObject({ role: "writes code" });
    await change([{ path: ["agents", "coder", "role"] }]);
    expect(current.settings.agents.coder?.role).toBeUndefined();
  });

  it.each([
    [["__proto__", "x"]],
    [["agents", "__proto__", "name"]],
    [["agents", "coder", "name", "deeper"]],
    [["agents", "constructor", "name"]],
  ])("refuse the impossible path %j", async (path) => {
    const { call } = await open();
    const answer = await call("POST", "/api/settings/change", { changes: [{ path, value: "x" }] });
    expect(answer.status).toBe(400);
    expect({}).not.toHaveProperty("x");
  });
});

describe("the settings' history", () => {
  it("lists revisions newest first, in pages", async () => {
    const { call, revise } = await open();
    for (const author of ["file", "operator", "agent:coder"]) await revise({}, author, ["limits.hops"]);
    const all = await call("GET", "/api/settings/revisions");
    expect(all.body.map((row: { author: string }) => row.author)).toEqual([
      "agent:coder",
      "operator",
      "file",
    ]);
    expect(all.body[0]).toEqual({
      id: 3,
      author: "agent:coder",
      paths: ["limits.hops"],
      time: expect.any(Number),
    });
    const page = await call("GET", "/api/settings/revisions?limit=1&before=3");
    expect(page.body.map((row: { id: number }) => row.id)).toEqual([2]);
  });

  it("shows a revision and its changes, with secrets masked on both sides", async () => {
    const { call, revise } = await open();
    await revise({ models: { anthropic: { api_key: KEY } }, limits: { hops: 3 } });
    await revise({ models: { anthropic: { api_key: `${KEY.slice(0, 8)}XXXXXXXXXXXXghij` } } });
    const { body } = await call("GET", "/api/settings/revisions/2");
    expect(body).toMatchObject({ previous: 1, settings: { models: { anthropic: { api_key: "sk-…ghij" } } } });
    expect(body.diff).toEqual([
      { path: "limits", before: { hops: 3 }, after: null },
      { path: "models.anthropic.api_key", before: "sk-…ghij", after: "sk-…ghij" },
    ]);
    expect(JSON.stringify(body)).not.toContain("0123456789");
    expect((await call("GET", "/api/settings/revisions/1")).body).toMatchObject({ previous: null, diff: [] });
    expect((await call("GET", "/api/settings/revisions/9")).status).toBe(404);
  });

  it("restores a revision with its secrets", async () => {
    const { call, revise, current } = await open();
    await revise({ ...current.settings, models: { anthropic: { api_key: KEY } } });
    const answer = await call("POST", "/api/settings/revisions/1/restore");
    expect(answer).toMatchObject({
      status: 200,
      body: { ok: true, settings: { models: { anthropic: { api_key: "sk-…ghij" } } } },
    });
    expect(current.settings.models.anthropic?.api_key).toBe(KEY);
  });

  it("refuses a revision that is no longer valid, with the reason", async () => {
    const { call, revise, current } = await open();
    const before = current.settings;
    await revise({ agents: {}, old_section: {} });
    const answer = await call("POST", "/api/settings/revisions/1/restore");
    expect(answer).toMatchObject({
      status: 400,
      body: { code: "SETTINGS_INVALID", details: [{ path: "old_section" }] },
    });
    expect(current.settings).toBe(before);
  });
});

it("the schema describes every section", async () => {
  const { call } = await open();
  const { body } = await call("GET", "/api/settings/schema");
  expect(body.properties.agents.additionalProperties.properties.model).toMatchObject({
    type: "string",
    default: "",
  });
  expect(Object.keys(body.properties)).toContain("limits");
});

describe("set-up", () => {
  const settings = { agents: agents("old"), models: { anthropic: { api_key: KEY } }, limits: { hops: 3 } };

  it("replaces what clients of 0.0.20 know, keeps other sections, expands ~ and creates workspaces", async () => {
    const { call, current, workspaces, folder } = await open(settings);
    const answer = await call("POST", "/api/setup", {
      workspace: { path: "~/ws" },
      models: { anthropic: { api_key: "sk-…ghij" } },
      agents: {
        coder: { name: "Coder", provider: "demo", model: "", working_directory: "$HOME/projects/coder" },
        writer: { name: "Writer", provider: "demo", model: "" },
      },
    });
    expect(answer).toMatchObject({ status: 200, body: { ok: true } });
    expect(current.settings).toMatchObject({
      workspace: { path: `${folder}-user/ws` },
      models: { anthropic: { api_key: KEY } },
      agents: { coder: { working_directory: `${folder}-user/projects/coder` } },
      limits: { hops: 3 },
    });
    expect(Object.keys(current.settings.agents)).toEqual(["coder", "writer"]);
    expect(workspaces).toEqual(["coder", "writer"]);
  });

  it.each([
    [
      "a masked key without a stored one",
      { models: { openai: { api_key: "sk-…zzzz" } } },
      "SETTINGS_INVALID",
    ],
    [
      "a team without its members",
      { teams: { dev: { name: "Dev", agents: ["x"], leader_agent: "x" } } },
      "SETTINGS_INVALID",
    ],
    [
      "a system directory",
      { agents: { coder: { name: "C", provider: "demo", working_directory: "/etc" } } },
      "PATH_REFUSED",
    ],
    ["an array", [], "INVALID_INPUT"],
  ])("refuses all of it for %s", async (_what, body, code) => {
    const { call, current, workspaces } = await open(settings);
    const before = current.settings;
    expect(await call("POST", "/api/setup", body)).toMatchObject({ status: 400, body: { ok: false, code } });
    expect(current.settings).toBe(before);
    expect(workspaces).toEqual([]);
  });
});
