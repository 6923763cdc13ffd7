/** The tag of a handed-over task is for TinyAGI: no print for people has it, `--json` does. @requirement TASK-1 */
import { expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";
import { CONVERSATION, conversationOf, runOf } from "../../testing/sample.js";

const TAG = "[task:task_mwtud4tuzk8ra4krb0nc]";
const TEXT = `Bake bread\n\n${TAG}`;
const at = 1_700_000_000_000;

const lane = {
  id: 1,
  messageId: "m",
  conversationId: CONVERSATION,
  agent: "coder",
  kind: "user",
  fromAgent: null,
  channel: "task",
  sender: "cli",
  preview: TEXT,
  joins: null,
  status: "pending",
  attempts: 0,
  createdAt: at,
  startedAt: null,
  notBefore: null,
  runId: null,
  error: null,
  waitsFor: "turn",
};
const hit = {
  kind: "message",
  time: at,
  agent: "coder",
  title: TEXT,
  team: null,
  taskId: null,
  conversationId: CONVERSATION,
  snippet: `Bake ${TAG} well`,
  marks: [
    [0, 4],
    [12, 16],
    [38, 42],
  ],
};
const letter = {
  id: 7,
  joins: null,
  failedReason: "no key",
  errorClass: "auth",
  attemptsMade: 1,
  totalAttempts: 1,
  data: { channel: "cli", sender: "cli", senderId: null, message: TEXT, messageId: "m", agent: "coder" },
  timestamp: at,
  cursor: `${at}-7`,
  advice: null,
  inGraph: false,
};
const working = {
  id: 1,
  messageId: "m",
  channel: "cli",
  sender: "cli",
  message: TEXT,
  agent: "coder",
  status: "queued",
  processAlive: false,
  startedAt: at,
  duration: 5,
};

const ANSWERS: Readonly<Record<string, unknown>> = {
  "GET /api/conversations": [conversationOf({ text: TEXT })],
  "GET /api/queue/lanes": {
    lanes: [{ lane: "coder", agent: "coder", total: 1, messages: [lane] }],
    truncated: false,
  },
  "GET /api/queue/processing": [working],
  "GET /api/queue/dead": [letter],
  "GET /api/search": { hits: [hit], capped: false, complete: true },
  "GET /api/runs": [{ ...runOf(), task: TEXT, joins: null, total: {} }],
};

async function served(use: (tinyagi: (...words: string[]) => Promise<InvocationResult>) => Promise<void>) {
  await withHome(async (home) => {
    await using server: FakeServer = await serveHome(home);
    server.conversation = conversationOf({ text: TEXT });
    for (const [line, body] of Object.entries(ANSWERS)) server.answers.set(line, { status: 200, body });
    await use((...words) => invoke(words, { home }));
  });
}

it.each([
  ["conversation", "list"],
  ["conversation", "show", CONVERSATION],
  ["queue", "lanes"],
  ["queue", "processing"],
  ["queue", "dead"],
  ["search", "bake"],
])("%s %s shows the text of a task without its tag", async (...words) => {
  await served(async (tinyagi) => {
    const { stdout, code } = await tinyagi(...words);
    expect(code).toBe(0);
    expect(stdout).toContain("Bake");
    expect(stdout).not.toContain("task_");
    expect((await tinyagi(...words, "--json")).stdout).toContain(TAG);
  });
});

it("what a search found keeps its marks beside a tag that is left out", async () => {
  await withHome(async (home) => {
    await using server: FakeServer = await serveHome(home);
    server.answers.set("GET /api/search", { status: 200, body: ANSWERS["GET /api/search"] });
    const env = { TERM: "xterm-256color", LC_ALL: "C.UTF-8" };
    const { stdout } = await invoke(["search", "bake"], { home, terminal: true, env });
    expect(stdout.split("\n")[1]).toBe("  \u001b[1mBake\u001b[22m \u001b[1mwell\u001b[22m");
  });
});

it("completion describes a conversation without the tag", async () => {
  await served(async (tinyagi) => {
    const { stdout } = await tinyagi("completion", "--at", "--", "conversation", "show", "");
    expect(stdout).toContain("Bake bread");
    expect(stdout).not.toContain("task_");
  });
});
