import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { call, deferred, type Step, said, scripted } from "../../test-support/scripted.js";
import { createTestServices, imbalances } from "../../test-support/setup.js";
import { AgentHarness, type AgentRunOptions } from "../run/harness.js";
import { type AgentTool, defineTool, type ToolContext } from "./tool.js";

function tool(name: string, execute: (input: unknown, context: ToolContext) => unknown): AgentTool {
  return defineTool({ name, description: name, inputSchema: z.unknown(), execute });
}

function setup(tools: readonly AgentTool[], steps: readonly Step[], options: AgentRunOptions = {}) {
  const test = createTestServices({});
  const model = scripted(steps);
  const harness = new AgentHarness({ name: "a", model, tools, services: test.services });
  return { ...test, model, run: harness.start("go", options) };
}

const echo = defineTool({
  name: "echo",
  description: "Echoes.",
  inputSchema: z.object({ text: z.string() }),
  execute: ({ text }) => `echo ${text}`,
});

describe("tool calls of one turn", () => {
  it("run and give their results back to the model", async () => {
    const { run, model, events } = setup([echo], [call("echo", { text: "hi" }), "done"]);
    const result = await run.result;
    expect(said(result.messages)).toEqual([
      "user: go",
      "assistant calls echo",
      "text: echo hi",
      "assistant: done",
    ]);
    expect(model.requests[1]?.messages).toHaveLength(3);
    expect(result.toolCalls).toBe(1);
    expect(imbalances(events)).toEqual([]);
  });

  it("run side by side, and their results keep the order of the calls", async () => {
    const gates = [deferred<string>(), deferred<string>()];
    const started: number[] = [];
    const wait = tool("wait", (input) => {
      const { at } = input as { at: number };
      started.push(at);
      return gates[at]?.promise;
    });
    const calls = [0, 1].map((at) => ({ name: "wait", input: { at } }));
    const { run } = setup([wait], [{ toolCalls: calls }, "done"]);
    await vi.waitFor(() => expect(started).toEqual([0, 1]));
    gates[1]?.resolve("second");
    gates[0]?.resolve("first");
    const { messages } = await run.result;
    expect(said(messages).slice(3, 5)).toEqual(["text: first", "text: second"]);
  });

  it("run at most eight at a time", async () => {
    const gate = deferred();
    let live = 0;
    let most = 0;
    const busy = tool("busy", async () => {
      live += 1;
      most = Math.max(most, live);
      await gate.promise;
      live -= 1;
      return "ok";
    });
    const toolCalls = Array.from({ length: 20 }, (_, at) => ({ name: "busy", input: { at } }));
    const { run } = setup([busy], [{ toolCalls }, "done"]);
    await vi.waitFor(() => expect(live).toBe(8));
    gate.resolve();
    await expect(run.result).resolves.toMatchObject({ toolCalls: 20 });
    expect(most).toBe(8);
  });

  it("know their run, their call and where they work", async () => {
    const seen: ToolContext[] = [];
    const look = tool("look", (_input, context) => {
      seen.push(context);
      return "ok";
    });
    const { run } = setup([look], [call("look"), "done"], { workspace: "/home/a" });
    await run.result;
    expect(seen[0]).toMatchObject({
      callId: "call_1",
      toolName: "look",
      run: { depth: 0, workspace: "/home/a" },
    });
  });
});

describe("a tool that fails", () => {
  it("becomes an error result that the model can react to", async () => {
    const broken = tool("broken", () => {
      throw new Error("disk full");
    });
    const { run, of } = setup([broken], [call("broken"), "I could not."]);
    const { messages, text } = await run.result;
    expect(said(messages)[2]).toBe("error-text: The tool broken failed: disk full");
    expect(text).toBe("I could not.");
    expect(of("tool.failed")[0]?.data).toMatchObject({ tool: "broken", error: "Error" });
  });

  it("keeps its message out of the data of events", async () => {
    const broken = tool("broken", () => {
      throw new Error("private words");
    });
    const { run, events } = setup([broken], [call("broken"), "done"]);
    await run.result;
    for (const event of events) expect(JSON.stringify(event.data)).not.toContain("private");
  });

  it("can reject late or synchronously alike", async () => {
    const late = tool("late", () => Promise.reject(new Error("later")));
    const { run } = setup([late], [call("late"), "done"]);
    expect(said((await run.result).messages)[2]).toContain("later");
  });

  it("ends the run, and aborts its siblings, when it says that its errors are the run's", async () => {
    const aborted = deferred<unknown>();
    const slow = tool("slow", (_input, { signal }) => {
      signal.addEventListener("abort", () => aborted.resolve(signal.reason));
      return new Promise<never>(() => {});
    });
    const fatal: AgentTool = {
      ...tool("fatal", () => Promise.reject(new Error("no way on"))),
      propagates: () => true,
    };
    const calls = [
      { name: "slow", input: {} },
      { name: "fatal", input: {} },
    ];
    const { run, events, types } = setup([slow, fatal], [{ toolCalls: calls }]);
    await expect(run.result).rejects.toThrow("no way on");
    await expect(aborted.promise).resolves.toMatchObject({ name: "RunCancelledError" });
    expect(types().slice(-3)).toEqual(["tool.failed", "tool.cancelled", "run.failed"]);
    expect(imbalances(events)).toEqual([]);
  });
});

describe("a call that cannot be made", () => {
  it("of an unknown tool names the known ones", async () => {
    const { run } = setup([echo], [call("nothing"), "done"]);
    const { messages } = await run.result;
    expect(said(messages)[2]).toBe("error-text: There is no such tool. The tools are: echo.");
  });

  it("of an agent without tools says so", async () => {
    const { run } = setup([], [call("constructor"), "done"]);
    expect(said((await run.result).messages)[2]).toContain("The tools are: none.");
  });

  it("with an input that does not fit the schema never reaches the tool", async () => {
    const { run, types } = setup([echo], [call("echo", { text: 5 }), call("echo", "not json"), "done"]);
    const texts = said((await run.result).messages);
    expect(texts[2]).toMatch(/^error-text: The input does not fit the tool's schema/);
    expect(texts[4]).toMatch(/^error-text: The input does not fit/);
    expect(types().filter((type) => type === "tool.failed")).toHaveLength(2);
  });

  it("with an input that is no object is kept in a form every provider takes back", async () => {
    const any = tool("any", (input) => `got ${JSON.stringify(input)}`);
    const { run } = setup([any], [call("any", "bare"), "done"]);
    const { messages } = await run.result;
    const [, assistant] = messages;
    expect(assistant?.content[0]).toMatchObject({ type: "tool-call", input: { input: "bare" } });
    expect(said(messages)[2]).toBe('text: got "bare"');
  });
});

describe("a tool that ignores its signal", () => {
  it("is not waited for when the run is cancelled, and its late result changes nothing", async () => {
    const gate = deferred<string>();
    const stubborn = tool("stubborn", () => gate.promise);
    const { run, events, types } = setup([stubborn], [call("stubborn")]);
    await vi.waitFor(() => expect(types()).toContain("tool.started"));
    run.steering.cancel("enough");
    await expect(run.result).rejects.toMatchObject({ reason: "enough" });
    const before = events.length;
    gate.resolve("late");
    await gate.promise;
    expect(events).toHaveLength(before);
    expect(types().slice(-3)).toEqual(["tool.cancelled", "steering.applied", "run.cancelled"]);
    expect(imbalances(events)).toEqual([]);
  });
});
