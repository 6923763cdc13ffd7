import { afterEach, describe, expect, it, vi } from "vitest";
import { userMessage } from "./model.js";
import { createModel, type ModelOptions } from "./provider.js";

afterEach(() => vi.unstubAllEnvs());

/** What a model sends, without a server: its requests are answered 400. */
async function sent(options: ModelOptions) {
  const calls: { url: string; headers: Headers; body: Record<string, unknown> }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const body = JSON.parse(String(init?.body)) as Record<string, unknown>;
    calls.push({ url: String(input), headers: new Headers(init?.headers), body });
    return new Response('{"error":{"message":"no"}}', { status: 400 });
  };
  const io = { signal: new AbortController().signal, onText: () => {} };
  const request = { system: undefined, messages: [userMessage("hi")], tools: [] };
  await expect(createModel({ ...options, fetch }).stream(request, io)).rejects.toThrow();
  const [call] = calls;
  if (call === undefined) throw new Error("nothing was sent");
  return call;
}

describe("a model by settings", () => {
  it.each([
    [{ provider: "anthropic", model: "m", apiKey: "k" }, "https://api.anthropic.com/v1/messages"],
    [{ provider: "openai", model: "m", apiKey: "k" }, "https://api.openai.com/v1/responses"],
    [
      { provider: "openai", model: "m", apiKey: "k", api: "chat" },
      "https://api.openai.com/v1/chat/completions",
    ],
    [
      { provider: "openai-compatible", model: "m", baseUrl: "http://127.0.0.1:1234" },
      "http://127.0.0.1:1234/v1/chat/completions",
    ],
    [
      { provider: "openai-compatible", model: "m", baseUrl: "http://127.0.0.1:1/api/v2/" },
      "http://127.0.0.1:1/api/v2/chat/completions",
    ],
    [
      { provider: "anthropic", model: "m", apiKey: "k", baseUrl: "http://127.0.0.1:1/" },
      "http://127.0.0.1:1/v1/messages",
    ],
  ] as [ModelOptions, string][])("%j speaks to %s", async (options, url) => {
    expect((await sent(options)).url).toBe(url);
  });

  it("sends the key it was given", async () => {
    const anthropic = await sent({ provider: "anthropic", model: "m", apiKey: "one" });
    const openai = await sent({ provider: "openai", model: "m", apiKey: "two" });
    expect(anthropic.headers.get("x-api-key")).toBe("one");
    expect(openai.headers.get("authorization")).toBe("Bearer two");
  });

  it("sends no key to a server that was given none", async () => {
    const local = await sent({ provider: "openai-compatible", model: "m", baseUrl: "http://127.0.0.1:1" });
    expect(local.headers.get("authorization")).toBeNull();
  });

  it("reads neither key nor address from the environment", async () => {
    vi.stubEnv("ANTHROPIC_API_KEY", "from-environment");
    vi.stubEnv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9/elsewhere");
    vi.stubEnv("OPENAI_API_KEY", "from-environment");
    vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:9/elsewhere");
    expect(() => createModel({ provider: "anthropic", model: "m" })).toThrow("needs an apiKey");
    expect(() => createModel({ provider: "openai", model: "m", apiKey: "" })).toThrow("needs an apiKey");
    const anthropic = await sent({ provider: "anthropic", model: "m", apiKey: "mine" });
    const openai = await sent({ provider: "openai", model: "m", apiKey: "mine" });
    expect(anthropic.url).toMatch(/^https:\/\/api\.anthropic\.com\//);
    expect(openai.url).toMatch(/^https:\/\/api\.openai\.com\//);
    expect(anthropic.headers.get("x-api-key")).toBe("mine");
  });

  it("asks OpenAI not to store answers, unless told to", async () => {
    const plain = await sent({ provider: "openai", model: "m", apiKey: "k" });
    const settings = { providerOptions: { openai: { store: true } } };
    const stored = await sent({ provider: "openai", model: "m", apiKey: "k", settings });
    expect(plain.body.store).toBe(false);
    expect(stored.body.store).toBe(true);
  });

  it("sends settings with the call", async () => {
    const settings = { temperature: 0.25, maxOutputTokens: 77 };
    const { body } = await sent({ provider: "anthropic", model: "claude-haiku-4-5", apiKey: "k", settings });
    expect(body).toMatchObject({ temperature: 0.25, max_tokens: 77 });
  });

  it.each(["ftp://x", "nothing", "", "file:///etc/passwd", undefined])(
    "refuses the base URL %s",
    (baseUrl) => {
      const options = {
        provider: "openai-compatible",
        model: "m",
        ...(baseUrl === undefined ? {} : { baseUrl }),
      };
      expect(() => createModel(options as ModelOptions)).toThrow("baseUrl must be an http or https URL");
    },
  );

  it("refuses a model without a name", () => {
    expect(() => createModel({ provider: "anthropic", model: " ", apiKey: "k" })).toThrow("Name the model");
  });
});

describe("the effort of a model", () => {
  it.each([
    [{ provider: "anthropic", model: "m", apiKey: "k" }, { output_config: { effort: "high" } }],
    [{ provider: "openai", model: "gpt-5.1", apiKey: "k" }, { reasoning: { effort: "high" } }],
    [{ provider: "openai", model: "gpt-5.1", apiKey: "k", api: "chat" }, { reasoning_effort: "high" }],
    [
      { provider: "openai-compatible", model: "m", baseUrl: "http://127.0.0.1:1" },
      { reasoning_effort: "high" },
    ],
  ] as [ModelOptions, object][])("%j is sent as its provider calls it", async (options, expected) => {
    expect((await sent({ ...options, effort: "high" })).body).toMatchObject(expected);
    const { body } = await sent(options);
    expect(Object.keys(body)).not.toContain(Object.keys(expected)[0]);
  });

  /** A server that refuses, as `refuses` says, and otherwise answers. */
  function asServer(refuses: (body: Record<string, unknown>) => boolean) {
    const bodies: Record<string, unknown>[] = [];
    const fetch: typeof globalThis.fetch = async (_url, init) => {
      const body = JSON.parse(String(init?.body));
      bodies.push(body);
      if (refuses(body)) {
        const error = { message: "Unsupported parameter: reasoning_effort", type: "invalid_request_error" };
        return Response.json({ error }, { status: 400 });
      }
      const choice = { index: 0, delta: { content: "hi" }, finish_reason: "stop" };
      const lines = `data: ${JSON.stringify({ id: "1", choices: [choice] })}\n\ndata: [DONE]\n\n`;
      return new Response(lines, { headers: { "content-type": "text/event-stream" } });
    };
    return { bodies, fetch };
  }
  const chat = { provider: "openai-compatible", model: "m", baseUrl: "http://127.0.0.1:1" } as const;
  const ask = { system: undefined, messages: [userMessage("hi")], tools: [] };
  const silent = () => ({ signal: new AbortController().signal, onText: () => {} });

  it("of the settings is left out for good where the provider refuses it, and this is said once", async () => {
    const { bodies, fetch } = asServer((body) => "reasoning_effort" in body);
    let ignored = 0;
    const onEffortIgnored = () => {
      ignored += 1;
    };
    const model = createModel({ ...chat, effort: "high", onEffortIgnored, fetch });
    await model.stream(ask, silent());
    expect((await model.stream(ask, silent())).content).toMatchObject([{ text: "hi" }]);
    expect(bodies.map((body) => body.reasoning_effort)).toEqual(["high", undefined, undefined]);
    expect(ignored).toBe(1);
  });

  it("is not to blame for a call that is refused without it, too", async () => {
    const { bodies, fetch } = asServer(() => true);
    const onEffortIgnored = () => expect.unreachable();
    const model = createModel({ ...chat, effort: "high", onEffortIgnored, fetch });
    await expect(model.stream(ask, silent())).rejects.toThrow("Unsupported parameter");
    expect(bodies).toHaveLength(2);
  });

  it("that a person chose fails the call that its provider refuses", async () => {
    const { bodies, fetch } = asServer((body) => "reasoning_effort" in body);
    const model = createModel({ ...chat, effort: "high", fetch });
    await expect(model.stream(ask, silent())).rejects.toThrow();
    expect(bodies).toHaveLength(1);
  });

  it("fails the call where the library leaves it out, instead of being ignored", async () => {
    const fetch: typeof globalThis.fetch = () =>
      Promise.resolve(new Response("", { status: 200, headers: { "content-type": "text/event-stream" } }));
    const model = createModel({
      ...{ provider: "openai", model: "gpt-4o", apiKey: "k", effort: "high", fetch },
    });
    const io = { signal: new AbortController().signal, onText: () => {} };
    const request = { system: undefined, messages: [userMessage("hi")], tools: [] };
    await expect(model.stream(request, io)).rejects.toMatchObject({
      class: "invalid",
      message: expect.stringContaining("does not take that effort"),
    });
  });
});
