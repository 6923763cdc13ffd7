/**
 * What the real agent CLIs can do with the token of their run, from inside their own sandboxes: reach the API and
 * nothing beside it, act as themselves and as nobody else. T9, T19, T22, T23 of the threat list.
 *
 * @requirement SECURE-4
 */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  createMockModelServer,
  type MockModelServer,
  type MockRequest,
  type MockToolCall,
  waitFor,
} from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentCliPath } from "./support/agent-clis.js";
import type { Daemon } from "./support/daemon.js";
import { openStage, type Stage } from "./support/stage.js";

/**
 * A command that calls the API as the agent's skills do; the token stands in no argument list. claude's sandbox may run
 * it before its own proxy listens.
 */
function api(method: string, path: string, body?: object): string {
  const data = body === undefined ? "" : ` -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
  return `curl -s -m 5 --retry 3 --retry-connrefused --retry-delay 1 -X ${method} -H @"$TINYAGI_AUTH_FILE"${data} -w ' <%{http_code}>' "$TINYAGI_API_URL${path}"`;
}

let model: MockModelServer;
let stage: Stage;
let daemon: Daemon;
/** Listens on 127.0.0.1 alone, as most programs of a developer's machine do. */
let neighbour: Server;
/** What the next run's command is, by the first word of the prompt. */
const commands = new Map<string, string>();

beforeAll(async () => {
  neighbour = createServer((_request, response) => response.end("NEIGHBOUR"));
  await new Promise<void>((resolve) => neighbour.listen(0, "127.0.0.1", resolve));
  model = await createMockModelServer({
    script: (request) => {
      const result = request.toolResults[0];
      if (result !== undefined) return { text: `DONE ${result.text}` };
      const word = /task-[a-z]+-\d+/.exec(request.lastUserText)?.[0] ?? "";
      const command = commands.get(word) ?? "true";
      return { toolCalls: [commandCall(command, request)] };
    },
  });
  stage = await openStage({
    path: [agentCliPath()],
    settings: {
      agents: {
        coder: {
          ...{ name: "Coder", provider: "custom:mock-claude", model: "claude-sonnet-4-6" },
          ...{ system_prompt: "CANARY instructions", env: { SHOP: "CANARY environment" } },
        },
        writer: {
          ...{ name: "Writer", provider: "custom:mock-codex", model: "gpt-5.4" },
          ...{ system_prompt: "CANARY instructions" },
        },
        opener: { name: "Opener", provider: "custom:mock-opencode", model: "m1" },
        keeper: { name: "Keeper", provider: "custom:mock-api", model: "m1" },
      },
      custom_providers: {
        "mock-claude": { name: "A", harness: "claude", base_url: model.url, api_key: "sk-mock-a" },
        "mock-codex": { name: "O", harness: "codex", base_url: model.openaiUrl, api_key: "sk-mock-o" },
        "mock-opencode": { name: "C", harness: "opencode", base_url: model.openaiUrl, api_key: "sk-mock-c" },
        "mock-api": { name: "K", harness: "api", base_url: model.openaiUrl, api_key: "sk-mock-k" },
      },
    },
  });
  daemon = await stage.start();
}, 120_000);
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await model.close();
  neighbour.closeAllConnections();
  neighbour.close();
});

/** The call by which each CLI runs a command. */
function commandCall(command: string, { tools }: MockRequest): MockToolCall {
  const described = { command, description: "call the API" };
  if (tools.includes("Bash")) return { name: "Bash", input: described };
  if (tools.includes("bash")) return { name: "bash", input: described };
  if (tools.includes("run_command")) return { name: "run_command", input: { command } };
  if (tools.includes("exec_command")) return { name: "exec_command", input: { cmd: command } };
  return { name: "shell", input: { command: ["bash", "-c", command] } };
}

/** A path that opencode cannot read off the command: it is the sandbox that has to close it. */
function hidden(path: string): string {
  return `"$(echo ${Buffer.from(path).toString("base64")} | base64 -d)"`;
}

/** Lets an agent run one command and answers what it printed. */
async function run(agent: string, command: string): Promise<string> {
  const word = `task-${agent}-${commands.size}`;
  commands.set(word, command);
  const accepted = await daemon.client.call("sendMessage", { body: { agent, message: `${word} please` } });
  const params = { id: accepted.conversationId };
  return waitFor(
    async () => {
      const { replies } = await daemon.client.call("getConversation", { params });
      return replies.find(({ message }) => message.includes("DONE"))?.message;
    },
    { timeoutMs: 60_000, what: `the answer to ${word}` },
  );
}

/** As a run of another agent would leave it while it lives. */
function decoy(agent: string): string {
  const folder = join(stage.place.home, "run", "access", agent, "run_decoy");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "token"), "CANARY-OF-ANOTHER-RUN", { mode: 0o600 });
  return join(folder, "token");
}

describe.each(["coder", "writer", "opener", "keeper"])("@%s in its sandbox", (agent) => {
  const other = agent === "coder" ? "writer" : "coder";

  test("reads who its teammates are, without their instructions and environment", async () => {
    const printed = await run(agent, api("GET", "/api/agents"));
    expect(printed).toContain("<200>");
    expect(printed).toContain('"name":"Writer"');
    expect(printed).not.toContain("CANARY");
  });

  test("cannot open a conversation, and the refusal says how work is handed over", async () => {
    const before = (await daemon.client.call("listConversations")).length;
    const printed = await run(agent, api("POST", "/api/message", { message: "again", agent }));
    expect(printed).toContain("<403>");
    expect(printed).toContain("hand it over with a tag");
    expect((await daemon.client.call("listConversations")).length).toBe(before + 1);
  });

  test("uses its skills", async () => {
    const tasks = (words: string) => `node .agents/skills/tasks/scripts/tasks.mjs ${words}`;
    const printed = await run(agent, tasks(`create --title "Made by ${agent}"`));
    expect(printed).toContain(`Made by ${agent}`);
    const board = await daemon.client.call("listTasks");
    expect(board.map(({ title }) => title)).toContain(`Made by ${agent}`);
  });

  test("writes to the person of its own conversation and to nobody else", async () => {
    const foreign = { message: "psst", channel: "telegram", sender: "somebody" };
    const [own, other] = [{ message: "half way" }, foreign].map((body) =>
      api("POST", "/api/responses", body),
    );
    expect(await run(agent, `${own}; ${other}`)).toMatch(/<200>.*<403>/s);
    const pending = await daemon.client.call("listPendingResponses", { query: { channel: "telegram" } });
    expect(pending).toEqual([]);
  });

  test("reaches nothing else of this machine", async () => {
    const { port } = neighbour.address() as AddressInfo;
    const ask = (noProxy: string) => `curl -s -m 3 --noproxy '${noProxy}' http://127.0.0.1:${port}/`;
    const printed = await run(agent, `${ask("*")}; ${ask("")}; echo "tried both"`);
    // codex ends a command whose second try its proxy has seen.
    expect(printed).toMatch(/tried both|Network access to .* was blocked/);
    expect(printed).not.toContain("NEIGHBOUR");
  });

  test("reads its own token, but neither that of another agent nor the operator's", async () => {
    const others = [decoy(other), join(stage.place.home, "auth", "token")];
    const printed = await run(
      agent,
      `cat "$TINYAGI_TOKEN_FILE"; cat ${others.map(hidden).join(" ")} || true`,
    );
    expect(printed).toContain("tagr_");
    expect(printed).not.toContain("CANARY-OF");
    expect(printed).not.toContain(daemon.token);
  });
});

test("after a run its token opens nothing and its file is gone", async () => {
  const printed = await run("coder", 'cat "$TINYAGI_TOKEN_FILE"');
  const token = /tagr_[A-Za-z0-9_-]{43}/.exec(printed)?.[0] ?? "";
  const folder = join(stage.place.home, "run", "access", "coder");
  await waitFor(() => readdirSync(folder).every((name) => name === "run_decoy"), { what: "the file to go" });
  const answer = await daemon.call("GET", "/api/agents", { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(401);
});
