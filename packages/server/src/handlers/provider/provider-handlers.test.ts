import { describe, expect, it } from "vitest";
import { createHandlerFixture } from "../fixture.js";

const KEY = "sk-canary-0000000000000000-abcd";
const SETTINGS = {
  models: { provider: "anthropic", aliases: { anthropic: { fast: "claude-haiku-4-5" } } },
  agents: {
    coder: { name: "Coder", provider: "custom:mine", model: "" },
    writer: { name: "Writer", provider: "demo", model: "", fallback: [{ provider: "custom:mine" }] },
  },
  custom_providers: {
    mine: { name: "Mine", harness: "api", base_url: "https://llm.example/v1", api_key: KEY, model: "m-1" },
    spare: { name: "Spare", harness: "claude", base_url: "https://llm.example", api_key: KEY },
  },
};
const WHOLE = { name: "New", harness: "codex", base_url: "https://new.example/v1", api_key: KEY };

describe("custom providers", () => {
  it("are shown with their keys masked", async () => {
    const it = await createHandlerFixture(SETTINGS);
    const { status, body } = await it.call("GET", "/api/custom-providers");
    expect(status).toBe(200);
    expect(body).toMatchObject({ mine: { name: "Mine", harness: "api", model: "m-1", hasKey: true } });
    expect(JSON.stringify(body)).not.toContain("canary");
  });

  it.each([
    [{}, "name, harness, base_url, and api_key are required"],
    [{ ...WHOLE, api_key: "" }, "name, harness, base_url, and api_key are required"],
    [{ ...WHOLE, harness: "gemini" }, 'harness must be "claude" or "codex" (or "opencode" or "api")'],
  ])("need all four fields when they are created: %j", async (given, error) => {
    const it = await createHandlerFixture(SETTINGS);
    const { status, body } = await it.call("PUT", "/api/custom-providers/fresh", given);
    expect({ status, error: body.error }).toEqual({ status: 400, error });
  });

  it("are created, and can be changed without repeating the key", async () => {
    const it = await createHandlerFixture(SETTINGS);
    const made = await it.call("PUT", "/api/custom-providers/fresh", WHOLE);
    expect(made).toMatchObject({
      status: 200,
      body: { ok: true, provider: { name: "New", harness: "codex" } },
    });
    const masked = made.body.provider;
    const changed = await it.call("PUT", "/api/custom-providers/fresh", { ...masked, model: "m-2" });
    expect(changed).toMatchObject({ status: 200, body: { provider: { model: "m-2" } } });
    expect(it.current.settings.custom_providers.fresh).toEqual({ ...WHOLE, model: "m-2" });
  });

  it("never send a stored key to another origin", async () => {
    const it = await createHandlerFixture(SETTINGS);
    const moved = await it.call("PUT", "/api/custom-providers/mine", { base_url: "https://evil.example/v1" });
    expect(moved).toMatchObject({ status: 400, body: { code: "SETTINGS_INVALID" } });
    expect(it.current.settings.custom_providers.mine?.base_url).toBe("https://llm.example/v1");
  });

  it("cannot be deleted while agents use them, unless forced", async () => {
    const it = await createHandlerFixture(SETTINGS);
    const refused = await it.call("DELETE", "/api/custom-providers/mine");
    expect(refused).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining("@coder, @writer") },
    });
    expect((await it.call("DELETE", "/api/custom-providers/spare")).body).toEqual({ ok: true });
    expect((await it.call("DELETE", "/api/custom-providers/spare")).body.error).toBe(
      "custom provider 'spare' not found",
    );
  });

  it("can be deleted by force; agents keep the name, and nothing else can use it", async () => {
    const it = await createHandlerFixture(SETTINGS);
    for (const force of ["", "?force=false"])
      expect((await it.call("DELETE", `/api/custom-providers/mine${force}`)).status).toBe(409);
    expect(await it.call("DELETE", "/api/custom-providers/mine?force=true")).toMatchObject({
      status: 200,
      body: { ok: true },
    });
    const { agents, custom_providers } = it.current.settings;
    expect(Object.keys(custom_providers)).toEqual(["spare"]);
    expect(agents).toMatchObject({
      coder: { provider: "custom:mine" },
      writer: { fallback: [{ provider: "custom:mine" }] },
    });
    const other = await it.call("PUT", "/api/agents/other", {
      name: "Other",
      provider: "custom:mine",
      model: "",
    });
    expect(other).toMatchObject({ status: 400, body: { code: "SETTINGS_INVALID" } });
    const moved = await it.call("PUT", "/api/agents/coder", { name: "Coder", provider: "demo", model: "" });
    expect(moved.status).toBe(200);
  });

  it("can be used by new agents until they are deleted", async () => {
    const it = await createHandlerFixture({ ...SETTINGS, models: { provider: "custom:spare" } });
    expect((await it.call("GET", "/api/providers")).body.default).toBe("custom:spare");
    const refused = await it.call("DELETE", "/api/custom-providers/spare");
    expect(refused).toMatchObject({ status: 409, body: { error: expect.stringContaining("new agents") } });
    expect((await it.call("DELETE", "/api/custom-providers/spare?force=true")).body).toEqual({ ok: true });
    expect((await it.call("GET", "/api/providers")).body.default).toBe("custom:mine");
  });
});

it("all providers are listed with models, aliases and agents", async () => {
  const it = await createHandlerFixture(SETTINGS);
  const { body } = await it.call("GET", "/api/providers");
  expect(body.default).toBe("anthropic");
  expect(body.providers).toMatchObject({
    anthropic: {
      harness: "claude",
      hasKey: false,
      aliases: { sonnet: "claude-sonnet-4-6", fast: "claude-haiku-4-5" },
    },
    "custom:mine": { harness: "api", model: "m-1", hasKey: true, agents: ["coder"] },
    demo: { agents: ["writer"] },
  });
});

it.each([
  ["the configured one", { ...SETTINGS, models: { provider: "api" }, default_agent: "coder" }, "api"],
  ["that of the default agent", { ...SETTINGS, models: {}, default_agent: "coder" }, "custom:mine"],
  ["none where the default agent only plays", { ...SETTINGS, models: {}, default_agent: "writer" }, null],
  ["none without agents", { models: {} }, null],
])("the provider of new agents is %s", async (_case, settings, expected) => {
  const it = await createHandlerFixture(settings);
  expect((await it.call("GET", "/api/providers")).body.default).toBe(expected);
});

it("the key of api is stored, listed and never shown", async () => {
  const it = await createHandlerFixture({ ...SETTINGS, models: {} });
  const models = { provider: "api", api: { api_key: KEY, model: "sonnet" } };
  const saved = await it.call("PUT", "/api/settings", { models });
  expect(saved.status).toBe(200);
  expect(it.current.settings.models.api?.api_key).toBe(KEY);
  const { body } = await it.call("GET", "/api/providers");
  expect(body).toMatchObject({ default: "api", providers: { api: { hasKey: true } } });
  expect(JSON.stringify([saved.body, body])).not.toContain("canary");
});

it("a test is for a provider or an agent, never both", async () => {
  const it = await createHandlerFixture(SETTINGS);
  const tested = await it.call("POST", "/api/providers/test", { agent: "coder" });
  expect(tested).toMatchObject({ status: 200, body: { ok: true, provider: "custom:mine" } });
  expect((await it.call("POST", "/api/providers/test", { agent: "nobody" })).status).toBe(400);
  expect((await it.call("POST", "/api/providers/test", {})).status).toBe(400);
  expect((await it.call("POST", "/api/providers/test", { agent: "coder", provider: "demo" })).status).toBe(
    400,
  );
});
