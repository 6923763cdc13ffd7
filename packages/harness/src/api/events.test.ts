import { AgentHarness, createFunctionModel } from "@tinyagi/agents";
import type { HarnessEvent } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createApiEvents } from "./events.js";

test("what a run has cost is told of one that fails, too", async () => {
  const seen: HarnessEvent[] = [];
  const events = createApiEvents({ onEvent: (event) => void seen.push(event), touch: () => {} });
  const usage = { inputTokens: 10, outputTokens: 5 };
  const model = createFunctionModel("mock", (_request, io) => {
    io.onSpent?.(usage, "mock");
    throw new Error("no answer");
  });
  const agent = new AgentHarness({ name: "failing", model, services: { sink: events.sink } });
  await expect(agent.run("go")).rejects.toThrow("failed");
  expect(seen.findLast(({ type }) => type === "usage")).toMatchObject({ usage });
});

test("the newest prompt of the agent is how full its context is, and the window stands beside it where it is known", async () => {
  const seen: HarnessEvent[] = [];
  const events = createApiEvents({
    onEvent: (event) => void seen.push(event),
    touch: () => {},
    window: 9_000,
  });
  const model = createFunctionModel("mock", () => ({
    text: "done",
    usage: { inputTokens: 700, outputTokens: 5 },
  }));
  await new AgentHarness({ name: "a", model, services: { sink: events.sink } }).run("go");
  expect(seen.filter(({ type }) => type === "context")).toEqual([
    { type: "context", tokens: 700, window: 9_000 },
  ]);
});
