import { jsonSchema } from "ai";
import { describe, expect, it } from "vitest";
import { always, call, said, scripted } from "../../test-support/scripted.js";
import { ModelCallError } from "../errors.js";
import { createEventSink } from "../events/sink.js";
import { AgentHarness } from "../run/harness.js";
import { defineTool } from "../tool/tool.js";
import { createCompactingModel } from "./compacting.js";
import {
  type AgentMessage,
  type AgentModel,
  type ModelRequest,
  type ToolOutput,
  userMessage,
} from "./model.js";
import { picturesOutput, ToolPictures } from "./picture.js";
import { estimateTokens } from "./size.js";

const LONG = "word ".repeat(400);
const IO = { signal: new AbortController().signal, onText: () => {} };

function talk(turns: number): AgentMessage[] {
  return Array.from({ length: turns }, (_, turn): AgentMessage[] => [
    userMessage(`question ${turn} ${LONG}`),
    { role: "assistant", content: [{ type: "text", text: `answer ${turn} ${LONG}` }] },
  ]).flat();
}

function buildRequest(messages: readonly AgentMessage[]): ModelRequest {
  return { system: "Be brief.", messages, tools: [] };
}

function toResult(toolCallId: string, value: string | ToolOutput): AgentMessage[] {
  const shared = { toolCallId, toolName: "read" };
  const output: ToolOutput = typeof value === "string" ? { type: "text", value } : value;
  return [
    { role: "assistant", content: [{ type: "tool-call", ...shared, input: {} }] },
    { role: "tool", content: [{ type: "tool-result", ...shared, output }] },
  ];
}

function isSummary({ system }: ModelRequest): boolean {
  return system?.startsWith("You summarise") === true;
}

/** Answers, summarises, and refuses what is larger than its window. */
function limited(tokens: number): AgentModel & { readonly requests: ModelRequest[] } {
  return always((request) => {
    if (estimateTokens(request) > tokens)
      throw new ModelCallError("context_too_long", "too long", { failureCause: "context_full" });
    return isSummary(request) ? "THE SUMMARY" : "fine";
  });
}

describe("a model whose context gets full", () => {
  it("is asked as it is while there is room", async () => {
    const model = limited(100_000);
    const messages = [...talk(3), userMessage("now")];
    await createCompactingModel(model, { window: 100_000 }).stream(buildRequest(messages), IO);
    expect(model.requests.map(({ messages: sent }) => sent)).toEqual([messages]);
  });

  it("gets a summary and the newest turns before the limit, and the message goes on", async () => {
    const model = limited(8_000);
    const told: unknown[] = [];
    const compacting = createCompactingModel(model, { window: 8_000, onCompacted: (one) => told.push(one) });
    const messages = [...talk(10), userMessage("What about now?")];
    const reply = await compacting.stream(buildRequest(messages), IO);
    expect(reply.content).toEqual([{ type: "text", text: "fine" }]);
    const sent = said(model.requests.at(-1)?.messages ?? []);
    expect(sent[0]).toContain("THE SUMMARY");
    expect(sent.at(-1)).toBe("user: What about now?");
    expect(sent.join("\n")).toContain("answer 9");
    expect(sent.join("\n")).not.toContain("question 0");
    expect(told).toHaveLength(1);
    const stored = compacting.compacted(messages);
    expect(stored.length).toBeLessThan(messages.length);
    expect(said(stored)[0]).toContain("THE SUMMARY");
  });

  it("summarises once, and not again for each following call", async () => {
    const model = limited(8_000);
    const compacting = createCompactingModel(model, { window: 8_000 });
    const messages = [...talk(10), userMessage("now")];
    await compacting.stream(buildRequest(messages), IO);
    await compacting.stream(buildRequest([...messages, ...talk(1), userMessage("and now?")]), IO);
    expect(model.requests.filter(isSummary)).toHaveLength(1);
  });

  it("goes on after a refusal in the middle, also where its window is smaller than is known", async () => {
    const model = limited(6_000);
    const compacting = createCompactingModel(model, { window: 200_000 });
    const reply = await compacting.stream(buildRequest([...talk(8), userMessage("now")]), IO);
    expect(reply.content).toEqual([{ type: "text", text: "fine" }]);
    expect(model.requests.filter(isSummary)).toHaveLength(1);
  });

  it("fails once when a summary does not help either", async () => {
    const model = limited(1);
    const ask = createCompactingModel(model, { window: 200_000 }).stream(buildRequest(talk(2)), IO);
    await expect(ask).rejects.toMatchObject({ failureCause: "context_full" });
    expect(model.requests.length).toBeLessThan(4);
  });

  it("counts what the summary cost", async () => {
    const usage = { inputTokens: 10, outputTokens: 5 };
    const model = always((request) => ({ text: isSummary(request) ? "SUM" : "fine", usage }));
    const compacting = createCompactingModel(model, { window: 8_000 });
    const reply = await compacting.stream(buildRequest([...talk(10), userMessage("now")]), IO);
    expect(reply.usage).toMatchObject({ inputTokens: 20, outputTokens: 10 });
  });

  it("tells what a summary cost, apart from the answer, also where no answer follows", async () => {
    const usage = { inputTokens: 10, outputTokens: 5 };
    const model = always((request) => {
      if (isSummary(request)) return { text: "SUM", usage };
      throw new ModelCallError("auth", "no key", { failureCause: "login" });
    });
    const spent: unknown[] = [];
    const io = { ...IO, onSpent: (...one: unknown[]) => void spent.push(one) };
    const messages = [...talk(10), userMessage("now")];
    const ask = createCompactingModel(model, { window: 8_000 }).stream(buildRequest(messages), io);
    await expect(ask).rejects.toMatchObject({ failureCause: "login" });
    expect(spent).toEqual([[usage, "mock-model"]]);
    const ended: unknown[] = [];
    const sink = createEventSink({
      listeners: [(event) => void (event.type === "run.failed" && ended.push(event.data.usage))],
    });
    const failing = new AgentHarness({
      name: "failing",
      model: createCompactingModel(model, { window: 8_000 }),
      services: { sink },
    });
    await expect(failing.run(messages)).rejects.toThrow("no key");
    expect(ended).toMatchObject([usage]);
  });

  it("has its summaries written by a cheaper model, and writes them itself where that fails", async () => {
    const usage = { inputTokens: 10, outputTokens: 5 };
    const cheap = always(() => ({ text: "CHEAP", usage }));
    const broken = always(() => {
      throw new ModelCallError("auth", "no key", { failureCause: "login" });
    });
    const silent = always(() => ({ text: " ", usage }));
    for (const [by, summary, costs] of [
      [cheap, "CHEAP", 1],
      [broken, "THE SUMMARY", 1],
      [silent, "THE SUMMARY", 2],
    ] as const) {
      const model = limited(8_000);
      const spent: unknown[] = [];
      const io = { ...IO, onSpent: (...one: unknown[]) => void spent.push(one) };
      const compacting = createCompactingModel(model, { window: 8_000, summariser: async () => by });
      await compacting.stream(buildRequest([...talk(10), userMessage("now")]), io);
      expect(said(model.requests.at(-1)?.messages ?? [])[0]).toContain(summary);
      expect(spent).toHaveLength(costs);
    }
  });

  it("counts a summary once that makes nothing shorter", async () => {
    const usage = { inputTokens: 10, outputTokens: 5 };
    const model = always((request) => ({ text: isSummary(request) ? LONG.repeat(40) : "fine", usage }));
    const agent = new AgentHarness({
      name: "wordy",
      model: createCompactingModel(model, { window: 8_000 }),
    });
    const { usage: total } = await agent.run([...talk(10), userMessage("now")]);
    expect(total).toMatchObject({ inputTokens: 20, outputTokens: 10 });
  });

  it("shortens results only while there is no room for them", async () => {
    const model = limited(6_000);
    const compacting = createCompactingModel(model, { window: 6_000 });
    const first = [userMessage("Read it."), ...toResult("c1", "x".repeat(40_000))];
    await compacting.stream(buildRequest(first), IO);
    const text = `${"y".repeat(3_000)} end of y`;
    const next = [...first, ...toResult("c2", text)];
    await compacting.stream(buildRequest(next), IO);
    expect(said(model.requests.at(-1)?.messages ?? [])).toContain(`text: ${text}`);
  });

  it("shortens the texts of a result and keeps its pictures", async () => {
    const model = limited(6_000);
    const compacting = createCompactingModel(model, { window: 6_000 });
    const output = picturesOutput(
      new ToolPictures("x".repeat(40_000), [{ data: "QUJD", mediaType: "image/png" }]),
    );
    await compacting.stream(buildRequest([userMessage("Read it."), ...toResult("c1", output)]), IO);
    const [result] = model.requests.at(-1)?.messages.at(-1)?.content ?? [];
    if (result?.type !== "tool-result" || result.output.type !== "content") throw new Error("no pictures");
    expect(result.output.value.map(({ type }) => type)).toEqual(["text", "image-data"]);
    expect(JSON.stringify(result.output.value)).toMatch(/x{2000}.*The rest of this result was left out/);
  });

  it("names the pictures of results in what it summarises, without their bytes", async () => {
    const model = limited(8_000);
    const compacting = createCompactingModel(model, { window: 8_000 });
    const bytes = "QUJD".repeat(200);
    const output = picturesOutput(new ToolPictures("A chart.", [{ data: bytes, mediaType: "image/png" }]));
    await compacting.stream(
      buildRequest([userMessage("Draw."), ...toResult("c1", output), ...talk(10), userMessage("now")]),
      IO,
    );
    const asked = JSON.stringify(model.requests.find(isSummary));
    expect(asked).toContain("A chart.\\n(a file, image/png)");
    expect(asked).not.toContain("QUJDQUJD");
  });

  it("keeps tool calls with their results, and what the person asked for in their words", async () => {
    const model = limited(6_000);
    const results: AgentMessage[] = Array.from({ length: 12 }, (_, index): AgentMessage[] => [
      {
        role: "assistant",
        content: [{ type: "tool-call", toolCallId: `c${index}`, toolName: "read", input: { index } }],
      },
      {
        role: "tool",
        content: [
          {
            type: "tool-result",
            toolCallId: `c${index}`,
            toolName: "read",
            output: { type: "text", value: `result ${index} ${LONG}` },
          },
        ],
      },
    ]).flat();
    const compacting = createCompactingModel(model, { window: 6_000 });
    await compacting.stream(buildRequest([userMessage("Read all of it."), ...results]), IO);
    const sent = model.requests.at(-1)?.messages ?? [];
    const listIds = (type: "tool-call" | "tool-result") =>
      sent.flatMap(({ content }) => content.flatMap((part) => (part.type === type ? [part.toolCallId] : [])));
    expect(listIds("tool-call").length).toBeGreaterThan(0);
    expect(listIds("tool-result")).toEqual(listIds("tool-call"));
    expect(said(sent)).toContain("user: Read all of it.");
    expect(said(sent).join("\n")).toContain("result 11");
  });

  it("survives one result that alone is larger than the window", async () => {
    const model = limited(6_000);
    const huge = defineTool({
      name: "read",
      description: "Reads.",
      inputSchema: jsonSchema<object>({ type: "object", properties: {} }),
      execute: () => LONG.repeat(40),
    });
    const steps: AgentModel = {
      id: "steps",
      stream: async (request, io) => {
        const hasResult = request.messages.some(({ role }) => role === "tool");
        if (isSummary(request) || hasResult) return model.stream(request, io);
        return scripted([call("read")]).stream(request, io);
      },
    };
    const compacting = createCompactingModel(steps, { window: 6_000 });
    const agent = new AgentHarness({ name: "reader", model: compacting, tools: [huge] });
    expect((await agent.run("Read it.")).text).toBe("fine");
  });
});
