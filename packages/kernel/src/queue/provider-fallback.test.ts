import { type AgentConfig, agentConfigSchema, type RunErrorClass } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { agentAt, decideProvider, providerEntries, RATE_WAIT_MAX_MS } from "./provider-fallback.js";

const agent: AgentConfig = agentConfigSchema.parse({
  name: "A",
  provider: "anthropic",
  model: "opus",
  fallback: [{ provider: "openai" }, { provider: "api", model: "m-2" }],
});

type Row = readonly [
  errorClass: RunErrorClass,
  facts: { failures?: number; index?: number; entries?: number; retryAfterMs?: number },
  next: number | "stay",
];
const TABLE: readonly Row[] = [
  ["auth", {}, 1],
  ["not_found", {}, 1],
  ["auth", { index: 1 }, 2],
  ["auth", { index: 2 }, "stay"],
  ["auth", { entries: 1 }, "stay"],
  ["transient", {}, "stay"],
  ["transient", { failures: 1 }, 1],
  ["transient", { failures: 1, entries: 1 }, "stay"],
  ["rate_limited", {}, "stay"],
  ["rate_limited", { failures: 1 }, 1],
  ["rate_limited", { retryAfterMs: RATE_WAIT_MAX_MS }, "stay"],
  ["rate_limited", { retryAfterMs: RATE_WAIT_MAX_MS + 1 }, 1],
  ["invalid", { failures: 4 }, "stay"],
  ["context_too_long", { failures: 4 }, "stay"],
  ["interrupted", { failures: 4 }, "stay"],
  ["cancelled", { failures: 4 }, "stay"],
];

describe("after a failed attempt", () => {
  test.each(TABLE)("%s with %j leads to %s", (errorClass, facts, next) => {
    const { retryAfterMs, ...rest } = facts;
    const error = {
      class: errorClass,
      message: "no",
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
    const decision = decideProvider({ error, failures: 0, index: 0, entries: 3, ...rest });
    expect(decision).toEqual(next === "stay" ? { kind: "stay" } : { kind: "next", index: next });
  });
});

test("an entry replaces provider and model and leaves the rest of the agent", () => {
  expect(providerEntries(agent)).toBe(3);
  expect(agentAt(agent, 0)).toBe(agent);
  expect(agentAt(agent, 1)).toMatchObject({ name: "A", provider: "openai", model: "" });
  expect(agentAt(agent, 2)).toMatchObject({ provider: "api", model: "m-2" });
});

test("an entry that was removed meanwhile is the last one left", () => {
  expect(agentAt(agent, 5)).toMatchObject({ provider: "api" });
  const { fallback: _, ...alone } = agent;
  expect(agentAt(alone, 2)).toBe(alone);
});
