/**
 * Commands to runs of the real claude and codex: a text goes into the turn, or ends it, and the same session goes on with it; a
 * paused message waits over a restart.
 */
import {
  createMockModelServer,
  type MockModelServer,
  type MockReply,
  type MockRequest,
  needs,
  waitFor,
} from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentCliPath } from "./support/agent-clis.js";
import type { Daemon } from "./support/daemon.js";
import { openStage, type Stage } from "./support/stage.js";

const TIMEOUT_MS = 120_000;
/** Longer than any test: only the end of its turn ends the request. */
const NEVER_MS = 600_000;
/** A model call in which a text comes. A program that stays open finishes it. */
const CALL_MS = 6_000;

let model: MockModelServer;
let stage: Stage;
let daemon: Daemon;

function script({ lastUserText }: MockRequest): MockReply {
  if (lastUserText.includes("in blue")) return { text: "BLUE DONE" };
  if (lastUserText.includes("was paused by a person")) return { text: "RESUMED" };
  if (lastUserText.includes("paint the door")) return { text: "PAINTED", delayMs: CALL_MS };
  return { text: "never said", delayMs: NEVER_MS };
}

beforeAll(async () => {
  model = await createMockModelServer({ script });
  const provider = (harness: string, base_url: string) => ({
    name: harness,
    harness,
    base_url,
    api_key: "sk-mock",
  });
  stage = await openStage({
    path: [agentCliPath()],
    settings: {
      agents: {
        claude: { name: "Claude", provider: "custom:mock-claude", model: "claude-sonnet-4-6" },
        codex: { name: "Codex", provider: "custom:mock-codex", model: "gpt-5.4" },
      },
      custom_providers: {
        "mock-claude": provider("claude", model.url),
        "mock-codex": provider("codex", model.openaiUrl),
      },
    },
  });
  daemon = await stage.start();
}, TIMEOUT_MS);
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await model.close();
});

/** Sends a message and waits until the model was asked about it. */
async function start(agent: string, text: string): Promise<{ runId: string; conversationId: string }> {
  const before = model.turns().length;
  const { conversationId } = await daemon.client.call("sendMessage", { body: { agent, message: text } });
  await waitFor(() => model.turns().length > before, {
    timeoutMs: 60_000,
    what: `@${agent} to ask the model`,
  });
  const [run] = await daemon.client.call("listRuns", { query: { conversation: conversationId } });
  return { runId: run?.runId ?? "", conversationId };
}

const closed = (conversationId: string) =>
  waitFor(
    async () => {
      const answer = await daemon.client.call("getConversation", { params: { id: conversationId } });
      return answer.status === "closed" ? answer : undefined;
    },
    { timeoutMs: 60_000, what: "the conversation to close" },
  );

const steer = (id: string, body: { command: "inject" | "pause" | "resume"; text?: string }) =>
  daemon.client.call("steerRun", { params: { id }, body });

async function replyOf(conversationId: string): Promise<string> {
  const answers = await daemon.client.call("listResponses", { query: { limit: 100 } });
  const { messages } = await closed(conversationId);
  const ids = new Set(messages.map(({ messageId }) => messageId));
  return answers
    .filter(({ messageId }) => ids.has(messageId))
    .map(({ message }) => message)
    .join("\n");
}

describe.each(["claude", "codex"])("@%s", needs("agent CLIs"), (agent) => {
  /** @requirement STEER-1 */
  test(
    "takes a text while it works and answers both in one run",
    async () => {
      const { runId, conversationId } = await start(agent, "paint the door");
      await steer(runId, { command: "inject", text: "in blue" });
      await closed(conversationId);
      expect(await replyOf(conversationId)).toContain("BLUE DONE");
      const runs = await daemon.client.call("listRuns", { query: { conversation: conversationId } });
      expect(runs).toMatchObject([{ runId, status: "completed" }]);
      const said = model
        .turns()
        .at(-1)
        ?.messages.map(({ text }) => text);
      expect(said?.join("\n")).toMatch(/paint the door[\s\S]*in blue/);
    },
    TIMEOUT_MS,
  );

  /** @requirement STEER-3 */
  test(
    "pauses without a process, and continues after a restart when it is resumed",
    async () => {
      const { runId, conversationId } = await start(agent, "paint the roof");
      await steer(runId, { command: "pause" });
      const ended = async () => {
        const run = await daemon.client.call("getRun", { params: { id: runId } });
        return run.status === "interrupted";
      };
      await waitFor(ended, { timeoutMs: 30_000, what: "the run to stop" });
      await daemon.stop();
      daemon = await stage.start();
      expect((await daemon.client.call("status")).live).toBe(0);
      await steer(runId, { command: "resume" });
      await closed(conversationId);
      expect(await replyOf(conversationId)).toContain("RESUMED");
    },
    TIMEOUT_MS,
  );
});
