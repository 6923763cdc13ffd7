import type { SettingsEdit } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type Invocation, type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

type Tinyagi = (line: string, options?: Partial<Invocation>) => Promise<InvocationResult>;

const entry = (name: string, more: object = {}) => ({
  harness: name,
  name,
  model: null,
  hasKey: false,
  aliases: {},
  agents: [],
  ...more,
});

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    const providers = {
      anthropic: entry("claude", { aliases: { sonnet: "claude-sonnet-4-6", opus: "claude-opus-4-6" } }),
      openai: entry("codex"),
      opencode: entry("opencode", { aliases: { opus: "opencode/claude-opus-4-6" } }),
      api: entry("api"),
    };
    const settings = {
      models: { provider: "anthropic", anthropic: { model: "sonnet", api_key: "…" } },
      agents: {
        coder: { name: "Coder", provider: "anthropic", model: "sonnet" },
        demo: { provider: "demo" },
      },
    };
    const answer = (line: string, body: unknown) => server.answers.set(line, { status: 200, body });
    answer("GET /api/providers", { default: "anthropic", providers });
    answer("GET /api/settings", settings);
    answer("POST /api/settings/change", { ok: true, settings });
    answer("GET /api/custom-providers", {});
    const provider = { name: "local", harness: "api", base_url: "http://127.0.0.1:1/v1", api_key: "…" };
    answer("PUT /api/custom-providers/local", { ok: true, provider });
    await use((line, options) => invoke(line.split(" "), { home, ...options }), server);
  });
}

const lastBody = (server: FakeServer) => server.calls.at(-1)?.body;
/** The edits of the settings that were sent last, by their dotted places. */
function lastEdits(server: FakeServer): Record<string, unknown> {
  const { changes } = lastBody(server) as { changes: SettingsEdit[] };
  return Object.fromEntries(changes.map(({ path, value }) => [path.join("."), value]));
}

/** A home whose settings name no provider, with the provider that its daemon uses for new agents, and its agents. */
function unset(server: FakeServer, standard: string | null, agents: object): void {
  server.answers.set("GET /api/providers", {
    status: 200,
    body: { default: standard, providers: { api: entry("api") } },
  });
  const settings = { models: {}, agents, default_agent: "tinyagi" };
  server.answers.set("GET /api/settings", { status: 200, body: settings });
}

describe("provider", () => {
  it("shows the current provider", async () => {
    await served(async (tinyagi) => {
      expect((await tinyagi("provider")).stdout).toBe("anthropic (default model)\n");
      expect(JSON.parse((await tinyagi("provider --json")).stdout)).toEqual({
        provider: "anthropic",
        model: null,
      });
      expect((await tinyagi("provider list")).stdout).toContain("anthropic *");
    });
  });

  it("sets a provider with its model and moves the agents of the previous one", async () => {
    await served(async (tinyagi, server) => {
      const { stdout } = await tinyagi("provider openai --model gpt-5.4");
      expect(stdout).toContain("moved: @coder");
      expect(lastEdits(server)).toEqual({
        "models.openai.model": "gpt-5.4",
        "models.provider": "openai",
        "agents.coder.provider": "openai",
        "agents.coder.model": "gpt-5.4",
      });
      await tinyagi("provider opencode");
      expect(lastEdits(server)).toEqual({ "models.provider": "opencode" });
    });
  });

  it("takes a key from stdin, and warns of one on the command line", async () => {
    await served(async (tinyagi, server) => {
      await tinyagi("provider anthropic --api-key-stdin", { input: "sk-1\n" });
      expect(lastEdits(server)).toMatchObject({ "models.anthropic.api_key": "sk-1" });
      const warned = await tinyagi("provider anthropic --oauth-token tok");
      expect(warned.stderr).toContain("can read --oauth-token; use --oauth-token-stdin");
      expect(lastEdits(server)).toMatchObject({ "models.anthropic.oauth_token": "tok" });
      await tinyagi("provider anthropic --oauth-token-stdin", { input: "tok2\n" });
      expect(lastEdits(server)).toMatchObject({ "models.anthropic.oauth_token": "tok2" });
      const two = "provider anthropic --api-key-stdin --oauth-token-stdin";
      expect((await tinyagi(two, { input: "tok" })).code).toBe(2);
      expect((await tinyagi("provider openai --oauth-token-stdin", { input: "tok" })).code).toBe(2);
      expect((await tinyagi("provider anthropic --api-key-stdin", { input: "a b" })).code).toBe(2);
      expect((await tinyagi("provider nothing")).code).toBe(2);
    });
  });

  it("stores key, model and address of api in the settings", async () => {
    await served(async (tinyagi, server) => {
      const { code, stdout, stderr } = await tinyagi("provider api --api-key-stdin", { input: "sk-1\n" });
      expect(code).toBe(0);
      expect(stdout).not.toContain("sk-1");
      expect(stderr).toContain("tinyagi provider api --model");
      const line = "provider api --model sonnet --format openai-chat --base-url http://127.0.0.1:9/v1";
      expect((await tinyagi(line)).stderr).toBe("");
      expect(lastEdits(server)).toEqual({
        "models.api.model": "sonnet",
        "models.api.format": "openai-chat",
        "models.api.base_url": "http://127.0.0.1:9/v1",
        "models.provider": "api",
        "agents.coder.provider": "api",
        "agents.coder.model": "sonnet",
      });
      const refused = await tinyagi("provider openai --base-url http://127.0.0.1:9/v1");
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("tinyagi provider add") });
    });
  });

  it("sets a custom provider for new agents, with its model in the entry of the endpoint", async () => {
    await served(async (tinyagi, server) => {
      const local = { name: "local", harness: "api", base_url: "http://127.0.0.1:1/v1", api_key: "…" };
      const agents = { coder: { name: "Coder", provider: "anthropic", model: "sonnet" } };
      const settings = { models: { provider: "anthropic" }, agents, custom_providers: { local } };
      server.answers.set("GET /api/settings", { status: 200, body: settings });
      expect((await tinyagi("provider custom:local")).stdout).toBe("provider custom:local (default model)\n");
      expect(lastEdits(server)).toEqual({ "models.provider": "custom:local" });
      expect((await tinyagi("provider custom:local --model llama3")).stdout).toContain("moved: @coder");
      expect(lastEdits(server)).toEqual({
        "custom_providers.local.model": "llama3",
        "models.provider": "custom:local",
        "agents.coder.provider": "custom:local",
        "agents.coder.model": "llama3",
      });
      const moved = { coder: { ...agents.coder, provider: "custom:local" } };
      server.answers.set("GET /api/settings", { status: 200, body: { ...settings, agents: moved } });
      await tinyagi("model m2 --provider custom:local");
      expect(lastEdits(server)).toEqual({ "custom_providers.local.model": "m2", "agents.coder.model": "m2" });
      for (const line of ["provider custom:other", "model m2 --provider custom:other"])
        expect(await tinyagi(line)).toMatchObject({
          code: 2,
          stderr: expect.stringContaining("tinyagi provider add other"),
        });
    });
  });

  it("moves the first agents of a home whose settings name no provider", async () => {
    await served(async (tinyagi, server) => {
      unset(server, "anthropic", {
        tinyagi: { provider: "anthropic", model: "sonnet" },
        lead: { provider: "demo", model: "" },
      });
      const { stdout } = await tinyagi("provider openai --model gpt-5.4");
      expect(stdout).toContain("moved: @tinyagi\n");
      expect(lastEdits(server)).toMatchObject({ "agents.tinyagi.provider": "openai" });
      expect(lastEdits(server)).not.toHaveProperty(["agents.lead.provider"]);
    });
  });

  it("moves only the default one of the agents that use the demo for lack of a provider", async () => {
    await served(async (tinyagi, server) => {
      const demo = { provider: "demo", model: "" };
      unset(server, null, { tinyagi: demo, lead: demo });
      expect((await tinyagi("provider anthropic --model opus")).stdout).toContain("moved: @tinyagi\n");
      expect(lastEdits(server)).toMatchObject({ "agents.tinyagi.provider": "anthropic" });
      expect(lastEdits(server)).not.toHaveProperty(["agents.lead.provider"]);
    });
  });

  it("tests the default agent if no provider is set, and reports if there are no agents", async () => {
    await served(async (tinyagi, server) => {
      const result = { ok: true, provider: "demo", harness: "demo", model: null, steps: [], ms: 1 };
      server.answers.set("POST /api/providers/test", { status: 200, body: result });
      unset(server, null, { tinyagi: { provider: "demo", model: "" } });
      expect((await tinyagi("provider test")).code).toBe(0);
      expect(lastBody(server)).toEqual({ agent: "tinyagi" });
      unset(server, "openai", {});
      await tinyagi("provider test");
      expect(lastBody(server)).toEqual({ provider: "openai" });
      unset(server, null, {});
      expect((await tinyagi("provider test")).stderr).toContain("No provider is set.");
    });
  });

  it("adds a custom provider; its options are not those of the parent", async () => {
    await served(async (tinyagi, server) => {
      const line =
        "provider add local --harness api --base-url http://127.0.0.1:1/v1 --model m1 --api-key-env KEY";
      expect(await tinyagi(line)).toMatchObject({
        stderr: "",
        stdout: expect.stringContaining("tinyagi provider test custom:local"),
      });
      expect(lastBody(server)).toEqual({
        name: "local",
        harness: "api",
        base_url: "http://127.0.0.1:1/v1",
        api_key: "env:KEY",
        model: "m1",
      });
      expect((await tinyagi("provider add local --harness api")).code).toBe(2);
    });
  });

  it("names the agents that a forced removal leaves without a provider", async () => {
    await served(async (tinyagi, server) => {
      const local = { provider: "custom:local", model: "" };
      server.agents.writer = { name: "Writer", provider: "demo", model: "", fallback: [local] };
      server.agents.coder = { name: "Coder", ...local };
      const { code, stdout, stderr } = await tinyagi("provider remove local --yes --force");
      expect({ code, stdout }).toEqual({ code: 0, stdout: "custom:local removed\n" });
      expect(stderr).toContain("@coder, @writer still use it");
      server.agents = {};
      expect((await tinyagi("provider remove local --yes --force")).stderr).toBe("");
    });
  });

  it("tests a provider step by step, and fails when a step fails", async () => {
    await served(async (tinyagi, server) => {
      const steps = [
        { name: "configured", ok: true, detail: "api, m1" },
        { name: "answer", ok: false, detail: "no\u001b[31m key", hint: "store one", ms: 1_500 },
      ];
      const result = { ok: false, provider: "custom:local", harness: "api", model: "m1", steps, ms: 1_600 };
      server.answers.set("POST /api/providers/test", { status: 200, body: result });
      const { code, stdout } = await tinyagi("provider test custom:local --model m2");
      expect(code).toBe(1);
      expect(stdout).toBe("ok      configured: api, m1\nfailed  answer: no key (1.5 s)\n        store one\n");
      expect(lastBody(server)).toEqual({ provider: "custom:local", model: "m2" });
      await tinyagi("provider test --agent coder");
      expect(lastBody(server)).toEqual({ agent: "coder" });
    });
  });
});

describe("model", () => {
  it("shows models and short names", async () => {
    await served(async (tinyagi) => {
      expect((await tinyagi("model")).stdout).toContain("sonnet opus");
    });
  });

  it.each([
    ["model opus", "anthropic", "opus"],
    ["model gpt-5.3-codex", "openai", "gpt-5.3-codex"],
    ["model opencode/x", "opencode", "opencode/x"],
    ["model m9 --provider api", "api", "m9"],
  ])("%s is the model of %s", async (line, provider, model) => {
    await served(async (tinyagi, server) => {
      expect((await tinyagi(line)).code).toBe(0);
      expect(lastEdits(server)).toEqual({
        [`models.${provider}.model`]: model,
        ...(provider === "anthropic" ? { "agents.coder.model": "opus" } : {}),
      });
    });
  });
});
