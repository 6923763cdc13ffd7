/** A tool that is rarely needed is shown when the model asks, and can be called before. */
import { AgentHarness, type AgentTool, createFunctionModel, defineTool, fieldsSchema } from "@tinyagi/agents";
import { expect, test } from "vitest";
import { withFurtherTools } from "./further-tools.js";

const tool = (name: string): AgentTool =>
  defineTool({
    name: `tinyagi_${name}`,
    description: name,
    inputSchema: fieldsSchema({}),
    execute: () => `did ${name}`,
  });
const RARE = ["create_task", "schedule", "send_file"];
const ALL = ["recall", ...RARE].map(tool);

/** Runs an agent whose model calls these tools one after another. @returns what it was offered at each call, and its results */
async function play(tools: readonly AgentTool[], calls: readonly string[]) {
  const offered: string[][] = [];
  const model = createFunctionModel("m", ({ tools: offers, messages }) => {
    offered.push(offers.map(({ name }) => name));
    const name = calls[offered.length - 1];
    const last = JSON.stringify(messages.at(-1)?.content);
    return name === undefined ? { text: last } : { toolCalls: [{ name, input: {} }] };
  });
  const agent = new AgentHarness({ name: "coder", model, tools: [...tools] });
  return { offered, text: (await agent.run("go")).text };
}

test("the model is told the names, and gets the tools when it asks for them", async () => {
  const { offered, text } = await play(withFurtherTools(ALL, []), ["more_tools", "tinyagi_schedule"]);
  expect(offered[0]).toEqual(["tinyagi_recall", "more_tools"]);
  expect(offered[1]).toEqual(ALL.map(({ name }) => name));
  expect(text).toContain("did schedule");
  const more = withFurtherTools(ALL, []).find(({ name }) => name === "more_tools");
  for (const name of RARE) expect(more?.description).toContain(name);
});

test("a tool that was not shown can be called", async () => {
  expect((await play(withFurtherTools(ALL, []), ["tinyagi_send_file"])).text).toContain("did send_file");
});

test("each run asks again, unless an earlier message of its session used such a tool", async () => {
  await play(withFurtherTools(ALL, []), ["more_tools"]);
  expect((await play(withFurtherTools(ALL, []), [])).offered[0]).not.toContain("tinyagi_schedule");
  const before = [
    {
      role: "assistant" as const,
      content: [{ type: "tool-call" as const, toolCallId: "1", toolName: "tinyagi_schedule", input: {} }],
    },
  ];
  expect((await play(withFurtherTools(ALL, before), [])).offered[0]).toContain("tinyagi_schedule");
});

test("an agent with few such tools, and tools of other servers with the same name, are as they were", async () => {
  const few = [tool("recall"), tool("schedule")];
  expect(withFurtherTools(few, [])).toEqual(few);
  const foreign = RARE.map((name) => Object.assign({}, tool(name), { name: `mine_${name}` }));
  expect((await play(withFurtherTools(foreign, []), [])).offered[0]).toEqual(foreign.map(({ name }) => name));
});
