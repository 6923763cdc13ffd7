/** Aliases of models, and the credentials of a provider. @requirement HARNESS-2 */
import { API_FORMATS, agentConfigSchema, PROVIDER_IDS, PROVIDERS, settingsSchema } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { modelAliases, resolveAlias } from "./model-alias.js";
import { resolveProvider } from "./provider.js";

const settings = (models: object = {}) => settingsSchema.parse({ models });
const resolve = (config: object, models: object = {}) =>
  resolveProvider(agentConfigSchema.parse({ name: "A", ...config }), settings(models));

describe("an alias", () => {
  test("resolves to the model of the built-in table", () => {
    for (const [name, model] of Object.entries(PROVIDERS.anthropic.aliases))
      expect(resolveAlias("anthropic", name, settings())).toBe(model);
  });

  test("in the settings overrides the built-in one, and may be new", () => {
    const own = settings({ aliases: { anthropic: { opus: "my-opus", cheap: "my-small" } } });
    expect(resolveAlias("anthropic", "opus", own)).toBe("my-opus");
    expect(resolveAlias("anthropic", "cheap", own)).toBe("my-small");
    expect(modelAliases("anthropic", own).has("sonnet")).toBe(true);
  });

  test("of one provider is unknown to the others", () => {
    const own = settings({ aliases: { anthropic: { cheap: "my-small" } } });
    expect(resolveAlias("openai", "cheap", own)).toBe("cheap");
  });

  test.each(["constructor", "__proto__", "toString", "", "claude-future-9"])(
    "%j is the name of a model",
    (name) => {
      expect(resolveAlias("anthropic", name, settings())).toBe(name);
    },
  );

  test.each(["nobody", "custom:local", "constructor"])("does not exist for the provider %s", (provider) => {
    expect(modelAliases(provider, settings()).size).toBe(0);
  });

  test("of the plain API is Anthropic's only when the API has Anthropic's format", () => {
    expect(modelAliases("api", settings({ api: { format: "anthropic" } })).size).toBeGreaterThan(0);
    expect(modelAliases("api", settings({ api: { format: "openai-chat" } })).size).toBe(0);
  });
});

describe("every provider of the table", () => {
  test.each(PROVIDER_IDS)("%s resolves without settings to the harness of its row", (provider) => {
    const resolved = resolve({ provider });
    expect(resolved).toMatchObject({ provider, harness: PROVIDERS[provider].harness, secretEnv: {} });
  });
});

describe("a stored key", () => {
  test("is used alone: the host's key is not passed on", () => {
    expect(resolve({ provider: "openai" }, { openai: { api_key: "sk-1" } })).toMatchObject({
      secretEnv: { OPENAI_API_KEY: "sk-1" },
      hostNames: [],
    });
    expect(resolve({ provider: "openai" }).hostNames).toContain("OPENAI_API_KEY");
  });

  test("that is empty does not count", () => {
    expect(resolve({ provider: "openai" }, { openai: { api_key: "" } }).hostNames).toContain(
      "OPENAI_API_KEY",
    );
  });
});

describe("the plain API", () => {
  test("uses the vendor's address and the host's key by default", () => {
    const { endpoint, hostNames, secretEnv } = resolve({ provider: "api" }, { api: { format: "anthropic" } });
    expect(endpoint?.baseUrl).toBe(API_FORMATS.anthropic.baseUrl);
    expect(hostNames).toEqual([API_FORMATS.anthropic.hostVariable]);
    expect(secretEnv).toEqual({});
  });

  test("never sends the host's key to another address", () => {
    const { endpoint, hostNames } = resolve(
      { provider: "api" },
      { api: { base_url: "https://proxy.example/v1" } },
    );
    expect(endpoint?.baseUrl).toBe("https://proxy.example/v1");
    expect(hostNames).toEqual([]);
    expect(API_FORMATS).not.toHaveProperty(endpoint?.keyEnv ?? "");
  });
});

describe("opencode", () => {
  test("gets the host's key for the vendor of its model, and no other", () => {
    const [vendor = "", variable] = Object.entries(PROVIDERS.opencode.vendorVariables)[0] ?? [];
    const named = resolve({ provider: "opencode", model: `${vendor}/some-model` });
    const unnamed = resolve({ provider: "opencode", model: "some-model" });
    expect(named.hostNames).toContain(variable);
    expect(unnamed.hostNames).not.toContain(variable);
    expect(resolve({ provider: "opencode", model: "constructor/x" }).hostNames).toEqual(unnamed.hostNames);
  });
});

test("an unknown provider is refused, and the message lists the known ones", () => {
  expect(() => resolve({ provider: "toString" })).toThrow(PROVIDER_IDS.join(", "));
});
