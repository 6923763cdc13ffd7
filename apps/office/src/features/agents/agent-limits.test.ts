import { expect, it } from "vitest";
import { getLimits, limitEdits } from "./agent-limits";

const CONFIG = {
  name: "Lead",
  provider: "demo",
  model: "",
  budget: { usd: 5, runs: 9, onLimit: "ask" as const },
  fallback: [{ provider: "openai" }],
};

it("nothing is changed by a form that was only opened", () => {
  expect(limitEdits("lead", CONFIG, getLimits(CONFIG))).toEqual([]);
});

it("a changed amount keeps what the form does not show", () => {
  const draft = { ...getLimits(CONFIG), usd: "7.5", tokens: "1000", onLimit: "stop" };
  expect(limitEdits("lead", CONFIG, draft)).toEqual([
    { path: ["agents", "lead", "budget"], value: { runs: 9, usd: 7.5, tokens: 1000 } },
  ]);
});

it("an empty budget and an empty list are removed from the settings", () => {
  const config = { ...CONFIG, budget: { usd: 5 } };
  expect(limitEdits("lead", config, { ...getLimits(config), usd: "", fallback: [] })).toEqual([
    { path: ["agents", "lead", "budget"] },
    { path: ["agents", "lead", "fallback"] },
  ]);
});

it("a fallback without a provider is not saved, and one without a model has the provider's default", () => {
  const fallback = [
    { provider: "anthropic", model: " opus " },
    { provider: "", model: "" },
    { provider: "demo", model: "" },
  ];
  expect(limitEdits("lead", CONFIG, { ...getLimits(CONFIG), fallback })).toEqual([
    {
      path: ["agents", "lead", "fallback"],
      value: [{ provider: "anthropic", model: "opus" }, { provider: "demo" }],
    },
  ]);
});
