import { AgentHarness, createFunctionModel } from "@tinyagi/agents";
import type { HarnessEvent } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createApiEvents } from "./events.js";

test("what a run has cost is told of one that fails, too", async () => {
  const seen: HarnessEvent[] = [];
  const events = createApiEvents(
    (event) => seen.push(event),
    () => {},
  );
  const usage = { inputTokens: 10, outputTokens: 5 };
  const model = createFunctionModel("mock", (_request, io) => {
    io.onSpent?.(usage, "mock");
    throw new Error("no answer");
  });
  const agent = new AgentHarness({ name: "failing", model, services: { sink: events.sink } });
  await expect(agent.run("go")).rejects.toThrow("failed");
  expect(seen.findLast(({ type }) => type === "usage")).toMatchObject({ usage });
});
