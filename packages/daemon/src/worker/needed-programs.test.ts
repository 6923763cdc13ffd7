/** Which programs a worker needs, by the settings of its agents. @requirement WORKER-1 */
import { settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { neededPrograms } from "./needed-programs.js";

const agent = (provider: string, more: Record<string, unknown> = {}) => ({
  ...{ name: "A", provider, model: "m", place: "nas", ...more },
});

function needs(agents: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const settings = settingsSchema.parse({
    agents: { here: { name: "Here", provider: "anthropic", model: "m" }, ...agents },
    execution: { workers: { nas: { slots: 2 } } },
    default_agent: "here",
    ...more,
  });
  return [...neededPrograms(settings, "nas")];
}

test("only agents of the place count, and only those with a program of the machine", () => {
  expect(needs({})).toEqual([]);
  expect(needs({ talk: agent("api"), demo: agent("demo") })).toEqual([]);
  expect(needs({ box: agent("anthropic", { permissions: "container" }) })).toEqual([]);
});

test("agents of one program are together, also those of a custom endpoint", () => {
  const custom_providers = {
    proxy: { name: "Proxy", harness: "claude", base_url: "https://proxy.example", api_key: "env:KEY" },
  };
  expect(
    needs(
      { one: agent("anthropic"), two: agent("custom:proxy"), three: agent("acp:gemini") },
      { custom_providers },
    ),
  ).toEqual([
    ["anthropic", { agents: ["one", "two"], hasKey: false }],
    ["acp:gemini", { agents: ["three"], hasKey: false }],
  ]);
});

test("a key by reference is resolved there, and one in full is not sent", () => {
  const keys = (api_key: string) => needs({ one: agent("openai") }, { models: { openai: { api_key } } });
  expect(keys("env:OPENAI_API_KEY")).toEqual([["openai", { agents: ["one"], hasKey: true }]]);
  expect(keys("sk-1234567890")).toEqual([["openai", { agents: ["one"], hasKey: false }]]);
});
