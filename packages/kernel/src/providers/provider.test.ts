import { type AgentConfig, agentConfigSchema, settingsSchema } from "@tinyagi/contracts";
import { PROVIDER_SETTINGS } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { resolveProvider } from "./provider.js";

const settings = settingsSchema.parse(PROVIDER_SETTINGS);
const agent = (config: object): AgentConfig => agentConfigSchema.parse({ name: "A", ...config });

describe("a provider", () => {
  test("anthropic resolves aliases and uses the default model of the settings", () => {
    expect(resolveProvider(agent({ provider: "anthropic", model: "sonnet" }), settings)).toMatchObject({
      harness: "claude",
      model: "claude-sonnet-4-6",
      secretEnv: { ANTHROPIC_API_KEY: "env:KEY_A" },
    });
    expect(resolveProvider(agent({ provider: "anthropic" }), settings).model).toBe("claude-opus-4-6");
    expect(resolveProvider(agent({ provider: "anthropic", model: "x-9" }), settings).model).toBe("x-9");
  });

  test("anthropic prefers the subscription token and clears the keys", () => {
    const other = settingsSchema.parse({ models: { anthropic: { oauth_token: "t", api_key: "k" } } });
    expect(resolveProvider(agent({ provider: "anthropic" }), other).secretEnv).toEqual({
      CLAUDE_CODE_OAUTH_TOKEN: "t",
      ANTHROPIC_AUTH_TOKEN: "",
      ANTHROPIC_API_KEY: "",
    });
  });

  test("openai runs codex with its key", () => {
    expect(resolveProvider(agent({ provider: "openai", model: "gpt-5.4" }), settings)).toMatchObject({
      harness: "codex",
      model: "gpt-5.4",
      secretEnv: { OPENAI_API_KEY: "sk-o" },
    });
  });

  test("custom providers define harness, endpoint, key and model", () => {
    expect(resolveProvider(agent({ provider: "custom:local" }), settings)).toMatchObject({
      harness: "claude",
      model: "m-1",
      endpoint: { baseUrl: "http://127.0.0.1:1", keyEnv: "ANTHROPIC_AUTH_TOKEN" },
      secretEnv: { ANTHROPIC_AUTH_TOKEN: "env:KEY_L", ANTHROPIC_API_KEY: "" },
      hostNames: [],
    });
    expect(resolveProvider(agent({ provider: "custom:other", model: "sonnet" }), settings)).toMatchObject({
      harness: "codex",
      model: "sonnet",
      endpoint: { keyEnv: "OPENAI_API_KEY" },
    });
  });

  test.each(["custom:nobody", "custom:constructor"])(
    "%s is refused, and the message names it",
    (provider) => {
      expect(() => resolveProvider(agent({ provider }), settings)).toThrow(provider.slice(7));
    },
  );
});
