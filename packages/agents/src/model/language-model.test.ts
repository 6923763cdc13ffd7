/** The port over real HTTP, the same expectations for each wire format; and over a provider of the SDK made by hand. */
import { partial } from "@tinyagi/testkit/partial";
import { afterEach, describe, expect, it } from "vitest";
import { createMockModelServer, type MockModelServer, type MockReply } from "../../../testkit/src/index.js";
import { PROVIDERS } from "../../test-support/providers.js";
import { toFailure } from "./failure.js";
import { fromLanguageModel } from "./language-model.js";
import {
  type AgentMessage,
  type ModelReply,
  type ModelRequest,
  pickToolCalls,
  type SdkCallOptions,
  type SdkLanguageModel,
  toText,
  userMessage,
} from "./model.js";
import { createModel } from "./provider.js";

const TOOL = {
  name: "read",
  description: "Reads.",
  inputSchema: { type: "object", properties: { path: { type: "string" } } },
} as const;

let server: MockModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function reply(said: MockReply): Promise<MockModelServer> {
  server = await createMockModelServer({ script: () => said });
  return server;
}

function request(messages: readonly AgentMessage[] = [userMessage("hi")]): ModelRequest {
  return { system: "Be brief.", messages, tools: [{ ...TOOL, inputSchema: { ...TOOL.inputSchema } }] };
}

const quiet = { signal: new AbortController().signal, onText: () => {} };

describe.each(PROVIDERS)("a model of %s", (name, modelAt) => {
  it("streams its text in pieces and answers it whole", async () => {
    const at = await reply({ text: "one two three", chunks: 3 });
    const pieces: string[] = [];
    const answer = await createModel(modelAt(at)).stream(request(), {
      ...quiet,
      onText: (delta) => pieces.push(delta),
    });
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe("one two three");
    expect(toText(answer.content)).toBe("one two three");
    expect(answer.finishReason).toBe("stop");
  });

  it("sends system prompt, messages and tools", async () => {
    const at = await reply({ text: "ok" });
    await createModel(modelAt(at)).stream(request(), quiet);
    const [seen] = at.turns();
    expect(seen).toMatchObject({ system: "Be brief.", lastUserText: "hi", tools: ["read"], stream: true });
  });

  it("answers tool calls with their ids and parsed inputs, in order", async () => {
    const calls = [
      { name: "read", input: { path: "a" } },
      { name: "read", input: { path: "b" } },
    ];
    const at = await reply({ text: "let me see", toolCalls: calls });
    const answer = await createModel(modelAt(at)).stream(request(), quiet);
    const got = pickToolCalls(answer.content);
    expect(got.map((part) => [part.toolName, part.input])).toEqual([
      ["read", { path: "a" }],
      ["read", { path: "b" }],
    ]);
    expect(new Set(got.map((part) => part.toolCallId)).size).toBe(2);
    expect(answer.finishReason).toBe("tool-calls");
  });

  it("reports tokens, cached ones too", async () => {
    const at = await reply({
      text: "ok",
      usage: { inputTokens: 120, outputTokens: 30, cachedInputTokens: 20 },
    });
    const { usage } = await createModel(modelAt(at)).stream(request(), quiet);
    // Anthropic counts cached tokens beside the others, OpenAI within them.
    const inputTokens = name === "anthropic" ? 140 : 120;
    expect(usage).toEqual({ inputTokens, outputTokens: 30, cachedTokens: 20 });
  });

  it("takes a transcript with calls and results back", async () => {
    const at = await reply({ toolCalls: [{ name: "read", input: { path: "a" } }] });
    const model = createModel(modelAt(at));
    const first = await model.stream(request(), quiet);
    const [made] = pickToolCalls(first.content);
    at.setScript(({ toolResults, messages, turn }) => ({
      text: `${toolResults.map((result) => result.text).join()} after ${turn} of ${messages.length}`,
    }));
    const output = { type: "text", value: "file a" } as const;
    const part = {
      type: "tool-result",
      toolCallId: made?.toolCallId ?? "",
      toolName: "read",
      output,
    } as const;
    const second = await model.stream(
      request([
        userMessage("hi"),
        { role: "assistant", content: [...first.content] },
        { role: "tool", content: [part] },
      ]),
      quiet,
    );
    expect(toText(second.content)).toContain("file a after");
  });

  it("ends with an error when the connection breaks in the middle", async () => {
    const at = await reply({ text: "a long answer that breaks", chunks: 5, cutAfterChunks: 2 });
    const error: unknown = await createModel(modelAt(at))
      .stream(request(), quiet)
      .then(
        () => "no error",
        (caught: unknown) => caught,
      );
    expect(toFailure(error, 0).class).toBe("transient");
  });

  it("ends when its signal aborts in the middle of a stalled answer, and closes the connection", async () => {
    const at = await reply({ text: "begin", stall: true });
    const abort = new AbortController();
    const work = createModel(modelAt(at)).stream(request(), {
      signal: abort.signal,
      onText: () => abort.abort(new Error("enough")),
    });
    await expect(work).rejects.toThrow();
    await expect.poll(() => at.turns()[0]?.aborted).toBe(true);
  });

  it.each([
    [401, "auth"],
    [429, "rate_limited"],
    [500, "transient"],
    [529, "transient"],
    [400, "invalid"],
  ] as const)("classes the status %i as %s", async (status, errorClass) => {
    const at = await reply({ error: { status, retryAfterSeconds: 7, message: "details of the prompt" } });
    const error: unknown = await createModel(modelAt(at))
      .stream(request(), quiet)
      .then(
        () => "no error",
        (caught: unknown) => caught,
      );
    const failure = toFailure(error, 0);
    expect(failure.class).toBe(errorClass);
    expect(failure.retryAfterMs).toBe(7_000);
    expect(failure.message).toContain(": details of the prompt. ");
  });
});

type Parts = Parameters<ReadableStreamDefaultController<unknown>["enqueue"]>[0][];

function sdkModel(parts: Parts, seen: SdkCallOptions[] = []): SdkLanguageModel {
  return partial<SdkLanguageModel>({
    specificationVersion: "v3",
    provider: "hand",
    modelId: "hand-1",
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error("only streams are used")),
    doStream: async (options: SdkCallOptions) => {
      seen.push(options);
      return { stream: ReadableStream.from(parts) as ReadableStream<never> };
    },
  });
}

const COUNTS = {
  inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const finish = (usage: unknown = COUNTS, unified = "stop") => ({
  type: "finish",
  usage,
  finishReason: { unified, raw: unified },
});

function ask(parts: Parts): Promise<ModelReply> {
  return fromLanguageModel(sdkModel(parts)).stream(request(), quiet);
}

describe("a model of the SDK", () => {
  it("gives reasoning and its signature back with the next turn", async () => {
    const reply = await ask([
      { type: "reasoning-start", id: "r" },
      { type: "reasoning-delta", id: "r", delta: "hm" },
      { type: "reasoning-end", id: "r", providerMetadata: { p: { signature: "s" } } },
      { type: "text-start", id: "t", providerMetadata: { p: { id: "item" } } },
      { type: "text-delta", id: "t", delta: "yes" },
      { type: "text-end", id: "t" },
      finish(),
    ]);
    expect(reply.content).toEqual([
      { type: "reasoning", text: "hm", providerOptions: { p: { signature: "s" } } },
      { type: "text", text: "yes", providerOptions: { p: { id: "item" } } },
    ]);
  });

  it("keeps what belongs to a tool call", async () => {
    const part = { type: "tool-call", toolCallId: "1", toolName: "t", input: '{"a":1}' };
    const reply = await ask([{ ...part, providerMetadata: { p: { thought: "x" } } }, finish()]);
    expect(reply.content).toEqual([{ ...part, input: { a: 1 }, providerOptions: { p: { thought: "x" } } }]);
  });

  it("does not ask the host to execute what the provider executed", async () => {
    const part = {
      type: "tool-call",
      toolCallId: "1",
      toolName: "search",
      input: "{}",
      providerExecuted: true,
    };
    const reply = await ask([part, finish()]);
    expect(pickToolCalls(reply.content)).toEqual([]);
  });

  it.each([
    ["", {}],
    ["  ", {}],
    ['"bare"', "bare"],
    ["not json", "not json"],
    [`${"[".repeat(201)}${"]".repeat(201)}`, `${"[".repeat(201)}${"]".repeat(201)}`],
  ])("reads the input %j of a call as %j", async (input, parsed) => {
    const reply = await ask([{ type: "tool-call", toolCallId: "1", toolName: "t", input }, finish()]);
    expect(pickToolCalls(reply.content)[0]?.input).toEqual(parsed);
  });

  it("leaves out empty texts, which providers refuse in a transcript", async () => {
    const reply = await ask([
      { type: "text-start", id: "a" },
      { type: "text-end", id: "a" },
      { type: "text-delta", id: "b", delta: "without a start" },
      finish(),
    ]);
    expect(reply.content).toEqual([{ type: "text", text: "without a start" }]);
  });

  it("estimates tokens that nobody counted, and flags them", async () => {
    const none = { total: undefined };
    const { usage } = await ask([
      { type: "text-delta", id: "a", delta: "x".repeat(400) },
      finish({ inputTokens: none, outputTokens: none }),
    ]);
    expect(usage.estimated).toBe(true);
    expect(usage.outputTokens).toBeGreaterThanOrEqual(100);
    expect(usage.inputTokens).toBeGreaterThan(0);
  });

  it.each([-5, Number.NaN, Number.POSITIVE_INFINITY])("estimates what it reports as %d", async (total) => {
    const { usage } = await ask([
      { type: "text-delta", id: "a", delta: "x".repeat(400) },
      finish({ inputTokens: { total, cacheRead: total }, outputTokens: { total }, raw: { cost: total } }),
    ]);
    const counted = { inputTokens: expect.any(Number), outputTokens: expect.any(Number), estimated: true };
    expect(usage).toEqual(counted);
    expect(usage.inputTokens).toBeLessThan(1_000);
    expect(usage.outputTokens).toBeGreaterThanOrEqual(100);
  });

  it("takes a cost that the provider reports", async () => {
    const { usage } = await ask([
      { type: "text-delta", id: "a", delta: "x" },
      finish({ ...COUNTS, raw: { cost: 0.125 } }),
    ]);
    expect(usage).toEqual({ inputTokens: 1, outputTokens: 1, costUsd: 0.125 });
  });

  it.each([
    [
      "an overload",
      { type: "overloaded_error", message: "Overloaded" },
      { failureCause: "outage", modelOnly: true },
    ],
    [
      "a limit",
      { message: "Rate limit reached. Try again in 20s.", code: 429 },
      { failureCause: "limit", retryAfterMs: 20_000 },
    ],
    [
      "a quota",
      { code: "insufficient_quota", message: "Buy more." },
      { failureCause: "quota", class: "auth" },
    ],
    [
      "a prompt that is too long",
      { type: "invalid_request_error", message: "prompt is too long: 9 > 8" },
      { failureCause: "context_full" },
    ],
    ["a fault", { type: "server_error" }, { failureCause: "outage", modelOnly: false }],
    ["a sentence", "upstream is at capacity", { failureCause: "outage", modelOnly: true }],
    ["nothing", null, { class: "transient" }],
  ])("takes %s in the middle of a stream for what its provider says", async (_what, error, expected) => {
    const outcome: unknown = await ask([{ type: "error", error }]).catch((caught: unknown) => caught);
    expect(toFailure(outcome, 0)).toMatchObject({ name: "ModelCallError", ...expected });
  });

  it("takes nothing that comes behind the end of an answer", async () => {
    const more = { type: "text-delta", id: "b", delta: "again" };
    const reply = await ask([
      { type: "text-delta", id: "a", delta: "once" },
      finish(),
      more,
      { type: "error", error: {} },
    ]);
    expect(toText(reply.content)).toBe("once");
  });

  it.each([
    { unified: "other", raw: undefined },
    { unified: "error", raw: "error" },
  ])("takes an answer that ends as %j for a broken one", async (finishReason) => {
    const half = { type: "text-delta", id: "a", delta: "half" };
    const outcome: unknown = await ask([half, { ...finish(), finishReason }]).catch(
      (caught: unknown) => caught,
    );
    expect(outcome).toMatchObject({ class: "transient", failureCause: "outage" });
  });

  it("takes a stream without an end for a broken one", async () => {
    await expect(ask([{ type: "text-delta", id: "a", delta: "half" }])).rejects.toMatchObject({
      class: "transient",
    });
  });

  it("sends its settings with every call, and no empty list of tools", async () => {
    const seen: SdkCallOptions[] = [];
    const model = fromLanguageModel(sdkModel([finish()], seen), { temperature: 0, maxOutputTokens: 9 });
    await model.stream({ system: undefined, messages: [userMessage("hi")], tools: [] }, quiet);
    expect(seen[0]).toMatchObject({ temperature: 0, maxOutputTokens: 9, prompt: [userMessage("hi")] });
    expect(seen[0]).not.toHaveProperty("tools");
    expect(model.id).toBe("hand-1");
  });
});
