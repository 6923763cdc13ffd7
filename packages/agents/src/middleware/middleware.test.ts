import { describe, expect, it } from "vitest";
import { z } from "zod";
import { call, said, scripted } from "../../test-support/scripted.js";
import { AgentHarness } from "../run/harness.js";
import { defineTool } from "../tool/tool.js";
import type { AgentMiddleware } from "./middleware.js";

const echo = defineTool({
  name: "echo",
  description: "d",
  inputSchema: z.object({ text: z.string() }),
  execute: ({ text }) => `echo ${text}`,
});

function recorder(name: string, log: string[]): AgentMiddleware {
  const note = (hook: string) => void log.push(`${name} ${hook}`);
  return {
    beforeModel: () => note("before model") as undefined,
    afterModel: () => note("after model") as undefined,
    beforeTool: () => note("before tool") as undefined,
    afterTool: () => note("after tool") as undefined,
  };
}

describe("middleware", () => {
  it("surrounds each call, the first one outermost", async () => {
    const log: string[] = [];
    const middleware = [recorder("a", log), recorder("b", log)];
    const model = scripted([call("echo", { text: "x" }), "end"]);
    await new AgentHarness({ name: "a", model, tools: [echo], middleware }).run("go");
    const around = (what: string) => [
      `a before ${what}`,
      `b before ${what}`,
      `b after ${what}`,
      `a after ${what}`,
    ];
    expect(log).toEqual([...around("model"), ...around("tool"), ...around("model")]);
  });

  it("changes what is sent and what counts; the transcript keeps what was there", async () => {
    const model = scripted(["the answer"]);
    const middleware: AgentMiddleware[] = [
      {
        beforeModel: async (request) => ({ ...request, system: "changed" }),
        afterModel: (reply) => ({ ...reply, content: [{ type: "text", text: "another answer" }] }),
      },
    ];
    const result = await new AgentHarness({ name: "a", model, system: "s", middleware }).run("go");
    expect(model.requests[0]?.system).toBe("changed");
    expect(said(result.messages)).toEqual(["user: go", "assistant: another answer"]);
  });

  it("changes, answers or refuses tool calls", async () => {
    const calls = ["a", "cached", "forbidden"].map((text) => ({ name: "echo", input: { text } }));
    const middleware: AgentMiddleware[] = [
      {
        beforeTool: ({ input }) => {
          const { text } = input as { text: string };
          if (text === "cached") return { result: "from the cache" };
          if (text === "forbidden") throw new Error("not this one");
          return { input: { text: "b" } };
        },
        afterTool: ({ output }) =>
          output.type === "text" ? { ...output, value: `<${output.value}>` } : output,
      },
    ];
    const model = scripted([{ toolCalls: calls }, "end"]);
    const { messages } = await new AgentHarness({ name: "a", model, tools: [echo], middleware }).run("go");
    expect(said(messages).slice(4, 7)).toEqual([
      "text: <echo b>",
      "text: from the cache",
      "error-text: The tool echo failed: not this one",
    ]);
  });

  it("that throws around a model call ends the run", async () => {
    const model = scripted(["never"]);
    const middleware = [
      {
        beforeModel: () => {
          throw new Error("no");
        },
      },
    ];
    await expect(new AgentHarness({ name: "a", model, middleware }).run("go")).rejects.toThrow("no");
    expect(model.requests).toEqual([]);
  });
});
