import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "../testing/fake-server.js";
import { type Invocation, type InvocationResult, invoke, withHome } from "../testing/invoke.js";

type Tinyagi = (line: string, options?: Partial<Invocation>) => Promise<InvocationResult>;

const entry = (name: string, more: object = {}) => ({
  ...{ harness: name, name, model: null, hasKey: false, aliases: {}, agents: [] },
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
    answer("PUT /api/settings", { ok: true, settings });
    answer("GET /api/custom-providers", {});
    const provider = { name: "local", harness: "api", base_url: "http://127.0.0.1:1/v1", api_key: "…" };
    answer("PUT /api/custom-providers/local", { ok: true, provider });
    await use((line, options) => invoke(line.split(" "), { home, ...options }), server);
  });
}

const lastBody = (server: FakeServer) => server.calls.at(-1)?.body;

describe("provider", () => {
  it("shows what is set", async () => {
    await served(async (tinyagi) => {
      expect((await tinyagi("provider")).stdout).toBe("anthropic (default model)\n");
      expect(JSON.parse((await tinyagi("provider --json")).stdout)).toEqual({
        provider: "anthropic",
        model: null,
      });
      expect((await tinyagi("provider list")).stdout).toContain("anthropic *");
    });
  });

  it("sets a provider with its model and moves the agents of the one before", async () => {
    await served(async (tinyagi, server) => {
      const { stdout } = await tinyagi("provider openai --model gpt-5.4");
      expect(stdout).toContain("moved: @coder");
      expect(lastBody(server)).toMatchObject({
        models: {
          provider: "openai",
          openai: { model: "gpt-5.4" },
          anthropic: { model: "sonnet", api_key: "…" },
        },
        agents: { coder: { provider: "openai", model: "gpt-5.4" }, demo: { provider: "demo" } },
      });
      await tinyagi("provider opencode");
      expect(lastBody(server)).not.toHaveProperty("agents");
    });
  });

  it("takes a key from stdin, and warns of one on the command line", async () => {
    await served(async (tinyagi, server) => {
      await tinyagi("provider anthropic --api-key-stdin", { input: "sk-1\n" });
      expect(lastBody(server)).toMatchObject({ models: { anthropic: { api_key: "sk-1" } } });
      const warned = await tinyagi("provider anthropic --oauth-token tok");
      expect(warned.stderr).toContain("--oauth-token shows the key");
      expect(lastBody(server)).toMatchObject({ models: { anthropic: { oauth_token: "tok" } } });
      expect((await tinyagi("provider anthropic --api-key-stdin", { input: "a b" })).code).toBe(2);
      expect((await tinyagi("provider nothing")).code).toBe(2);
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
        ...{ name: "local", harness: "api", base_url: "http://127.0.0.1:1/v1" },
        ...{ api_key: "env:KEY", model: "m1" },
      });
      expect((await tinyagi("provider add local --harness api")).code).toBe(2);
    });
  });

  it("tests a provider step by step and fails when it does", async () => {
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
      expect(lastBody(server)).toMatchObject({ models: { [provider]: { model } } });
      const agents = provider === "anthropic" ? { coder: { model: "opus" } } : undefined;
      if (agents !== undefined) expect(lastBody(server)).toMatchObject({ agents });
      else expect(lastBody(server)).not.toHaveProperty("agents");
    });
  });
});
