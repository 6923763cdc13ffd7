import { describe, expect, test } from "vitest";
import { OPERATOR_TOKEN } from "../../../test/api-calls.js";
import { agents, createHandlerFixture, refuse } from "../fixture.js";

const AUTH = { authorization: `Bearer ${OPERATOR_TOKEN}` };
const PATH = "/v1/chat/completions";
const TEAMS = { dev: { name: "Dev", agents: ["coder", "tester"], leader_agent: "coder" } };
const chat = (content: string, extra: object = {}) => ({
  model: "coder",
  messages: [{ role: "user", content }],
  ...extra,
});

async function open(scripts: Parameters<typeof createHandlerFixture>[1] = {}) {
  return createHandlerFixture({ agents: agents("coder", "tester"), teams: TEAMS }, scripts);
}

describe("models", () => {
  test("are the agents and the teams", async () => {
    const f = await open();
    const { body } = await f.call("GET", "/v1/models");
    expect(body.data.map((one: { id: string; owned_by: string }) => [one.id, one.owned_by])).toEqual([
      ["coder", "agent"],
      ["tester", "agent"],
      ["dev", "team"],
    ]);
    expect((await f.call("GET", "/v1/models/dev")).body).toMatchObject({ id: "dev", object: "model" });
  });

  test.each(["nobody", "__proto__", "constructor"])(
    "%s is no model: 404 in OpenAI's shape",
    async (model) => {
      const f = await open();
      const answer = await f.call("POST", PATH, chat("hi", { model }));
      expect(answer.status).toBe(404);
      expect(answer.body.error).toMatchObject({ code: "model_not_found", param: "model" });
      expect((await f.call("GET", `/v1/models/${model}`)).status).toBe(model === "nobody" ? 404 : 400);
      expect((await f.call("GET", "/api/conversations")).body).toEqual([]);
    },
  );
});

describe("a chat completion", () => {
  test("is the reply without its signature, and a message like any other", async () => {
    const f = await open({ coder: (prompt) => `You said: ${prompt}` });
    const { status, body } = await f.call("POST", PATH, chat("hello", { user: "kim" }));
    expect(status).toBe(200);
    expect(body).toMatchObject({ object: "chat.completion", model: "coder" });
    expect(body.choices[0]).toMatchObject({ finish_reason: "stop", message: { role: "assistant" } });
    expect(body.choices[0].message.content).toMatch(/^You said: .*hello$/s);
    const [conversation] = (await f.call("GET", "/api/conversations")).body;
    expect(conversation).toMatchObject({ id: body.tinyagi.conversation_id, sender: "kim", status: "closed" });
  });

  test("does not read commands, names and tags in the text", async () => {
    const prompts: string[] = [];
    const f = await open({ coder: (prompt) => `${prompts.push(prompt)}` });
    const texts = ["/reset @coder", "@tester hi", "[@tester: hi]"];
    for (const text of texts) expect((await f.call("POST", PATH, chat(text))).status).toBe(200);
    expect(
      prompts.map((prompt, index) => [
        prompt.includes(["/reset @coder", "@tester hi", "[@tester: hi]"][index] ?? ""),
      ]),
    ).toEqual([[true], [true], [true]]);
  });

  test("of a failed agent is a failure that clients do not repeat", async () => {
    const f = await open({ coder: refuse });
    const answer = await f.exchange("POST", PATH, { headers: AUTH, body: chat("hi") });
    expect(answer.status).toBe(502);
    expect(answer.headers["x-should-retry"]).toBe("false");
    expect(answer.body.error).toMatchObject({ type: "server_error", code: "agent_failed" });
    expect(answer.body.error.message).toContain("there is no such model");
  });

  test("that a client repeats is the same conversation, while it runs and shortly after", async () => {
    let runs = 0;
    let finish: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    const f = await open({
      coder: async () => {
        runs += 1;
        await done;
        return "once";
      },
    });
    const send = (headers: Record<string, string>) =>
      f.exchange("POST", PATH, { headers: { ...AUTH, ...headers }, body: chat("work") });
    const first = send({});
    await expect.poll(() => runs).toBe(1);
    const repeat = send({ "x-stainless-retry-count": "1" });
    finish();
    const answers = [await first, await repeat, await send({ "x-stainless-retry-count": "2" })];
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(runs).toBe(1);
    expect((await send({})).body.id).not.toBe(answers[0]?.body.id);
    f.clock.advance(3 * 60_000);
    await send({ "x-stainless-retry-count": "1" });
    expect(runs).toBe(3);
  });

  test("with an idempotency key runs once; the key of another request is refused", async () => {
    let runs = 0;
    const f = await open({ coder: () => `run ${++runs}` });
    const send = (text: string) =>
      f.exchange("POST", PATH, { headers: { ...AUTH, "idempotency-key": "k 1" }, body: chat(text) });
    const answers = [await send("a"), await send("a"), await send("b")];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 409]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(runs).toBe(1);
  });
});

describe("a streamed chat completion", () => {
  test("is a head, the whole answer, an end, the usage on request, and [DONE]", async () => {
    const f = await open({ coder: () => "Hello." });
    const payload = chat("hi", { stream: true, stream_options: { include_usage: true } });
    const answer = await f.exchange("POST", PATH, { headers: AUTH, body: payload });
    expect(answer.headers["content-type"]).toContain("text/event-stream");
    const frames = String(answer.body)
      .split("\n\n")
      .filter((frame) => frame.startsWith("data: "));
    expect(frames.at(-1)).toBe("data: [DONE]");
    const chunks = frames.slice(0, -1).map((frame) => JSON.parse(frame.slice("data: ".length)));
    expect(chunks[0].choices[0].delta).toEqual({ role: "assistant", content: "" });
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
    expect(text).toBe("Hello.");
    expect(chunks.at(-2).choices[0].finish_reason).toBe("stop");
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 0 } });
  });

  test("that fails says so in an event, and a refusal still has its status", async () => {
    const f = await open({ coder: refuse });
    const answer = await f.exchange("POST", PATH, { headers: AUTH, body: chat("hi", { stream: true }) });
    expect(answer.body).toContain('data: {"error":{"message":');
    expect(answer.body).not.toContain("[DONE]");
    const refused = await f.exchange("POST", PATH, {
      headers: AUTH,
      body: chat("hi", { stream: true, tools: [{}] }),
    });
    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatchObject({ type: "invalid_request_error", param: "tools" });
  });
});
