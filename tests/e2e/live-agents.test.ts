/**
 * The real claude stays open between messages: the next message is a turn of the same process, with the promises of a run
 * kept, and with what a person has changed meanwhile.
 */
import {
  createMockModelServer,
  type MockModelServer,
  type MockReply,
  type MockRequest,
  waitFor,
} from "@tinyagi/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { agentCliPath } from "./support/agent-clis.js";
import type { Daemon } from "./support/daemon.js";
import { openStage, type Stage } from "./support/stage.js";

const TIMEOUT_MS = 180_000;
/** Longer than any test: only a cancel ends the request. */
const NEVER_MS = 600_000;

let model: MockModelServer;
let stage: Stage;
let daemon: Daemon;

function script({ lastUserText, messages, toolResults }: MockRequest): MockReply {
  if (lastUserText.includes("wait for ever")) return { text: "never said", delayMs: NEVER_MS };
  if (lastUserText.includes("leave a server")) {
    const command = "(setsid sleep 300 >/dev/null 2>&1 &) ; echo left";
    return toolResults.length > 0
      ? { text: "it is up" }
      : { toolCalls: [{ name: "Bash", input: { command, description: "a server" } }] };
  }
  return {
    text: `answer ${messages.filter(({ role }) => role === "user").length}`,
    usage: { inputTokens: 100, outputTokens: 10 },
  };
}

beforeAll(async () => {
  model = await createMockModelServer({ script });
  const provider = { name: "Mock", harness: "claude", base_url: model.url, api_key: "sk-mock-live" };
  const agent = (more: object) => ({ provider: "custom:mock", model: "claude-sonnet-4-6", ...more });
  stage = await openStage({
    path: [agentCliPath()],
    settings: {
      agents: {
        kept: agent({ name: "Kept" }),
        alone: agent({ name: "Alone", live: false }),
        free: agent({ name: "Free", permissions: "bypass" }),
      },
      custom_providers: { mock: provider },
      execution: { live: { enabled: true } },
    },
  });
  daemon = await stage.start();
}, TIMEOUT_MS);
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await model.close();
});

interface Spawned {
  pid: number;
  start: string;
}

/** Sends a message and waits for its end. */
async function ask(agent: string, message: string) {
  const { conversationId } = await daemon.client.call("sendMessage", { body: { agent, message } });
  return ended(conversationId);
}

async function ended(conversationId: string) {
  const conversation = await waitFor(
    async () => {
      const answer = await daemon.client.call("getConversation", { params: { id: conversationId } });
      return answer.status === "open" ? undefined : answer;
    },
    { timeoutMs: 90_000, what: "the conversation to end" },
  );
  const [run] = await daemon.client.call("listRuns", { query: { conversation: conversationId } });
  const runId = run?.runId ?? "";
  const { events } = await daemon.client.call("listEvents", { query: { types: "run", limit: 200 } });
  const own = events.filter((event) => event.runId === runId);
  const spawned = own.find(({ type }) => type === "run.spawned")?.data as Spawned | undefined;
  return { conversation, run, events: own, spawned };
}

test("two messages to an agent use one process, and one session", { timeout: TIMEOUT_MS }, async () => {
  const first = await ask("kept", "hello");
  const second = await ask("kept", "hello again");
  expect(first.spawned?.start).toBe("first");
  expect(second.spawned).toEqual({ agent: "kept", pid: first.spawned?.pid, start: "reused" });
  expect(second.run?.sessionId).toBe(first.run?.sessionId);
  expect(second.run?.output).toBe("answer 2");
});
