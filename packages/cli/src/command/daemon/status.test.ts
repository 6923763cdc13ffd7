/** What `status` says of everything that needs a person. */
import { expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

const BODY = {
  ok: true,
  uptime: 61,
  version: "1.2.3",
  bootId: "b",
  pid: 42,
  home: "/h",
  server: { running: true, port: 1 },
  channels: {},
  heartbeat: { running: false, interval: 0, lastSent: {} },
  settings: { valid: true, problem: null },
  live: 2,
};
const NOTHING = { approvals: 0, questions: 0, strangers: 0, budgets: [], budgetStops: 0 };

type Status = (change: object, ...words: string[]) => Promise<InvocationResult>;

async function getStatus(use: (status: Status, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    const counts = { incoming: 0, queued: 0, processing: 0, dead: 0 };
    server.answers.set("GET /api/queue/status", { status: 200, body: counts });
    await use((change, ...words) => {
      server.answers.set("GET /api/status", { status: 200, body: { ...BODY, ...change } });
      return invoke(["status", ...words], { home });
    }, server);
  });
}

it("says of a channel what its state is and why, also for one that failed", async () => {
  await getStatus(async (status) => {
    const channels = {
      telegram: { running: false, state: "failed", reason: "The token was\nrefused." },
      discord: { running: true, state: "reconnecting", reason: "no route" },
      old: { running: false },
      slack: { running: false, enabled: false, state: "stopped" },
      newer: { running: true, state: "hibernating" },
    };
    const { stdout } = await status({ channels });
    expect(stdout).toMatch(/^channel telegram +failed: The token was refused\.$/m);
    expect(stdout).toMatch(/^channel discord +reconnecting: no route$/m);
    expect(stdout).toMatch(/^channel old +stopped$/m);
    expect(stdout).toMatch(/^channel slack +not set up$/m);
    // A state that only a newer daemon knows is named as it comes.
    expect(stdout).toMatch(/^channel newer +hibernating$/m);
  });
});

it("counts the warnings of valid settings and names the command that lists them", async () => {
  await getStatus(async (status) => {
    const { stdout } = await status({ settings: { valid: true, problem: null, warnings: 1 } });
    expect(stdout).toMatch(/^settings +valid, 1 warning \(show: tinyagi doctor\)$/m);
    expect((await status({})).stdout).toMatch(/^settings +valid$/m);
  });
});

it("names what waits for the person, each with the command that shows it, and nothing that does not wait", async () => {
  await getStatus(async (status) => {
    const attention = {
      approvals: 2,
      questions: 1,
      dead: 5,
      strangers: 3,
      budgets: ["day", "agent:coder"],
      budgetStops: 4,
    };
    const { stdout } = await status({ attention });
    expect(stdout).toMatch(/^needs you +2 approvals, 1 question, 5 dead letters \(show: tinyagi needs\)$/m);
    expect(stdout).toMatch(/^strangers +3 .*tinyagi pairing list/m);
    expect(stdout).toMatch(/^budgets +used up: day, agent:coder .*tinyagi budgets/m);
    expect(stdout).toMatch(/^budget stops +4 messages .*tinyagi budget stops/m);
    const calm = (await status({ attention: NOTHING })).stdout;
    expect(calm).not.toMatch(/^(needs you|strangers|budgets|budget stops) /m);
    expect(JSON.parse((await status({ attention }, "--json")).stdout)).toMatchObject({ attention });
  });
});

it("says which providers are paused, until when and why", async () => {
  await getStatus(async (status) => {
    const paused = { provider: "anthropic", until: 0, reason: "503 five times" };
    const { stdout } = await status({ pausedProviders: [paused] });
    expect(stdout).toMatch(/^paused provider +anthropic until .*: 503 five times$/m);
  });
});
