/**
 * The real claude asks a person: a question with `ask_human`, also over the death of the daemon, and permission for a
 * tool in the mode `ask`. The real codex asks a question, too. An agent without a CLI asks for permission, also over the
 * death of the daemon.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ApprovalView } from "@tinyagi/contracts";
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
let model: MockModelServer;
let stage: Stage;
let daemon: Daemon;

function script({ api, lastUserText, toolResults }: MockRequest): MockReply {
  const [result] = toolResults;
  if (lastUserText.includes("the answer is")) return { text: "KNEW THE ANSWER" };
  if (result !== undefined) return { text: `RESULT ${result.isError ? "error " : ""}${result.text}` };
  if (lastUserText.includes("which colour")) {
    const tool =
      api === "responses"
        ? { name: "ask_human", namespace: "mcp__tinyagi" }
        : { name: "mcp__tinyagi__ask_human" };
    return { toolCalls: [{ ...tool, input: { question: "Which colour?", options: ["red", "blue"] } }] };
  }
  const file = /put into (\S+)/.exec(lastUserText)?.[1];
  if (file !== undefined)
    return { toolCalls: [{ name: "write_file", input: { path: file, content: "exact content" } }] };
  const path = /write to (\S+)/.exec(lastUserText)?.[1];
  if (path !== undefined)
    return { toolCalls: [{ name: "Write", input: { file_path: path, content: "exact content" } }] };
  return { text: "NOTHING TO DO" };
}

beforeAll(async () => {
  model = await createMockModelServer({ script });
  const provider = (harness: string, base_url: string) => ({
    name: harness,
    harness,
    base_url,
    api_key: "sk-mock",
  });
  const claude = { provider: "custom:mock-claude", model: "claude-sonnet-4-6" };
  stage = await openStage({
    path: [agentCliPath()],
    settings: {
      agents: {
        claude: { name: "Claude", ...claude },
        careful: { name: "Careful", permissions: "ask", ...claude },
        plain: { name: "Plain", permissions: "ask", provider: "custom:mock-api", model: "mock-large" },
        codex: { name: "Codex", provider: "custom:mock-codex", model: "gpt-5.4" },
      },
      custom_providers: {
        "mock-claude": provider("claude", model.url),
        "mock-codex": provider("codex", model.openaiUrl),
        "mock-api": provider("api", model.openaiUrl),
      },
    },
  });
  daemon = await stage.start();
}, TIMEOUT_MS);
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await model.close();
});

async function send(agent: string, message: string): Promise<string> {
  return (await daemon.client.call("sendMessage", { body: { agent, message } })).conversationId;
}

/** The approval that waits, once there is one. */
function waiting(): Promise<ApprovalView> {
  return waitFor(async () => (await daemon.client.call("listApprovals", { query: {} })).approvals[0], {
    timeoutMs: 60_000,
    what: "an approval",
  });
}

/** The reply of a conversation, once it is closed. */
async function replyOf(conversationId: string): Promise<string> {
  const { runs } = await waitFor(
    async () => {
      const answer = await daemon.client.call("getConversation", { params: { id: conversationId } });
      return answer.status === "closed" ? answer : undefined;
    },
    { timeoutMs: 60_000, what: "the conversation to close" },
  );
  return runs.map(({ output }) => output ?? "").join("\n");
}

describe.each(["claude", "codex"])("@%s", needs("agent CLIs"), (agent) => {
  /** @requirement APPROVAL-4 */
  test(
    "asks a person with ask_human and gets the answer of the command line",
    async () => {
      const conversation = await send(agent, "find out which colour");
      const { id, title } = await waiting();
      expect(title).toBe("Which colour?");
      expect((await stage.cli(["approvals"])).stdout).toContain(id);
      expect(await stage.cli(["answer", id, "blue", "please"])).toMatchObject({ code: 0 });
      expect(await replyOf(conversation)).toContain("blue please");
    },
    TIMEOUT_MS,
  );
});

describe("@claude", needs("agent CLIs"), () => {
  /** @requirement APPROVAL-2 */
  test(
    "runs again after kill -9 only when the question is answered, and knows the answer",
    async () => {
      const conversation = await send("claude", "find out which colour");
      const { id } = await waiting();
      daemon.signal("SIGKILL");
      await daemon.exited;
      daemon = await stage.start();
      expect((await waiting()).id).toBe(id);
      const turns = model.turns().length;
      expect(await daemon.client.call("queueStatus")).toMatchObject({ processing: 0 });
      expect((await stage.cli(["answer", id, "green"])).code).toBe(0);
      expect(await replyOf(conversation)).toContain("KNEW THE ANSWER");
      expect(model.turns().slice(turns)[0]?.lastUserText).toContain('the answer is "green"');
    },
    TIMEOUT_MS,
  );
});

describe("@careful, a claude in the mode ask", needs("agent CLIs"), () => {
  const file = (name: string) => join(stage.place.workspace, "careful", name);

  /** @requirement APPROVAL-5 */
  test(
    "writes a file when a person approves the exact input",
    async () => {
      const conversation = await send("careful", `write to ${file("yes.txt")}`);
      const { id, title, detail } = await waiting();
      expect(title).toBe("Use the tool Write");
      expect(detail).toContain("exact content");
      expect(existsSync(file("yes.txt"))).toBe(false);
      expect((await stage.cli(["approve", id])).code).toBe(0);
      await replyOf(conversation);
      expect(readFileSync(file("yes.txt"), "utf8")).toBe("exact content");
    },
    TIMEOUT_MS,
  );

  /** @requirement APPROVAL-5 */
  test(
    "does not write it when a person denies, reads the reason, and the reply names the tool",
    async () => {
      const conversation = await send("careful", `write to ${file("no.txt")}`);
      const { id } = await waiting();
      expect((await stage.cli(["deny", id, "too", "risky"])).code).toBe(0);
      expect(await replyOf(conversation)).toContain("A person denied this: too risky");
      expect(existsSync(file("no.txt"))).toBe(false);
      const answers = await daemon.client.call("listResponses", { query: { limit: 20 } });
      expect(answers.map(({ message }) => message).join("\n")).toContain(
        "Not allowed by the agent's permissions: Write",
      );
    },
    TIMEOUT_MS,
  );
});

describe("@plain, an agent without a CLI in the mode ask", () => {
  const file = (name: string) => join(stage.place.workspace, "plain", name);

  /** @requirement APPROVAL-5 */
  test(
    "writes a file when a person approves the exact input, also after kill -9",
    async () => {
      const conversation = await send("plain", "put into yes.txt");
      const { id, title, detail } = await waiting();
      expect(title).toBe("Use the tool write_file");
      expect(detail).toContain("exact content");
      daemon.signal("SIGKILL");
      await daemon.exited;
      daemon = await stage.start();
      expect((await waiting()).id).toBe(id);
      expect(existsSync(file("yes.txt"))).toBe(false);
      expect((await stage.cli(["approve", id])).code).toBe(0);
      await replyOf(conversation);
      expect(readFileSync(file("yes.txt"), "utf8")).toBe("exact content");
      expect((await daemon.client.call("listApprovals", { query: {} })).approvals).toEqual([]);
    },
    TIMEOUT_MS,
  );

  /** @requirement APPROVAL-5 */
  test(
    "does not write it when a person denies",
    async () => {
      const conversation = await send("plain", "put into no.txt");
      const { id } = await waiting();
      expect((await stage.cli(["deny", id, "too", "risky"])).code).toBe(0);
      expect(await replyOf(conversation)).toContain("too risky");
      expect(existsSync(file("no.txt"))).toBe(false);
    },
    TIMEOUT_MS,
  );
});
