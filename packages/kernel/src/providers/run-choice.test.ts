import { settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { isSameChoice } from "../message/same-choice.js";
import { offeredModels, refuseChoice, withChoice } from "./run-choice.js";

const settings = settingsSchema.parse({
  agents: {
    coder: { name: "Coder", provider: "anthropic", model: "claude-x" },
    other: { name: "Other", provider: "anthropic", model: "my-own" },
  },
  models: { aliases: { anthropic: { fast: "claude-haiku-4-5" } } },
  custom_providers: {
    own: { name: "Own", harness: "claude", base_url: "http://127.0.0.1:1", api_key: "k" },
  },
});
const at = (provider: string, model = "") => ({ provider, model });

test.each([
  ["anthropic", { model: "sonnet" }, undefined],
  ["anthropic", { model: "fast" }, undefined],
  ["anthropic", { model: "claude-opus-9" }, undefined],
  ["anthropic", { model: "my-own" }, undefined],
  ["anthropic", { model: "gpt-5.4" }, "model"],
  ["anthropic", { model: "snonet" }, "model"],
  ["openai", { model: "gpt-9" }, undefined],
  ["openai", { model: "sonnet" }, "model"],
  ["custom:own", { model: "anything" }, undefined],
  ["custom:own", { effort: "max" as const }, undefined],
  ["acp:gemini", { effort: "low" as const }, undefined],
  ["opencode", { effort: "high" as const }, undefined],
  ["demo", { effort: "low" as const }, "effort"],
  ["demo", { model: "sonnet" }, "model"],
  ["openai", { effort: "max" as const }, "effort"],
  ["openai", { effort: "minimal" as const }, undefined],
])("%s with %j is refused for %s", (provider, choice, part) => {
  expect(refuseChoice(at(provider), choice, settings)?.part).toBe(part);
});

test("the offered models are short names, then the table, then what agents of the provider use, each once", () => {
  expect(offeredModels(at("anthropic", "claude-x"), settings)).toEqual([
    ...["sonnet", "opus", "fast", "claude-x", "my-own"],
  ]);
});

test("another provider of the agent's list keeps its own model", () => {
  const agent = { ...settings.agents.coder, name: "Coder", provider: "anthropic", model: "claude-x" };
  expect(withChoice(agent, { model: "opus", effort: "high" }, 0)).toMatchObject({
    model: "opus",
    effort: "high",
  });
  expect(withChoice(agent, { model: "opus" }, 1)).toEqual(agent);
  expect(withChoice(agent, undefined, 0)).toEqual(agent);
});

test("messages with different choices are not answered together", () => {
  expect(isSameChoice(undefined, {})).toBe(true);
  expect(isSameChoice({ model: "a" }, undefined)).toBe(false);
  expect(isSameChoice({ effort: "low" }, { effort: "high" })).toBe(false);
});
