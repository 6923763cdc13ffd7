/**
 * Several logins of one provider: at the limit of one the next one answers, the run says which, and the first one is used
 * again when its limit is over. An overloaded model does not stop other models.
 *
 * @requirement LOGINS-1 @requirement PAUSE-1
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { waitFor } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStage, type Stage } from "../e2e/support/stage.js";

const PATIENT = { timeoutMs: 60_000 };
const PROVIDER = "custom:mine";
const KEYS = { default: "sk-first-0123456789", work: "sk-second-0123456789" };

type Answer = { status: number; body: unknown; headers?: Record<string, string> };
interface RequestFacts {
  readonly key: string;
  readonly model: string;
}

/** A provider in the format of OpenAI that answers by who asks, and for which model. */
async function openProvider(answer: (asked: RequestFacts) => Answer | undefined) {
  const asked: RequestFacts[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += String(part)));
    request.on("end", () => {
      if (request.method === "HEAD") return void response.writeHead(404).end();
      const { model = "" } = JSON.parse(text || "{}") as { model?: string };
      const one = { key: (request.headers.authorization ?? "").replace("Bearer ", ""), model };
      asked.push(one);
      const failure = answer(one);
      if (failure !== undefined) {
        response.writeHead(failure.status, { "content-type": "application/json", ...failure.headers });
        return void response.end(JSON.stringify(failure.body));
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      const chunk = (choice: object) =>
        `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model, choices: [{ index: 0, ...choice }] })}\n\n`;
      response.write(
        chunk({ delta: { role: "assistant", content: `${model} answers` }, finish_reason: null }),
      );
      response.write(chunk({ delta: {}, finish_reason: "stop" }));
      response.end("data: [DONE]\n\n");
    });
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    url: `http://127.0.0.1:${port}/v1`,
    /** Nothing answers at its address until it returns. */
    leave: () => new Promise((resolve) => server.close(resolve)),
    comeBack: () => listen(port),
  };
}

function getSettings(url: string) {
  return {
    default_agent: "coder",
    agents: {
      coder: { name: "Coder", provider: PROVIDER, model: "big" },
      small: { name: "Small", provider: PROVIDER, model: "small" },
    },
    custom_providers: {
      mine: {
        name: "Mine",
        harness: "api",
        base_url: url,
        api_key: KEYS.default,
        logins: { work: { api_key: KEYS.work } },
      },
    },
    conversations: { retryNoticeMs: 60_000 },
  };
}

const LIMIT = (seconds: number): Answer => ({
  status: 429,
  body: { error: { message: "Rate limit reached", code: "rate_limit_exceeded" } },
  headers: { "retry-after": String(seconds) },
});

const answered = (stage: Stage, message: string) => stage.current().client.sendAndWait({ message });
const toLogins = async (stage: Stage) =>
  (await stage.current().client.call("listLogins")).providers[PROVIDER] ?? [];

describe("a provider with two keys", () => {
  test.each([
    ["a limit", LIMIT(3_600)],
    ["an empty account", { status: 402, body: { error: { message: "Insufficient credits" } } }],
    ["a key that was revoked", { status: 401, body: { error: { message: "Invalid API key" } } }],
  ])("answers with the second one after %s of the first, and says so without a key", async (_, failure) => {
    const provider = await openProvider(({ key }) => (key === KEYS.default ? failure : undefined));
    await using stage = await openStage({ settings: getSettings(provider.url) });
    await stage.start();
    const { conversation } = await answered(stage, "hello");
    expect(conversation.replies.at(-1)?.message).toContain("big answers");
    expect(conversation.runs.map(({ login, status }) => `${login} ${status}`).toSorted()).toEqual([
      "default failed",
      "work completed",
    ]);
    await answered(stage, "again");
    expect(provider.asked.at(-1)?.key).toBe(KEYS.work);
    expect(provider.asked.filter(({ key }) => key === KEYS.default)).toHaveLength(1);
    expect(await toLogins(stage)).toMatchObject([
      { name: "default", inUse: false, pause: { provider: PROVIDER } },
      { name: "work", inUse: true, pause: null },
    ]);
    const shown = await stage.cli(["provider", "login", "list"]);
    expect(shown.stdout).toMatch(/default +own +paused until[\s\S]*work +api_key +in use/);
    const all = JSON.stringify([conversation, await toLogins(stage)]) + shown.stdout;
    for (const key of Object.values(KEYS)) expect(all).not.toContain(key);
  });

  test("goes back to the first one when its limit is over", async () => {
    let isOver = false;
    const provider = await openProvider(({ key }) =>
      key === KEYS.default && !isOver ? LIMIT(2) : undefined,
    );
    await using stage = await openStage({ settings: getSettings(provider.url) });
    await stage.start();
    await answered(stage, "hello");
    expect(provider.asked.at(-1)?.key).toBe(KEYS.work);
    isOver = true;
    await waitFor(async () => {
      await answered(stage, "again");
      return provider.asked.at(-1)?.key === KEYS.default ? true : undefined;
    }, PATIENT);
    expect(await toLogins(stage)).toMatchObject([{ name: "default", inUse: true, pause: null }, {}]);
  });

  test("follows the order that commands set, and a login that is added is used", async () => {
    const provider = await openProvider(() => undefined);
    await using stage = await openStage({ settings: getSettings(provider.url) });
    await stage.start();
    expect((await stage.cli(["provider", "login", "use", PROVIDER, "work"])).stdout).toContain(
      "work, default",
    );
    const first = await answered(stage, "hello");
    expect(first.conversation.runs.map(({ login }) => login)).toEqual(["work"]);
    const added = await stage.cli(["provider", "login", "add", PROVIDER, "spare", "--api-key-stdin"], {
      input: "sk-third-0123456789\n",
    });
    expect(added.code).toBe(0);
    expect((await stage.cli(["provider", "login", "order", PROVIDER, "spare"])).code).toBe(0);
    await answered(stage, "again");
    expect(provider.asked.at(-1)?.key).toBe("sk-third-0123456789");
    expect((await toLogins(stage)).map(({ name, ordered }) => `${name} ${ordered}`)).toEqual([
      "spare true",
      "default false",
      "work false",
    ]);
    const unknown = await stage.cli(["provider", "login", "order", PROVIDER, "other"]);
    expect([unknown.code, unknown.stderr]).toEqual([expect.any(Number), expect.stringContaining("spare")]);
    expect(unknown.code).not.toBe(0);
  });
});

test("a model that is overloaded does not stop another model of its provider", async () => {
  let isFull = true;
  const provider = await openProvider(({ model }) =>
    isFull && model === "big"
      ? { status: 529, body: { error: { type: "overloaded_error", message: "Overloaded" } } }
      : undefined,
  );
  await using stage = await openStage({ settings: getSettings(provider.url) });
  await stage.start();
  const { client } = stage.current();
  const { conversationId } = await client.call("sendMessage", { body: { message: "@coder work" } });
  const [pause] = await waitFor(async () => {
    const { pausedProviders = [] } = await client.call("status");
    return pausedProviders.length > 0 ? pausedProviders : undefined;
  }, PATIENT);
  expect(pause).toMatchObject({ provider: PROVIDER, model: "big", cause: "outage" });
  const other = await answered(stage, "@small work");
  expect(other.conversation.replies.at(-1)?.message).toContain("small answers");
  isFull = false;
  const ended = await waitFor(async () => {
    const found = await client.call("getConversation", { params: { id: conversationId } });
    return found.status === "closed" ? found : undefined;
  }, PATIENT);
  expect(ended.replies.at(-1)?.message).toContain("big answers");
});

test("a server that is gone for a while is asked again within seconds of its return", async () => {
  const provider = await openProvider(() => undefined);
  await provider.leave();
  await using stage = await openStage({ settings: getSettings(provider.url) });
  await stage.start();
  const { client } = stage.current();
  const { conversationId } = await client.call("sendMessage", { body: { message: "@coder work" } });
  // Pauses have grown beyond the time in which it must be answered.
  await waitFor(async () => {
    const { runs } = await client.call("getConversation", { params: { id: conversationId } });
    return runs.length >= 4 ? true : undefined;
  }, PATIENT);
  const since = Date.now();
  await provider.comeBack();
  await waitFor(async () => {
    const { status } = await client.call("getConversation", { params: { id: conversationId } });
    return status === "closed" ? true : undefined;
  }, PATIENT);
  expect(Date.now() - since).toBeLessThan(15_000);
});
