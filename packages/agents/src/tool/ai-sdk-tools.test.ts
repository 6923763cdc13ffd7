/** Tools of the AI SDK, unmodified, in runs of an agent. */
import { openai } from "@ai-sdk/openai";
import { jsonSchema, type ToolSet, tool } from "ai";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { call, said, scripted } from "../../test-support/scripted.js";
import { AgentHarness } from "../run/harness.js";
import { fromAiSdkTools } from "./ai-sdk-tools.js";

function agentWith(tools: ToolSet, steps: Parameters<typeof scripted>[0], context?: unknown) {
  const model = scripted(steps);
  return {
    model,
    harness: new AgentHarness({ name: "a", model, tools: fromAiSdkTools(tools, { context }) }),
  };
}

const weather = tool({
  description: "The weather of a city.",
  inputSchema: z.object({ city: z.string() }),
  execute: ({ city }) => ({ city, degrees: 21 }),
});

describe("a tool of the AI SDK", () => {
  it("is offered with its description and schema, and its result goes to the model", async () => {
    const { harness, model } = agentWith({ weather }, [call("weather", { city: "Rome" }), "warm"]);
    const { messages, text } = await harness.run("go");
    expect(text).toBe("warm");
    expect(model.requests[0]?.tools).toEqual([
      expect.objectContaining({
        name: "weather",
        description: "The weather of a city.",
        inputSchema: expect.objectContaining({ required: ["city"] }),
      }),
    ]);
    expect(said(messages)).toContain('json: {"city":"Rome","degrees":21}');
  });

  it("never sees an input that does not fit its schema", async () => {
    const { harness } = agentWith({ weather }, [call("weather", { town: "Rome" }), "sorry"]);
    expect(said((await harness.run("go")).messages).join()).toContain("does not fit the tool's schema");
  });

  it("gets the id of its call, the messages before it, the signal and the context", async () => {
    const seen: unknown[] = [];
    const look = tool({
      inputSchema: jsonSchema<{ at: number }>({ type: "object" }),
      execute: (input, { toolCallId, messages, abortSignal, experimental_context }) => {
        seen.push(input, toolCallId, messages, abortSignal?.aborted, experimental_context);
        return "seen";
      },
    });
    const steps = [{ toolCalls: [{ id: "c1", name: "look", input: { at: 1 } }] }, "end"];
    await agentWith({ look }, steps, { user: 7 }).harness.run("go");
    const go = { role: "user", content: [{ type: "text", text: "go" }] };
    expect(seen).toEqual([{ at: 1 }, "c1", [go], false, { user: 7 }]);
  });

  it("that yields preliminary results answers with the last one", async () => {
    const slow = tool({
      inputSchema: z.object({}),
      async *execute() {
        yield "a half";
        yield "all of it";
      },
    });
    const { messages } = await agentWith({ slow }, [call("slow"), "end"]).harness.run("go");
    expect(said(messages)).toContain("text: all of it");
  });

  it.each([
    [{ type: "text" as const, value: "21 degrees" }, "text: 21 degrees"],
    [{ type: "json" as const, value: { d: 21 } }, 'json: {"d":21}'],
    [
      {
        type: "content" as const,
        value: [
          { type: "text" as const, text: "see" },
          { type: "image-url" as const, url: "http://x/" },
        ],
      },
      "text: see\n(image-url left out)",
    ],
    [
      { type: "error-text" as const, value: "no such city" },
      "error-text: The tool look failed: no such city",
    ],
    [{ type: "error-json" as const, value: { code: 7 } }, 'error-text: The tool look failed: {"code":7}'],
  ])("shows the model what toModelOutput makes of its output: %j", async (output, expected) => {
    const look = tool({ inputSchema: z.object({}), execute: () => 21, toModelOutput: () => output });
    const { messages } = await agentWith({ look }, [call("look"), "end"]).harness.run("go");
    expect(said(messages)).toContain(expected);
  });

  it("with needsApproval is executed only after a person has approved the call", async () => {
    const paid: number[] = [];
    const pay = tool({
      inputSchema: z.object({ usd: z.number() }),
      needsApproval: ({ usd }) => usd > 100,
      execute: ({ usd }) => paid.push(usd),
    });
    const steps = [
      { toolCalls: [{ id: "small", name: "pay", input: { usd: 5 } }] },
      { toolCalls: [{ id: "large", name: "pay", input: { usd: 500 } }] },
      "end",
    ];
    const { harness } = agentWith({ pay }, steps);
    const { status, interruption } = await harness.run("go");
    expect([status, paid]).toEqual(["interrupted", [5]]);
    if (interruption === undefined) throw new Error("nothing to resume");
    await harness.resume(interruption.saved, { large: { approved: true } });
    expect(paid).toEqual([5, 500]);
  });

  it.each([
    ["without execute", { inputSchema: z.object({}) } as ToolSet[string]],
    ["of a provider", openai.tools.webSearch({})],
  ])("%s is refused by name", (_, unusable) => {
    // @ts-expect-error: the SDK's tool may have undefined in optional fields, which our compiler refuses.
    expect(() => fromAiSdkTools({ look: unusable })).toThrow(/The tool look (has no|is executed)/);
  });
});
