/** Settings with a key of each kind and two custom providers, as plain JSON: testkit knows no schema. */
export const PROVIDER_SETTINGS = {
  models: { anthropic: { model: "opus", api_key: "env:KEY_A" }, openai: { api_key: "sk-o" } },
  agents: { coder: { name: "Coder", provider: "anthropic" } },
  custom_providers: {
    local: {
      name: "Local",
      harness: "claude",
      base_url: "http://127.0.0.1:1",
      api_key: "env:KEY_L",
      model: "m-1",
    },
    other: { name: "Other", harness: "codex", base_url: "http://127.0.0.1:2/v1", api_key: "sk-other" },
  },
  execution: { timeoutMs: 5_000, idleTimeoutMs: 2_000 },
};
