import { createPriceTable } from "@tinyagi/contracts";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { always, call, hang, said, scripted } from "../../test-support/scripted.js";
import { createTestServices, imbalances } from "../../test-support/setup.js";
import { RunCancelledError } from "../errors.js";
import { userMessage } from "../model/model.js";
import { defineTool } from "../tool/tool.js";
import { AgentHarness, INPUT_MAX_CHARS } from "./harness.js";

const USAGE = { inputTokens: 1_000, outputTokens: 100 };

describe("a run", () => {
  it("answers with text, transcript, usage and counts", async () => {
    const { services } = createTestServices();
    const harness = new AgentHarness({
      name: "a",
      model: scripted([{ text: "hello", usage: USAGE }], "gpt-5"),
      services,
    });
    expect(await harness.run("hi")).toEqual({
      runId: "run-1",
      agent: "a",
      status: "completed",
      text: "hello",
      limit: null,
      messages: [userMessage("hi"), { role: "assistant", content: [{ type: "text", text: "hello" }] }],
      usage: { ...USAGE, costUsd: 0.00225, estimated: true },
      ownUsage: { ...USAGE, costUsd: 0.00225, estimated: true },
      modelCalls: 1,
      toolCalls: 0,
      metadata: new Map(),
    });
  });

  it("tells its story in order", async () => {
    const { services, types, events } = createTestServices();
    const tool = defineTool({ name: "t", description: "d", inputSchema: z.unknown(), execute: () => "x" });
    const harness = new AgentHarness({
      name: "a",
      model: scripted([call("t"), "ok"]),
      tools: [tool],
      services,
    });
    await harness.run("go");
    expect(types()).toEqual([
      "run.started",
      "model.started",
      "model.completed",
      "tool.started",
      "tool.completed",
      "model.started",
      "model.completed",
      "run.completed",
    ]);
    expect(new Set(events.map((event) => `${event.runId} ${event.rootRunId} ${event.depth}`))).toEqual(
      new Set(["run-1 run-1 0"]),
    );
    expect(imbalances(events)).toEqual([]);
  });

  it("sends the system prompt with each call and keeps it out of the transcript", async () => {
    const tool = defineTool({ name: "t", description: "d", inputSchema: z.unknown(), execute: () => "x" });
    const model = scripted([call("t"), "ok"]);
    const { messages } = await new AgentHarness({ name: "a", model, tools: [tool], system: "Be kind." }).run(
      "go",
    );
    expect(model.requests.map((request) => request.system)).toEqual(["Be kind.", "Be kind."]);
    expect(said(messages).join()).not.toContain("Be kind");
  });

  it("goes on from a transcript without changing it", async () => {
    const model = scripted(["again"]);
    const before = Object.freeze([
      userMessage("one"),
      { role: "assistant" as const, content: [{ type: "text" as const, text: "first" }] },
      userMessage("two"),
    ]);
    const { messages } = await new AgentHarness({ name: "a", model }).run(before);
    expect(said(messages)).toEqual(["user: one", "assistant: first", "user: two", "assistant: again"]);
    expect(before).toHaveLength(3);
  });

  it("gives each request a transcript of its own", async () => {
    const tool = defineTool({ name: "t", description: "d", inputSchema: z.unknown(), execute: () => "x" });
    const model = scripted([call("t"), "ok"]);
    await new AgentHarness({ name: "a", model, tools: [tool] }).run("go");
    expect(model.requests.map((request) => request.messages.length)).toEqual([1, 3]);
  });

  it("streams text to its caller and says so in events without the text", async () => {
    const { services, of } = createTestServices();
    const pieces: string[] = [];
    const model = scripted([
      (_request, io) => {
        io.onText("hel");
        return "lo";
      },
    ]);
    await new AgentHarness({ name: "a", model, services }).run("go", {
      onText: (delta) => pieces.push(delta),
    });
    expect(pieces).toEqual(["hel", "lo"]);
    expect(of("model.progressed").map((event) => [event.data.chars, event.payload])).toEqual([
      [3, undefined],
      [2, undefined],
    ]);
  });

  it("shows questions and answers in events when payloads are asked for", async () => {
    const { services, of } = createTestServices({});
    await new AgentHarness({ name: "a", model: scripted(["the answer"]), services }).run("the question");
    expect(JSON.stringify(of("run.started")[0]?.payload)).toContain("the question");
    expect(of("run.completed")[0]?.payload).toEqual({ value: "the answer" });
  });

  it("prices its tokens by the user's table", async () => {
    const prices = createPriceTable({ own: { input: 1_000, output: 0 } });
    const model = scripted([{ text: "x", usage: USAGE }], "own-model");
    const { usage } = await new AgentHarness({ name: "a", model, services: { prices } }).run("go");
    expect(usage).toMatchObject({ costUsd: 1, estimated: true });
  });

  it("keeps nothing for the next one", async () => {
    const model = always("ok");
    const harness = new AgentHarness({ name: "a", model });
    await harness.run("one");
    await harness.run("two");
    expect(model.requests.map((request) => said(request.messages))).toEqual([["user: one"], ["user: two"]]);
  });

  it("can be one of many at once", async () => {
    const { services, events } = createTestServices();
    const harness = new AgentHarness({ name: "a", model: always("ok"), services });
    const results = await Promise.all(Array.from({ length: 50 }, (_, at) => harness.run(`task ${at}`)));
    expect(new Set(results.map((result) => result.runId)).size).toBe(50);
    expect(imbalances(events)).toEqual([]);
  });
});

describe("a run that is cancelled", () => {
  it("by its caller's signal rejects with the reason and ends as cancelled", async () => {
    const { services, types, of } = createTestServices();
    const abort = new AbortController();
    const model = scripted([hang]);
    const run = new AgentHarness({ name: "a", model, services }).run("go", { signal: abort.signal });
    await vi.waitFor(() => expect(model.requests).toHaveLength(1));
    abort.abort(new Error("user left"));
    const error: unknown = await run.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RunCancelledError);
    expect(error).toMatchObject({ reason: "by its caller", cause: { message: "user left" } });
    expect(of("run.cancelled")).toHaveLength(1);
    expect(types()).not.toContain("run.failed");
  });

  it("before it begins makes no call and books no run", async () => {
    const { services, types } = createTestServices();
    const model = scripted(["never"]);
    const signal = AbortSignal.abort();
    const run = new AgentHarness({ name: "a", model, services }).run("go", { signal });
    await expect(run).rejects.toBeInstanceOf(RunCancelledError);
    expect(model.requests).toEqual([]);
    expect(types()).toEqual(["run.started", "run.cancelled"]);
  });

  it("is found by its id while it lives", async () => {
    const { services } = createTestServices();
    const model = scripted([hang]);
    const harness = new AgentHarness({ name: "a", model, services });
    const run = harness.start("go");
    expect(services.registry.get(run.runId)).toMatchObject({ agent: "a", depth: 0 });
    services.registry.get(run.runId)?.steering.cancel();
    await expect(run.result).rejects.toBeInstanceOf(RunCancelledError);
    expect(services.registry.get(run.runId)).toBeUndefined();
  });
});

describe("a run that cannot begin", () => {
  it.each([
    ["an empty text", ""],
    ["blanks", " \n"],
    ["no message", []],
  ])("for %s is refused", async (_what, input) => {
    const { services, events } = createTestServices();
    const harness = new AgentHarness({ name: "a", model: always("x"), services });
    await expect(harness.run(input)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(() => harness.start(input)).toThrow();
    expect(events).toEqual([]);
  });

  it("for a text beyond all measure is refused", async () => {
    const harness = new AgentHarness({ name: "a", model: always("x") });
    await expect(harness.run("x".repeat(INPUT_MAX_CHARS + 1))).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
    });
  });

  it("for limits that are not usable is refused, of the harness at once", async () => {
    const model = always("x");
    expect(() => new AgentHarness({ name: "a", model, policy: { depth: -1 } })).toThrow("policy.depth");
    const harness = new AgentHarness({ name: "a", model });
    await expect(harness.run("go", { limits: { toolCalls: 0.5 } })).rejects.toThrow("limits.toolCalls");
  });
});
