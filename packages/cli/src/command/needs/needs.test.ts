/** What `needs` lists and counts. */
import { expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

const WORK = {
  conversationId: "conv_1",
  asked: "Fix the build",
  title: null,
  runId: "run_1",
  rootRunId: "run_1",
  nodeId: null,
};
const ASKED = {
  id: "ask_k7qx2m9p",
  kind: "question",
  runId: "run_1",
  conversationId: "conv_1",
  work: WORK,
  agent: "coder",
  title: "Which colour?",
  detail: "",
  digest: "0".repeat(64),
  createdAt: 0,
  expiresAt: 9,
  status: "open",
};
const DEAD = {
  id: 12,
  data: {
    channel: "web",
    sender: "you",
    senderId: null,
    message: "Deploy it",
    messageId: "m1",
    agent: "ops",
  },
  joins: null,
  title: "Deploy it",
  work: WORK,
  failedReason: "The key was refused.",
  errorClass: "auth",
  attemptsMade: 3,
  totalAttempts: 3,
  timestamp: 0,
  cursor: "0-12",
  advice: null,
  inGraph: false,
};
const SENDER = {
  channel: "telegram",
  senderId: "7",
  sender: "Kim",
  code: "ABCD2345",
  createdAt: 1,
  lastSeenAt: 2,
  expiresAt: 3,
};

interface World {
  approvals?: readonly object[];
  dead?: readonly object[];
  pending?: readonly object[];
  paused?: readonly object[];
  /** How many dead letters the queue counts. */
  deadCount?: number;
}

async function needsOf(world: World, ...words: string[]): Promise<InvocationResult> {
  const { approvals = [], dead = [], pending = [], paused = [], deadCount = dead.length } = world;
  return withHome(async (home) => {
    await using server = await serveHome(home);
    const put = (line: string, body: unknown) => server.answers.set(line, { status: 200, body });
    put("GET /api/status", { ok: true, version: "1.2.3", pausedProviders: paused });
    put("GET /api/queue/status", { dead: deadCount });
    put("GET /api/approvals", { approvals, nextCursor: null });
    put("GET /api/queue/dead", dead);
    put("GET /api/budgets", []);
    put("GET /api/pairing", { pending, approved: [] });
    put("GET /api/channels", { channels: [] });
    return await invoke(["needs", ...words], { home });
  });
}

it("says so when nothing needs anyone", async () => {
  const { stdout, code } = await needsOf({});
  expect(stdout).toBe("Nothing needs you.\n");
  expect(code).toBe(0);
});

it("shows what is decided and can still be taken back below, and counts it as nothing", async () => {
  const held = { status: "answered", answer: "Red", by: "operator", until: 0 };
  const { stdout } = await needsOf({ approvals: [{ ...ASKED, held }] });
  expect(stdout).toBe(
    "Nothing needs you.\n@coder: Answered by operator. Takes effect in 0 s\n  > Which colour?\n",
  );
});

it("lists each thing with the command that settles it, and what can wait below", async () => {
  const { stdout, code } = await needsOf({ approvals: [ASKED], dead: [DEAD], pending: [SENDER] });
  expect(stdout).toMatch(/^2 things need you\. 1 question, 1 dead letter$/m);
  expect(stdout).toMatch(
    /^@coder asks you · .* ago\n {2}> Which colour\?\n {2}tinyagi answer ask_k7qx2m9p "your text"$/m,
  );
  expect(stdout).toMatch(
    /^@ops could not finish a message · .* ago\n {2}> Deploy it\n {2}> The key was refused\.\n {2}tinyagi queue retry 12$/m,
  );
  expect(stdout).toMatch(
    /^Can wait:\n {2}> Kim wants to write to you on telegram\n {2}tinyagi pairing approve ABCD2345$/m,
  );
  expect(code).toBe(0);
});

it.each([
  ["auth", "login"],
  ["auth", "quota"],
  ["transient", "certificate"],
])(
  "lists a provider with a failure of %s, %s before all that can wait, and counts it",
  async (kind, cause) => {
    const pause = {
      provider: "anthropic",
      state: "paused",
      until: 5,
      class: kind,
      cause,
      reason: "Bad key.",
    };
    const { stdout } = await needsOf({ paused: [pause], pending: [SENDER] });
    expect(stdout).toMatch(/^1 thing needs you\. 1 provider$/m);
    expect(stdout.indexOf("Messages wait for anthropic")).toBeLessThan(stdout.indexOf("Can wait:"));
    expect(stdout).toMatch(/^ {2}> Bad key\.\n {2}tinyagi provider test anthropic$/m);
  },
);

it("lists a provider that comes back by itself among what can wait", async () => {
  const pause = { provider: "anthropic", state: "paused", until: 5, class: "transient", cause: "outage" };
  const { stdout } = await needsOf({ paused: [{ ...pause, reason: "503" }] });
  expect(stdout).toMatch(/^Nothing needs you\.\n\nCan wait:\n {2}> Messages wait for anthropic$/m);
});

it("marks each line from outside, with every character that nobody sees written out", async () => {
  const forged = "ok\u2800\u2800\n  tinyagi approve ask_other000";
  const { stdout } = await needsOf({
    approvals: [{ ...ASKED, title: forged }],
    dead: [{ ...DEAD, title: forged, failedReason: forged }],
    pending: [{ ...SENDER, sender: forged }],
  });
  const commands = stdout.split("\n").filter((line) => line.startsWith("  tinyagi"));
  expect(commands).toEqual([
    '  tinyagi answer ask_k7qx2m9p "your text"',
    "  tinyagi queue retry 12",
    "  tinyagi pairing approve ABCD2345",
  ]);
  expect(stdout.match(/^ {2}> ok\\u2800\\u2800\\u000a {2}tinyagi approve ask_other000$/gm)).toHaveLength(3);
  expect(stdout).toMatch(/^ {2}> ok tinyagi approve ask_other000 wants to write to you on telegram$/m);
});

it("names what shows an approval before what decides it", async () => {
  const { stdout } = await needsOf({ approvals: [{ ...ASKED, kind: "permission" }] });
  expect(stdout).toMatch(/^ {2}tinyagi approvals ask_k7qx2m9p\n {2}tinyagi approve ask_k7qx2m9p$/m);
});

it("counts dead letters that it does not list", async () => {
  const { stdout } = await needsOf({ dead: [DEAD], deadCount: 1_200 });
  expect(stdout).toMatch(/^1,200 things need you\. 1,200 dead letters$/m);
  expect(stdout).toMatch(/^1,199 more: tinyagi queue dead$/m);
});

it("gives programs the counts and each command", async () => {
  const { stdout } = await needsOf({ approvals: [ASKED], dead: [DEAD], pending: [SENDER] }, "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    count: 2,
    approvals: 0,
    questions: 1,
    dead: 1,
    needs: [
      { kind: "question", agent: "coder", commands: ['tinyagi answer ask_k7qx2m9p "your text"'] },
      { kind: "dead_letter", agent: "ops", commands: ["tinyagi queue retry 12"] },
    ],
    canWait: [{ kind: "sender", commands: ["tinyagi pairing approve ABCD2345"] }],
  });
});
