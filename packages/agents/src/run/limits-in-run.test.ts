/** What each limit does to a run: partial result or typed error, a complete transcript, one event. */
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { always, call, hang, type Step, said, scripted } from "../../test-support/scripted.js";
import { createTestServices, imbalances } from "../../test-support/setup.js";
import { RunDeadlineError, RunLimitError } from "../errors.js";
import { defineTool } from "../tool/tool.js";
import { AgentHarness, type AgentHarnessOptions, type AgentRunOptions } from "./harness.js";

let executions = 0;
const count = defineTool({
  name: "count",
  description: "Counts.",
  inputSchema: z.unknown(),
  execute: () => {
    executions += 1;
    return `execution ${executions}`;
  },
});

function setup(
  model: ReturnType<typeof scripted>,
  options: AgentRunOptions = {},
  harnessOptions: Partial<AgentHarnessOptions> = {},
) {
  executions = 0;
  const test = createTestServices();
  const tools = [count];
  const harness = new AgentHarness({ name: "a", model, tools, services: test.services, ...harnessOptions });
  return { ...test, model, harness, run: harness.start("go", options) };
}

function thinking(text: string): Step {
  return { text, toolCalls: [{ name: "count", input: {} }] };
}

describe("the limit of model calls", () => {
  it("is 25 and ends the run with what it has said so far, marked partial", async () => {
    const { run, model, of, events } = setup(always(thinking("still working")));
    const result = await run.result;
    expect(result).toMatchObject({
      status: "partial",
      limit: "model_calls",
      text: "still working",
      modelCalls: 25,
      toolCalls: 25,
    });
    expect(model.requests).toHaveLength(25);
    expect(of("limit.reached").map((event) => event.data)).toEqual([{ limit: "model_calls", value: 25 }]);
    expect(imbalances(events)).toEqual([]);
  });

  it("is an error with the partial text when the caller wants that", async () => {
    const limits = { modelCalls: 2 };
    const { run, types } = setup(always(thinking("half")), { limits, onLimit: "error" });
    const error: unknown = await run.result.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RunLimitError);
    expect(error).toMatchObject({ limit: "model_calls", partialText: "half", code: "CONFLICT" });
    expect(types().slice(-2)).toEqual(["limit.reached", "run.failed"]);
  });

  it("of the caller counts when the harness prefers an error and the caller a partial result", async () => {
    const options = { limits: { modelCalls: 1 }, onLimit: "StopWithPartial" } as const;
    const { run } = setup(always(thinking("x")), options, { onLimit: "error" });
    await expect(run.result).resolves.toMatchObject({ status: "partial" });
  });

  it("of zero makes no call at all", async () => {
    const { run, model } = setup(scripted(["never"]), { limits: { modelCalls: 0 } });
    await expect(run.result).resolves.toMatchObject({ status: "partial", text: "", modelCalls: 0 });
    expect(model.requests).toEqual([]);
  });

  it("does not touch an answer that comes with the last call", async () => {
    const { run } = setup(scripted([thinking("a"), "answer"]), { limits: { modelCalls: 2 } });
    await expect(run.result).resolves.toMatchObject({ status: "completed", limit: null, text: "answer" });
  });
});

describe("the limit of tool calls", () => {
  it("is 50 over all turns", async () => {
    const twenty = { toolCalls: Array.from({ length: 20 }, (_, at) => ({ name: "count", input: { at } })) };
    const { run } = setup(always(twenty));
    const result = await run.result;
    expect(result).toMatchObject({ status: "partial", limit: "tool_calls", toolCalls: 50, modelCalls: 3 });
    expect(executions).toBe(50);
  });

  it("leaves a transcript in which every call has its result", async () => {
    const three = { toolCalls: [1, 2, 3].map((at) => ({ name: "count", input: { at } })) };
    const { run } = setup(scripted([three]), { limits: { toolCalls: 2 } });
    const { messages } = await run.result;
    expect(said(messages).slice(4)).toEqual([
      "text: execution 1",
      "text: execution 2",
      "error-text: This is not a completed answer: the run's limit of tool calls is reached.",
    ]);
  });

  it("is not reached by using it up exactly", async () => {
    const { run } = setup(scripted([thinking("a"), "answer"]), { limits: { toolCalls: 1 } });
    await expect(run.result).resolves.toMatchObject({ status: "completed", text: "answer" });
  });
});

describe("the wall clock", () => {
  it("ends a call in flight and keeps what was said before", async () => {
    const test = setup(scripted([thinking("found it"), hang]), { limits: { wallClockMs: 60_000 } });
    await vi.waitFor(() => expect(test.model.requests).toHaveLength(2));
    test.clock.advance(60_000);
    await expect(test.run.result).resolves.toMatchObject({
      status: "partial",
      limit: "wall_clock",
      text: "found it",
    });
    expect(test.of("limit.reached")[0]?.data).toEqual({ limit: "wall_clock", value: 60_000 });
    expect(imbalances(test.events)).toEqual([]);
  });

  it("is a typed error when the caller wants that", async () => {
    const options = { limits: { wallClockMs: 5 }, onLimit: "error" } as const;
    const test = setup(scripted([hang]), options);
    await vi.waitFor(() => expect(test.model.requests).toHaveLength(1));
    test.clock.advance(5);
    const error: unknown = await test.run.result.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RunDeadlineError);
    expect(error).toMatchObject({ limit: "wall_clock", code: "TIMED_OUT" });
  });

  it("ends a tool in flight, and its call has a result in the transcript", async () => {
    const stuck = defineTool({
      name: "stuck",
      description: "d",
      inputSchema: z.unknown(),
      execute: () => new Promise<never>(() => {}),
    });
    const test = setup(scripted([call("stuck")]), { limits: { wallClockMs: 5 } }, { tools: [stuck] });
    await vi.waitFor(() => expect(test.types()).toContain("tool.started"));
    test.clock.advance(5);
    const { messages, limit } = await test.run.result;
    expect(limit).toBe("wall_clock");
    expect(said(messages).at(-1)).toContain("the run ended during the call");
  });

  it("is given back with everything else at the end of a run", async () => {
    const signal = new AbortController();
    const test = setup(scripted(["answer"]), { signal: signal.signal });
    await test.run.result;
    expect(test.clock.timers).toBe(0);
    expect(test.services.registry.list()).toEqual([]);
  });
});

describe("no progress", () => {
  it("ends a run that makes the same call with the same result three times", async () => {
    const same = defineTool({ name: "same", description: "d", inputSchema: z.unknown(), execute: () => "x" });
    const { run, model } = setup(always(call("same")), {}, { tools: [same] });
    await expect(run.result).resolves.toMatchObject({ status: "partial", limit: "no_progress" });
    expect(model.requests).toHaveLength(3);
  });

  it("is not seen in calls whose results go on", async () => {
    const { run } = setup(always(call("count")), { limits: { modelCalls: 10 } });
    await expect(run.result).resolves.toMatchObject({ limit: "model_calls" });
  });
});

describe("an answer that was cut", () => {
  it("by the length of the output is partial", async () => {
    const { run } = setup(scripted([{ text: "half a sen", finishReason: "length" }]));
    await expect(run.result).resolves.toMatchObject({
      status: "partial",
      limit: "output_length",
      text: "half a sen",
    });
  });

  it("by the provider's filter is partial", async () => {
    const { run } = setup(scripted([{ finishReason: "content-filter" }]));
    await expect(run.result).resolves.toMatchObject({ status: "partial", limit: "content_filter", text: "" });
  });
});
