/** Tool calls that wait for a person: asked in the run, or in a later process. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { call, said, scripted } from "../../test-support/scripted.js";
import { createTestServices, imbalances } from "../../test-support/setup.js";
import type { ApprovalRequest } from "../context/approval.js";
import { SubAgent } from "../subagent/subagent.js";
import { subAgentTool } from "../subagent/tool.js";
import { defineTool } from "../tool/tool.js";
import { AgentHarness } from "./harness.js";

function setup(steps: Parameters<typeof scripted>[0]) {
  const done: string[] = [];
  const tool = (name: string, needsApproval: boolean) =>
    defineTool({
      name,
      description: "d",
      inputSchema: z.object({ to: z.string() }),
      needsApproval,
      execute: ({ to }) => {
        done.push(`${name} ${to}`);
        return `${name} done`;
      },
    });
  const model = scripted(steps);
  const test = createTestServices();
  const harness = new AgentHarness({
    name: "a",
    model,
    tools: [tool("pay", true), tool("look", false)],
    services: test.services,
  });
  return { ...test, harness, model, done };
}
const both = {
  toolCalls: [
    { name: "pay", input: { to: "x" }, id: "c1" },
    { name: "look", input: { to: "y" }, id: "c2" },
    { name: "pay", input: { to: "z" }, id: "c3" },
  ],
};

describe("with somebody to ask", () => {
  it("an approved call is executed, and a denied one tells the model why", async () => {
    const { harness, done } = setup([both, "end"]);
    const asked: ApprovalRequest[] = [];
    const { messages, status } = await harness.run("go", {
      approve: (request) => {
        asked.push(request);
        return { approved: request.callId === "c1", reason: "too much" };
      },
    });
    expect(status).toBe("completed");
    expect(done.sort()).toEqual(["look y", "pay x"]);
    expect(asked.map(({ tool, input }) => [tool, input])).toEqual([
      ["pay", { to: "x" }],
      ["pay", { to: "z" }],
    ]);
    expect(said(messages).find((line) => line.startsWith("error-text"))).toMatch(
      /This call was denied.*too much/,
    );
  });

  it("a call with a wrong input is refused without a question", async () => {
    const { harness } = setup([call("pay", { to: 5 }), "end"]);
    const approve = () => {
      throw new Error("nobody may be asked");
    };
    await expect(harness.run("go", { approve })).resolves.toMatchObject({ text: "end" });
  });

  it("a sub-agent asks the same person", async () => {
    const { harness, done } = setup([call("pay", { to: "x" }), "paid"]);
    const child = new SubAgent({ name: "child", description: "d", harness });
    const parent = new AgentHarness({
      name: "p",
      model: scripted([call("child", { input: "pay" }), "end"]),
      tools: [subAgentTool(child)],
    });
    await parent.run("go", { approve: ({ agent }) => ({ approved: agent === "child" }) });
    expect(done).toEqual(["pay x"]);
  });

  it("cancelling the run ends the wait", async () => {
    const { harness } = setup([call("pay", { to: "x" })]);
    const run = harness.start("go", { approve: () => new Promise(() => {}) });
    await expect.poll(() => run.steering.cancel("enough").accepted).toBe(true);
    await expect(run.result).rejects.toMatchObject({ code: "CANCELLED" });
  });
});

describe("without anybody to ask", () => {
  it("the run is interrupted with all questions, and goes on later from JSON without doing anything twice", async () => {
    const { harness, model, done, events } = setup([both, "end"]);
    const first = await harness.run("go");
    expect(first).toMatchObject({ status: "interrupted", text: "" });
    expect(first.interruption?.pending.map(({ callId }) => callId)).toEqual(["c1", "c3"]);
    expect(done).toEqual(["look y"]);
    expect(said(first.messages)).toEqual(["user: go"]);
    const saved = JSON.parse(JSON.stringify(first.interruption?.saved));

    const second = await harness.resume(saved, { c1: { approved: true } });
    expect(second.interruption?.pending.map(({ callId }) => callId)).toEqual(["c3"]);
    const third = await harness.resume(second.interruption?.saved ?? saved, { c3: { approved: false } });
    expect(third).toMatchObject({ status: "completed", text: "end", modelCalls: 2, toolCalls: 3 });
    expect(done).toEqual(["look y", "pay x"]);
    const results = model.requests[1]?.messages.at(-1)?.content;
    expect(results).toMatchObject([{ toolCallId: "c1" }, { toolCallId: "c2" }, { toolCallId: "c3" }]);
    expect(imbalances(events)).toEqual([]);
  });

  it("a sub-agent that needs an approval gives no answer, and its parent learns why", async () => {
    const { harness, done } = setup([call("pay", { to: "x" })]);
    const child = new SubAgent({ name: "child", description: "d", harness });
    const model = scripted([call("child", { input: "pay" }), "end"]);
    const { messages } = await new AgentHarness({ name: "p", model, tools: [subAgentTool(child)] }).run("go");
    expect(said(messages).join()).toContain("needs a person's approval for pay");
    expect(done).toEqual([]);
  });

  it.each<[string, (saved: Record<string, unknown>) => unknown]>([
    ["another version", (saved) => ({ ...saved, version: 2 })],
    ["another agent", (saved) => ({ ...saved, agent: "b" })],
    ["no messages", (saved) => ({ ...saved, messages: [{ role: "system", content: [] }] })],
    ["nothing", () => null],
  ])("a saved run of %s is refused", async (_what, change) => {
    const { harness } = setup([both]);
    const { interruption } = await harness.run("go");
    const saved = change({ ...interruption?.saved }) as never;
    await expect(harness.resume(saved, {})).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
