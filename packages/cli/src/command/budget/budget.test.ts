import { expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

type Tinyagi = (line: string) => Promise<InvocationResult>;

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    await use((line) => invoke(line.split(" "), { home }), server);
  });
}

const budget = {
  scope: "agent:coder",
  day: "2026-01-31",
  limit: { usd: 2, minutes: 30 },
  used: { tokens: 1_200, usd: 1.5, runs: 3, minutes: 4.26 },
  reserved: { tokens: 0, usd: 0.25, runs: 0, minutes: 0 },
  onLimit: "stop",
  state: "ok",
  forecast: { tokens: 2_400, usd: 3, runs: 6, minutes: 8.5 },
  goneAt: new Date(2026, 0, 31, 19, 40).getTime(),
  raise: { usd: 2 },
};

/** @requirement BUDGET-1 */
it("lists budgets with what is used, reserved and expected", async () => {
  await served(async (tinyagi, server) => {
    server.answers.set("GET /api/budgets", { status: 200, body: [budget] });
    expect((await tinyagi("budgets")).stdout).toMatch(
      /agent:coder +\$1\.50 of \$2\.00, 4\.3 of 30 min +\$0\.25 +stop +ok +\$3\.00, 8\.5 min +2026-01-31 19:40/,
    );
    expect(JSON.parse((await tinyagi("budgets --json")).stdout)).toEqual([budget]);
    server.answers.set("GET /api/budgets", { status: 200, body: [] });
    expect((await tinyagi("budgets")).stdout).toContain("tinyagi config set budgets.day.usd 10");
    expect((await tinyagi("budgets --conversation conv_1")).stdout).toContain("budgets.conversation.usd 10");
    expect(server.urls.at(-1)).toBe("GET /api/budgets?conversation=conv_1");
  });
});

/** @requirement BUDGET-1 */
it("names the limits of every conversation, and what budgets stopped, although no budget is in use", async () => {
  await served(async (tinyagi, server) => {
    const settings = { budgets: { conversation: { usd: 0.5, runs: 3, onLimit: "ask" } } };
    server.answers.set("GET /api/settings", { status: 200, body: settings });
    const data = { agent: "coder", callId: "c", message: "The budget has $0.10 left." };
    const refused = { seq: 1, type: "spawn.refused", time: Date.now(), conversationId: "conv_1" };
    const events = [
      { ...refused, data: { ...data, reason: "budget" } },
      { ...refused, data: { ...data, agent: "other", reason: "depth" } },
      { ...refused, time: 1, data: { ...data, agent: "old", reason: "budget" } },
    ];
    server.answers.set("GET /api/events", { status: 200, body: { events, next: null } });
    const { stdout } = await tinyagi("budgets");
    expect(stdout).toMatch(/^each conversation +at most \$0\.50, 3 runs +ask$/m);
    expect(stdout).toMatch(/a plan of @coder .*\$0\.10 left\. Show it: tinyagi conversation show conv_1$/m);
    expect(stdout).not.toMatch(/No budgets are set|@other|@old/);
  });
});

/** @requirement BUDGET-1 */
it("raises a budget by what was given, and refuses nothing or nonsense", async () => {
  await served(async (tinyagi, server) => {
    server.answers.set("POST /api/budgets/agent:coder/extend", { status: 200, body: budget });
    server.answers.set("POST /api/budgets/agent%3Acoder/extend", { status: 200, body: budget });
    const raised = await tinyagi("budget extend agent:coder --usd 1.5 --runs 2");
    expect(raised.stdout).toContain("agent:coder: $1.50 of $2.00");
    expect(server.calls.at(-1)?.body).toEqual({ usd: 1.5, runs: 2 });
    expect((await tinyagi("budget extend agent:coder")).code).toBe(2);
    expect((await tinyagi("budget extend agent:coder --usd lots")).code).toBe(2);
  });
});

/** @requirement BUDGET-1 */
it("lists what budgets stopped, with the command that continues it", async () => {
  await served(async (tinyagi, server) => {
    const stop = {
      id: 7,
      messageId: "web_1",
      conversationId: "conv_012345abcdef",
      agent: "coder",
      preview: "do it",
      runId: null,
      scope: "day",
      stoppedAt: Date.UTC(2026, 0, 31),
      reason: "not started",
      raise: { usd: 2 },
    };
    const late = { ...stop, raise: null };
    server.answers.set("GET /api/budgets/stops", { status: 200, body: [stop, late] });
    const { stdout } = await tinyagi("budget stops");
    expect(stdout).toContain("tinyagi budget extend day --usd 2");
    expect(stdout).toContain("send it again");
    expect(JSON.parse((await tinyagi("budget stops --json --limit 5")).stdout)).toEqual([stop, late]);
    server.answers.set("GET /api/budgets/stops", { status: 200, body: [] });
    expect((await tinyagi("budget stops")).stdout).toContain("No budget has stopped any work.");
  });
});

it("a message may have a budget of its own", async () => {
  await served(async (tinyagi, server) => {
    const body = { ok: true, messageId: "m", conversationId: "c", agents: ["coder"] };
    server.answers.set("POST /api/message", { status: 200, body });
    await tinyagi("send --budget usd=2,minutes=10 hello");
    expect(server.calls.at(-1)?.body).toMatchObject({ message: "hello", budget: { usd: 2, minutes: 10 } });
    for (const wrong of ["usd", "dollars=2", "usd=-1", "usd=1=2", ""])
      expect((await tinyagi(`send --budget=${wrong} hello`)).code).toBe(2);
  });
});
