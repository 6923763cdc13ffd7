import { afterEach, describe, expect, it } from "vitest";
import { createMockModelServer, type MockModelServer } from "./server.js";
import type { MockScript } from "./types.js";

let server: MockModelServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(script: MockScript): Promise<MockModelServer> {
  server = await createMockModelServer({ script });
  return server;
}

async function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${server?.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-test": "yes" },
    body: JSON.stringify(body),
  });
}

async function events(response: Response): Promise<Record<string, unknown>[]> {
  const lines = (await response.text()).split("\n").filter((line) => line.startsWith("data: {"));
  return lines.map((line) => JSON.parse(line.slice("data: ".length)));
}

const ANTHROPIC = {
  model: "claude-x",
  max_tokens: 100,
  system: [{ type: "text", text: "You are @coder." }],
  tools: [{ name: "Bash" }],
  messages: [
    { role: "user", content: [{ type: "text", text: "<system-reminder>x</system-reminder>" }] },
    { role: "user", content: [{ type: "text", text: "build it" }] },
    { role: "system", content: "Agent types: …" },
  ],
};

describe("createMockModelServer", () => {
  it("passes an Anthropic request to the script, without the blocks that the CLI adds", async () => {
    const { requests } = await start(() => ({ text: "done" }));
    const reply = await (await post("/v1/messages", ANTHROPIC)).json();
    expect(reply).toMatchObject({ stop_reason: "end_turn", content: [{ type: "text", text: "done" }] });
    expect(requests[0]).toMatchObject({
      api: "anthropic",
      model: "claude-x",
      system: "You are @coder.\n\nAgent types: …",
      lastUserText: "build it",
      tools: ["Bash"],
      turn: 0,
      side: false,
      status: 200,
    });
    expect(requests[0]?.headers["x-test"]).toBe("yes");
  });

  it("streams an Anthropic answer in the requested number of pieces, then its tool calls", async () => {
    await start(() => ({
      text: "abcdef",
      chunks: 3,
      toolCalls: [{ name: "Bash", input: { command: "ls" } }],
    }));
    const seen = await events(await post("/v1/messages", { ...ANTHROPIC, stream: true }));
    const deltas = seen.filter((event) => event.type === "content_block_delta").map((event) => event.delta);
    expect(deltas).toEqual([
      { type: "text_delta", text: "ab" },
      { type: "text_delta", text: "cd" },
      { type: "text_delta", text: "ef" },
      { type: "input_json_delta", partial_json: '{"command":"ls"}' },
    ]);
    expect(seen.at(-2)).toMatchObject({ type: "message_delta", delta: { stop_reason: "tool_use" } });
    expect(seen.at(-1)).toEqual({ type: "message_stop" });
  });

  it("shows the script the tool results that came back", async () => {
    const { requests } = await start(() => ({ text: "ok" }));
    await post("/v1/messages", {
      ...ANTHROPIC,
      messages: [
        ...ANTHROPIC.messages,
        { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "Bash", input: {} }] },
        {
          role: "user",
          content: [{ type: "tool_result", tool_use_id: "t1", content: "no", is_error: true }],
        },
      ],
    });
    expect(requests[0]).toMatchObject({
      turn: 1,
      lastUserText: "build it",
      toolResults: [{ callId: "t1", text: "no", isError: true }],
    });
  });

  it("hides the reminders that claude appends to a tool result", async () => {
    const { requests } = await start(() => ({ text: "ok" }));
    const reminder = (text: string) => `\n\n<system-reminder>\n${text} (see the list)\n</system-reminder>\n`;
    const content = `out <system-reminder> (1)${reminder("Use tasks")}${reminder("Be brief")}`;
    await post("/v1/messages", {
      ...ANTHROPIC,
      messages: [
        ...ANTHROPIC.messages,
        { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content }] },
      ],
    });
    expect(requests[0]?.toolResults).toMatchObject([{ text: "out <system-reminder> (1)" }]);
  });

  it("shows the script of codex only the results since the model's last call", async () => {
    const { requests } = await start(() => ({ text: "ok" }));
    const call = (id: string) => ({ type: "function_call", call_id: id, name: "shell", arguments: "{}" });
    const output = (id: string) => ({ type: "function_call_output", call_id: id, output: `out ${id}` });
    const input = [{ role: "user", content: "go" }, call("1"), output("1"), call("2"), output("2")];
    await post("/v1/responses", { model: "gpt-x", input });
    expect(requests[0]).toMatchObject({ toolResults: [{ callId: "2", text: "out 2" }] });
  });

  it("streams a Responses answer that codex understands", async () => {
    const { requests } = await start(() => ({
      text: "hey",
      toolCalls: [
        { name: "shell", input: { command: ["ls"] } },
        { name: "apply_patch", input: "*** Begin Patch" },
      ],
      usage: { inputTokens: 7, outputTokens: 2 },
    }));
    const response = await post("/v1/responses", {
      model: "gpt-x",
      stream: true,
      instructions: "base",
      tools: [{ type: "function", name: "shell" }, { type: "web_search" }],
      input: [
        { type: "message", role: "developer", content: [{ type: "input_text", text: "You are @coder." }] },
        { type: "message", role: "user", content: [{ type: "input_text", text: "<environment_context>" }] },
        { type: "message", role: "user", content: [{ type: "input_text", text: "go" }] },
      ],
    });
    const seen = await events(response);
    expect(seen.map((event) => event.type)).toEqual([
      "response.created",
      "response.output_item.added",
      "response.output_text.delta",
      "response.output_item.done",
      "response.output_item.added",
      "response.output_item.done",
      "response.output_item.added",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(seen.at(-1)).toMatchObject({
      response: {
        usage: { input_tokens: 7, output_tokens: 2, total_tokens: 9 },
        output: [
          { type: "message" },
          { type: "function_call", arguments: '{"command":["ls"]}' },
          { type: "custom_tool_call", input: "*** Begin Patch" },
        ],
      },
    });
    expect(requests[0]).toMatchObject({
      system: "base\n\nYou are @coder.",
      lastUserText: "go",
      tools: ["shell", "web_search"],
    });
  });

  it("speaks the forms in which codex hides tools: a search, and tools that are part of the conversation", async () => {
    const { requests } = await start(() => ({ toolCalls: [{ name: "tool_search", input: { query: "x" } }] }));
    const found = [{ type: "namespace", name: "n", tools: [{ type: "function", name: "list_team" }] }];
    const input = [
      { type: "additional_tools", role: "developer", tools: [{ type: "custom", name: "exec" }] },
      { type: "message", role: "user", content: [{ type: "input_text", text: "go" }] },
      { type: "tool_search_call", call_id: "c", execution: "client", arguments: { query: "x" } },
      { type: "tool_search_output", call_id: "c", execution: "client", tools: found },
    ];
    const answer = await (await post("/v1/responses", { model: "gpt-x", input })).json();
    const [call] = (answer as { output: unknown[] }).output;
    expect(call).toMatchObject({ type: "tool_search_call", execution: "client", arguments: { query: "x" } });
    expect(requests[0]?.tools).toEqual(["exec"]);
    expect(requests[0]?.toolResults).toEqual([{ callId: "c", text: JSON.stringify(found), isError: false }]);
  });

  it("answers Chat Completions as JSON and as a stream", async () => {
    await start(() => ({ text: "hello", chunks: 2 }));
    const body = {
      model: "m",
      messages: [
        { role: "system", content: "s" },
        { role: "user", content: "u" },
      ],
    };
    const whole = await (await post("/v1/chat/completions", body)).json();
    expect(whole).toMatchObject({ choices: [{ message: { content: "hello" }, finish_reason: "stop" }] });
    const streamed = await (await post("/v1/chat/completions", { ...body, stream: true })).text();
    expect(streamed).toContain('"content":"hel"');
    expect(streamed.trimEnd().endsWith("data: [DONE]")).toBe(true);
  });

  it.each([400, 401, 429, 500, 529] as const)(
    "answers a scripted %s in the provider's shape",
    async (status) => {
      await start(() => ({ error: { status, retryAfterSeconds: 3, message: "as scripted" } }));
      const response = await post("/v1/messages", ANTHROPIC);
      expect(response.status).toBe(status);
      expect(response.headers.get("retry-after")).toBe("3");
      expect(await response.json()).toMatchObject({ type: "error", error: { message: "as scripted" } });
    },
  );

  it("speaks the Gemini API: a prompt, the answer's pieces, a call, and its result", async () => {
    const { requests } = await start(({ toolResults }) =>
      toolResults.length > 0
        ? { text: "done", usage: { inputTokens: 7, outputTokens: 2 } }
        : { text: "ab", chunks: 2, toolCalls: [{ name: "write_file", input: { file_path: "x" } }] },
    );
    const path = "/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse";
    const user = {
      role: "user",
      parts: [{ text: "<session_context>x</session_context>" }, { text: "build it" }],
    };
    const asked = {
      systemInstruction: { parts: [{ text: "You are @coder." }] },
      tools: [{ functionDeclarations: [{ name: "write_file" }] }],
    };
    const seen = await events(await post(path, { ...asked, contents: [user] }));
    const parts = seen.flatMap(
      ({ candidates }) => (candidates as [{ content: { parts: [] } }])[0].content.parts,
    );
    const call = { functionCall: { name: "write_file", args: { file_path: "x" } } };
    expect(parts).toEqual([{ text: "a" }, { text: "b" }, call]);
    expect(requests[0]).toMatchObject({
      api: "gemini",
      model: "gemini-2.5-pro",
      system: "You are @coder.",
      lastUserText: "build it",
      tools: ["write_file"],
    });
    const result = { functionResponse: { id: "c1", name: "write_file", response: { error: "denied" } } };
    const contents = [user, { role: "model", parts }, { role: "user", parts: [result] }];
    const whole = await post(path.replace("streamGenerateContent", "generateContent"), {
      ...asked,
      contents,
    });
    expect(await whole.json()).toMatchObject({
      candidates: [{ content: { parts: [{ text: "done" }] }, finishReason: "STOP" }],
      usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 2 },
    });
    expect(requests[1]).toMatchObject({
      turn: 1,
      lastUserText: "build it",
      toolResults: [{ callId: "c1", text: "denied", isError: true }],
    });
    const side = await post(path, {
      contents: [user],
      generationConfig: { responseMimeType: "application/json" },
    });
    expect((await events(side))[0]).toMatchObject({ candidates: [{ content: { parts: [{ text: "{}" }] } }] });
    expect(server?.turns()).toHaveLength(2);
  });

  it("cuts the connection after the requested number of pieces", async () => {
    const { requests } = await start(() => ({ text: "abcdef", chunks: 3, cutAfterChunks: 1 }));
    const response = await post("/v1/messages", { ...ANTHROPIC, stream: true });
    await expect(response.text()).rejects.toThrow();
    await expect.poll(() => requests[0]?.aborted).toBe(true);
  });

  it("stalls with an open connection until it is closed", async () => {
    const mock = await start(() => ({ text: "abc", stall: true }));
    const response = await post("/v1/messages", { ...ANTHROPIC, stream: true });
    const reader = response.body?.getReader();
    let seen = "";
    while (!seen.includes("text_delta")) seen += new TextDecoder().decode((await reader?.read())?.value);
    expect(seen).not.toContain("message_stop");
    expect(mock.requests[0]?.endedAt).toBeUndefined();
    await mock.close();
    await expect.poll(() => mock.requests[0]?.aborted).toBe(true);
  });

  it("records overlapping requests as overlapping", async () => {
    const gates: (() => void)[] = [];
    const { requests } = await start(async () => {
      await new Promise<void>((resolve) => gates.push(resolve));
      return { text: "x" };
    });
    const both = [post("/v1/messages", ANTHROPIC), post("/v1/messages", ANTHROPIC)];
    await expect.poll(() => gates.length).toBe(2);
    for (const open of gates) open();
    await Promise.all(both);
    const [first, second] = requests;
    expect(Math.max(first?.startedAt ?? 0, second?.startedAt ?? 0)).toBeLessThanOrEqual(
      Math.min(first?.endedAt ?? 0, second?.endedAt ?? 0),
    );
  });

  it("answers the side requests of a CLI without asking the script", async () => {
    const { requests } = await start(() => {
      throw new Error("must not be asked");
    });
    const counted = await post("/v1/messages/count_tokens", ANTHROPIC);
    const quota = await post("/v1/messages", { ...ANTHROPIC, max_tokens: 1 });
    const probe = await fetch(`${server?.url}/`, { method: "HEAD" });
    expect([counted.status, quota.status, probe.status]).toEqual([200, 200, 200]);
    expect(requests.map((request) => request.side)).toEqual([true, true, true]);
    expect(server?.turns()).toEqual([]);
  });

  it("answers with an error that no client retries when the script fails", async () => {
    await start(() => {
      throw new Error("wrong test");
    });
    const response = await post("/v1/messages", ANTHROPIC);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("wrong test");
  });
});
