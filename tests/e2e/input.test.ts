/**
 * What people send: large, empty, hostile, or looking like something else. Text stays text all the way to the agent.
 *
 * @requirement SECURE-2
 */
import { createFakeAgentBin, waitFor, wordsOfUser } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openStage, type Stage } from "./support/stage.js";

const MIB = 1_048_576;
const HOSTILE = [
  "--version",
  "--dangerously-skip-permissions",
  "-p",
  "-",
  "/clear",
  `it's "quoted", \`ticked\` and $(touch /tmp/never) \${HOME} %PATH% ; rm -rf . | cat & \\`,
  "line one\nline two\r\n\ttabbed",
  "emoji 🦊, accents é, right-to-left \u202eabc, zero\u200bwidth",
  "#!/bin/sh",
  "'; DROP TABLE messages; --",
];

let stage: Stage;
let daemon: Daemon;
let fake: ReturnType<typeof createFakeAgentBin>;

beforeAll(async () => {
  stage = await openStage({
    settings: {
      default_agent: "coder",
      agents: {
        coder: { name: "Coder", provider: "anthropic", model: "sonnet" },
        reviewer: { name: "Reviewer", provider: "openai", model: "" },
      },
      teams: { dev: { name: "Dev", agents: ["coder", "reviewer"], leader_agent: "coder" } },
    },
  });
  fake = createFakeAgentBin(stage.place.bin, { default: { reply: "ok" } });
  daemon = await stage.start();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

/** The newest run of the fake agent that belongs to a conversation. */
async function runOf(runId: string) {
  return waitFor(() => fake.runs().find((run) => run.runId === runId));
}

/** What the person wrote, behind the line that says where it comes from. */
function ownText(prompt = ""): string {
  expect(prompt).toMatch(/^\[TinyAGI: message \{.*\}\]\n\n/);
  return wordsOfUser(prompt);
}

/** A word after a slash is a command; a second slash makes it a text. */
function asText(text: string): string {
  return /^\/[a-z]+$/.test(text) ? `/${text}` : text;
}

async function rows(): Promise<number> {
  const counts = await daemon.client.call("queueStatus");
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

describe.each(["coder", "reviewer"])("text for @%s", (agent) => {
  test.each(HOSTILE)("reaches it unchanged and is never an argument: %j", async (text) => {
    const { conversation } = await daemon.client.sendAndWait({ message: asText(text), agent });
    expect(conversation.replies[0]?.message).toBe(`ok\n\n- [${agent}]`);
    const run = await runOf(conversation.runs[0]?.runId ?? "");
    expect(ownText(run.prompt).trim()).toBe(text.trim());
    const own = text === "-p" || text === "-" ? "\0" : text;
    expect(run.argv.filter((word) => word.includes(own))).toEqual([]);
  });

  test("of 1 MB arrives whole", async () => {
    const text = `begin ${"é🦊x".repeat(MIB / 8)} end`;
    expect(Buffer.byteLength(text)).toBeGreaterThan(MIB * 0.8);
    const { conversation } = await daemon.client.sendAndWait({ message: asText(text), agent });
    const run = await runOf(conversation.runs[0]?.runId ?? "");
    expect(ownText(run.prompt)).toHaveLength(text.length);
    expect(ownText(run.prompt)).toBe(text);
  });
});

describe("the command line", () => {
  test("sends --version behind -- as text", async () => {
    const { code, stdout } = await stage.cli(["send", "--wait", "--", "--version"]);
    expect(code).toBe(0);
    expect(stdout).toBe("ok");
    expect(ownText(fake.runs().at(-1)?.prompt)).toBe("--version");
  });

  test("sends what the shell left quoted as it is, and a pipe as one message", async () => {
    const text = `a 'b' "c" \`d\` $(e) $F \\g`;
    await stage.cli(["send", "--wait", text]);
    expect(ownText(fake.runs().at(-1)?.prompt)).toBe(text);
    await stage.cli(["send", "--wait", "-a", "reviewer", "-"], { input: `${text}\nsecond line` });
    const last = fake.runs().at(-1);
    expect([last?.agentId, ownText(last?.prompt)]).toEqual(["reviewer", `${text}\nsecond line`]);
  });

  test.each([[""], ["   "]])("refuses the empty message %j and sends nothing", async (text) => {
    const before = await rows();
    const { code, stderr } = await stage.cli(["send", text]);
    expect(code).toBe(65);
    expect(stderr).toContain("The message is empty.");
    expect(await rows()).toBe(before);
  });

  test("refuses an unknown agent with the server's words", async () => {
    const { code, stderr } = await stage.cli(["send", "--agent", "nobody", "hi"]);
    expect(code).toBe(65);
    expect(stderr).toContain("There is no agent or team with that id");
  });
});

describe("a name that is no agent", () => {
  test.each([
    "@constructor hi",
    "@__proto__ hi",
    "@hasOwnProperty hi",
    "[@toString: x] hi",
    "[@__proto__: x]",
  ])("%s is plain text for the default agent", async (text) => {
    const { conversation } = await daemon.client.sendAndWait({ message: text });
    expect(conversation.runs.map((run) => run.agent)).toEqual(["coder"]);
    expect(ownText((await runOf(conversation.runs[0]?.runId ?? "")).prompt)).toBe(text);
  });

  test("@unknown goes to the default agent, and the reply names the ids that exist", async () => {
    const { conversation } = await daemon.client.sendAndWait({ message: "@nobody do it" });
    expect(conversation.runs.map((run) => run.agent)).toEqual(["coder"]);
    expect(conversation.replies[0]?.message).toBe(
      "ok\n\nThere is no @nobody. Agents: @coder, @reviewer. Teams: @dev.\n\n- [coder]",
    );
  });
});

describe("POST /api/message refuses without a trace", () => {
  const refusals: [string, { body: unknown; type?: string }, number, Record<string, unknown>][] = [
    ["an empty message", { body: { message: "" } }, 400, { error: "message is required" }],
    ["a blank message", { body: { message: " \n\t" } }, 400, { error: "message is required" }],
    ["no message", { body: {} }, 400, { error: "message is required", code: "INVALID_INPUT" }],
    ["a message that is no text", { body: { message: 7 } }, 400, { error: "message is required" }],
    ["JSON null", { body: "null", type: "application/json" }, 400, { code: "INVALID_INPUT" }],
    ["an array", { body: "[]", type: "application/json" }, 400, { code: "INVALID_INPUT" }],
    ["broken JSON", { body: '{"message":', type: "application/json" }, 400, { code: "INVALID_JSON" }],
    ["a sender that is no text", { body: { message: "x", sender: 7 } }, 400, { code: "INVALID_INPUT" }],
    ["an unknown agent", { body: { message: "x", agent: "nobody" } }, 400, { code: "UNKNOWN_AGENT" }],
    [
      "a prototype name as agent",
      { body: { message: "x", agent: "constructor" } },
      400,
      { code: "UNKNOWN_AGENT" },
    ],
    ["__proto__ as agent", { body: { message: "x", agent: "__proto__" } }, 400, { code: "UNKNOWN_AGENT" }],
    ["text/plain", { body: '{"message":"x"}', type: "text/plain" }, 415, { code: "UNSUPPORTED_MEDIA_TYPE" }],
    ["a form", { body: "message=x", type: "application/x-www-form-urlencoded" }, 415, {}],
    ["a body without a type", { body: '{"message":"x"}' }, 415, { code: "UNSUPPORTED_MEDIA_TYPE" }],
    ["a channel that is a path", { body: { message: "x", channel: "../x" } }, 400, { code: "INVALID_INPUT" }],
    [
      "a hostile message id",
      { body: { message: "x", messageId: "../../x" } },
      400,
      { code: "INVALID_INPUT" },
    ],
  ];
  test.each(refusals)("%s", async (_name, { body, type }, status, expected) => {
    const before = await rows();
    const headers = type === undefined ? {} : { "content-type": type };
    const answer = await daemon.call("POST", "/api/message", { body, headers });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error: expect.any(String), code: expect.any(String), ...expected });
    expect(await rows()).toBe(before);
  });

  test("more than 8 MiB", async () => {
    const before = await rows();
    // The global client: it reads the refusal although its own body was not taken to the end.
    const answer = await fetch(`http://127.0.0.1:${daemon.port}/api/message`, {
      method: "POST",
      headers: { authorization: `Bearer ${daemon.token}`, "content-type": "application/json" },
      body: JSON.stringify({ message: "x".repeat(9 * MIB) }),
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
    expect(await rows()).toBe(before);
  });

  test("a message id that was used before, with the id in the old place of the answer", async () => {
    const body = { message: "@coder once", messageId: "mine-1" };
    expect((await daemon.call("POST", "/api/message", { body })).status).toBe(200);
    const before = await rows();
    const again = await daemon.call("POST", "/api/message", { body });
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({
      error: "duplicate messageId",
      messageId: "mine-1",
      code: "DUPLICATE_MESSAGE",
    });
    expect(await rows()).toBe(before);
  });
});
