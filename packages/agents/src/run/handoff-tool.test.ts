import { describe, expect, it } from "vitest";
import { z } from "zod";
import { always, call, said, scripted } from "../../test-support/scripted.js";
import { createTestServices, imbalances } from "../../test-support/setup.js";
import type { HandoffTarget } from "../tool/tool.js";
import { defineTool } from "../tool/tool.js";
import { handoffTool } from "./handoff-tool.js";
import { AgentHarness } from "./harness.js";

const refund = defineTool({
  name: "refund",
  description: "d",
  inputSchema: z.object({}),
  execute: () => "refunded",
});

describe("a handoff", () => {
  it("gives the run to another agent with its model, system prompt and tools, and keeps the transcript", async () => {
    const { services, of, events } = createTestServices();
    const billingModel = scripted([call("refund"), "Your money is back."], "billing-model");
    const billing = new AgentHarness({
      name: "billing",
      model: billingModel,
      system: "You bill.",
      tools: [refund],
    });
    const triageModel = scripted([call("transfer_to_billing", { reason: "money" })]);
    const triage = new AgentHarness({
      name: "triage",
      model: triageModel,
      system: "You sort.",
      tools: [handoffTool(billing, { description: "For money." })],
      services,
    });
    const result = await triage.run("I want my money.");
    expect(result).toMatchObject({ text: "Your money is back.", agent: "billing", modelCalls: 3 });
    expect(triageModel.requests.map(({ system }) => system)).toEqual(["You sort."]);
    expect(billingModel.requests.map(({ system, tools }) => [system, tools.map(({ name }) => name)])).toEqual(
      [
        ["You bill.", ["refund"]],
        ["You bill.", ["refund"]],
      ],
    );
    expect(said(billingModel.requests[0]?.messages ?? [])[0]).toBe("user: I want my money.");
    expect(of("run.handed_over").map(({ data }) => data)).toEqual([{ from: "triage", to: "billing" }]);
    expect(events.at(-1)).toMatchObject({ type: "run.completed", agent: "billing" });
    expect(imbalances(events)).toEqual([]);
  });

  it("keeps the limits of the run: two agents that hand over to each other stop", async () => {
    const endless = (tool: string) => always(call(tool));
    const b: { current?: AgentHarness } = {};
    const toB: HandoffTarget = { name: "b", acting: () => (b.current ?? a).acting() };
    const a = new AgentHarness({
      name: "a",
      model: endless("transfer_to_b"),
      tools: [handoffTool(toB, { description: "d" })],
    });
    b.current = new AgentHarness({
      name: "b",
      model: endless("transfer_to_a"),
      tools: [handoffTool(a, { description: "d" })],
    });
    await expect(a.run("go", { limits: { toolCalls: 6 } })).resolves.toMatchObject({ status: "partial" });
  });
});
