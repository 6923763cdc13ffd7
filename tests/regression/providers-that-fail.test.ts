/**
 * Providers, programs and logins that fail for a while: messages wait, people read once for what, and everything is answered
 * by itself. What no wait can end is said in the provider's own words.
 *
 * @requirement PATIENCE-1 @requirement PAUSE-1
 */

import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMockModelServer, type MockReply, needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { agentCliPath } from "../e2e/support/agent-clis.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

const PATIENT = { timeoutMs: 100_000 };
const PROVIDER = "custom:mine";

function getSettings(baseUrl: string, harness: "api" | "claude" = "api", more: object = {}): object {
  return {
    default_agent: "coder",
    agents: {
      coder: { name: "Coder", provider: PROVIDER, model: "mock-large" },
      free: { name: "Free", provider: "demo", model: "" },
    },
    custom_providers: { mine: { name: "Mine", harness, base_url: baseUrl, api_key: "sk-mine-0123456789" } },
    conversations: { retryNoticeMs: 1_000 },
    ...more,
  };
}

/** A provider that answers every request in one way, which the test changes. */
async function openProvider(answer: { status: number; body: unknown }) {
  const state = { ...answer, asked: 0 };
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      state.asked += 1;
      response.writeHead(state.status, { "content-type": "application/json" });
      response.end(JSON.stringify(state.body));
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
}

async function send(stage: Stage, text: string): Promise<string> {
  const body = { message: text };
  return (await stage.current().client.call("sendMessage", { body })).conversationId;
}

async function conversation(stage: Stage, id: string) {
  return stage.current().client.call("getConversation", { params: { id } });
}

async function untilWaiting(stage: Stage, id: string) {
  return waitFor(async () => {
    const { messages } = await conversation(stage, id);
    return messages.find(({ status, error }) => status === "pending" && error !== null);
  }, PATIENT);
}

async function untilClosed(stage: Stage, id: string) {
  return waitFor(async () => {
    const found = await conversation(stage, id);
    return found.status === "closed" ? found : undefined;
  }, PATIENT);
}

async function readPauses(stage: Stage) {
  return (await stage.current().client.call("status")).pausedProviders ?? [];
}

const OVERLOADED: MockReply = { error: { status: 529, message: "Overloaded" } };

describe("a provider that is down", () => {
  test("delays a message and loses none: others run meanwhile, and it is answered in order by itself", async () => {
    let reply = OVERLOADED;
    await using model = await createMockModelServer({ script: () => reply });
    await using stage = await openStage({ settings: getSettings(model.openaiUrl) });
    await stage.start();
    const ids = [await send(stage, "first"), await send(stage, "second")];
    await untilWaiting(stage, ids[0] ?? "");
    expect(await readPauses(stage)).toMatchObject([{ provider: PROVIDER, cause: "outage" }]);
    expect((await untilClosed(stage, await send(stage, "@free hello"))).messages[0]?.status).toBe(
      "completed",
    );
    // Longer than five attempts within 15 seconds.
    const started = Date.now();
    await waitFor(() => Date.now() - started > 20_000, PATIENT);
    reply = { text: "Back again." };
    const ended = [await untilClosed(stage, ids[0] ?? ""), await untilClosed(stage, ids[1] ?? "")];
    for (const { replies } of ended) expect(replies.at(-1)?.message).toContain("Back again.");
    const notices = ended.flatMap(({ replies }) =>
      replies.filter(({ message }) => message.includes("not answered")),
    );
    expect(notices).toHaveLength(1);
    expect(notices[0]?.message).toMatch(
      /529.*keeps trying by itself until [-\d: ]+\. To stop waiting: `tinyagi queue cancel \d+`/,
    );
    const [first, second] = ended.map(({ runs }) => runs.at(-1)?.createdAt ?? 0);
    expect(second ?? 0).toBeGreaterThanOrEqual(first ?? 0);
    expect(await readPauses(stage)).toEqual([]);
  });

  test.each([
    ["a port where nothing listens", "http://127.0.0.1:9/v1"],
    ["a name that does not exist", "http://no-such-host.invalid/v1"],
  ])("because of %s holds the message until a person stops waiting", async (_what, url) => {
    await using stage = await openStage({ settings: getSettings(url) });
    await stage.start();
    const id = await send(stage, "work");
    const waiting = await untilWaiting(stage, id);
    expect(await readPauses(stage)).toMatchObject([{ provider: PROVIDER, cause: "outage" }]);
    const retried = await stage.cli(["queue", "retry", String(waiting.id)]);
    expect(retried.code).not.toBe(0);
    expect(retried.stderr).toMatch(
      /waits for the provider custom:mine.*tinyagi provider resume custom:mine/s,
    );
    expect((await stage.cli(["queue", "cancel", String(waiting.id)])).code).toBe(0);
    expect((await untilClosed(stage, id)).messages[0]?.status).toBe("cancelled");
  });
});

test("a limit of hours is lifted by hand, and by a test that succeeds", async () => {
  const hours = 5;
  let reply: MockReply = {
    error: { status: 429, message: "limit reached", retryAfterSeconds: hours * 3_600 },
  };
  await using model = await createMockModelServer({ script: () => reply });
  await using stage = await openStage({ settings: getSettings(model.openaiUrl) });
  await stage.start();
  const id = await send(stage, "work");
  await untilWaiting(stage, id);
  const [pause] = await readPauses(stage);
  expect(Math.abs((pause?.until ?? 0) - Date.now() - hours * 3_600_000)).toBeLessThan(60_000);
  const asked = model.turns().length;
  const resumed = await stage.cli(["provider", "resume", PROVIDER]);
  expect(resumed.stdout).toContain("custom:mine is tried again now; 1 message waits for it");
  await waitFor(() => model.turns().length > asked, PATIENT);
  await untilWaiting(stage, id);
  expect((await stage.cli(["provider", "test", "--agent", "coder"])).code).not.toBe(0);
  expect(await readPauses(stage)).toHaveLength(1);
  reply = { text: "Room again." };
  const tested = await stage.cli(["provider", "test", "--agent", "coder"]);
  expect(tested.code, tested.stdout).toBe(0);
  expect((await untilClosed(stage, id)).replies.at(-1)?.message).toContain("Room again.");
});

test.each([
  [
    402,
    { error: { message: "Insufficient Balance", type: "unknown_error" } },
    /Insufficient Balance.*Add credit/,
  ],
  [
    429,
    {
      error: {
        message: "You exceeded your current quota, please check your plan.",
        code: "insufficient_quota",
      },
    },
    /exceeded your current quota.*Add credit/,
  ],
  [
    400,
    { error: { message: "Unable to process input image" } },
    /Unable to process input image.*Change the message/,
  ],
])("the sentence of an answer of %s reaches the person, the run and the log", async (status, body, words) => {
  const { url } = await openProvider({ status, body });
  await using stage = await openStage({ settings: getSettings(url) });
  await stage.start();
  const id = await send(stage, "work");
  const found = await waitFor(async () => {
    const now = await conversation(stage, id);
    return now.replies.length > 0 ? now : undefined;
  }, PATIENT);
  expect(found.replies[0]?.message.replaceAll("\n", " ")).toMatch(words);
  expect(found.runs[0]?.error?.message).toContain(body.error.message);
  expect(found.replies[0]?.message).not.toContain("sk-mine");
});

describe("with the real claude", needs("agent CLIs"), () => {
  test("a program that is replaced, and a login that expired, hold messages until they are back", async () => {
    let reply: MockReply = { text: "Here again." };
    await using model = await createMockModelServer({ script: () => reply });
    const bin = mkdtempSync(join(tmpdir(), "tinyagi-bin-"));
    onTestFinished(() => rmSync(bin, { recursive: true, force: true }));
    const program = join(bin, "claude");
    await using stage = await openStage({ path: [bin], settings: getSettings(model.url, "claude") });
    await stage.start();
    const ids = [await send(stage, "one"), await send(stage, "two")];
    await untilWaiting(stage, ids[0] ?? "");
    expect(await readPauses(stage)).toMatchObject([{ provider: PROVIDER, cause: "program" }]);
    symlinkSync(join(agentCliPath(), "claude"), program);
    for (const id of ids)
      expect((await untilClosed(stage, id)).replies.at(-1)?.message).toContain("Here again.");

    reply = { error: { status: 401, message: "OAuth token has expired" } };
    const expired = [await send(stage, "three"), await send(stage, "four")];
    await untilWaiting(stage, expired[0] ?? "");
    const notice = await waitFor(
      async () => (await conversation(stage, expired[0] ?? "")).replies[0],
      PATIENT,
    );
    expect(notice.message).toMatch(/expired.*tinyagi provider add mine --api-key-stdin/s);
    reply = { text: "Logged in." };
    const tested = await stage.cli(["provider", "test", PROVIDER]);
    expect(tested.code, tested.stdout).toBe(0);
    for (const id of expired)
      expect((await untilClosed(stage, id)).replies.at(-1)?.message).toContain("Logged in.");
  });
});
