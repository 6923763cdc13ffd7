import type { FoundProvider } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { readyProvider } from "./starter-agents.js";

function found(provider: string, state: FoundProvider["state"] = "ready"): FoundProvider {
  return { provider, name: provider, state, detail: "", next: null };
}

test("without a choice, agents get the first provider that is ready", () => {
  expect(readyProvider([found("anthropic", "login"), found("openai")])).toBe("openai");
  expect(readyProvider([found("anthropic", "missing")])).toBe("demo");
});

test("a program that only happens to be installed, and speaks ACP, is not chosen for anyone", () => {
  expect(readyProvider([found("acp:gemini"), found("acp:goose")])).toBe("demo");
  expect(readyProvider([found("acp:gemini"), found("api")])).toBe("api");
});
