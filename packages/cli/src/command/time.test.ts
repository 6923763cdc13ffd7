/** `schedule`, `heartbeat`, `spend`, `why`: their requests and output. */

import { minute, stamp } from "@tinyagi/views";
import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "../testing/fake-server.js";
import { type Invocation, type InvocationResult, invoke, withHome } from "../testing/invoke.js";
import { CONVERSATION, conversationOf, messageOf, runOf } from "../testing/sample.js";

type Tinyagi = (words: readonly string[], options?: Partial<Invocation>) => Promise<InvocationResult>;
const AT = Date.UTC(2026, 0, 1, 9);

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    await use((words, options) => invoke(words, { home, ...options }), server);
  });
}

const daily = {
  id: "1-abc",
  label: "daily",
  cron: "0 9 * * *",
  agentId: "coder",
  message: "look \u001b[31mred",
  channel: "schedule",
  sender: "Scheduler",
  enabled: true,
  createdAt: AT,
  timeZone: "UTC",
  catchUp: "once",
  overlap: "skip",
  nextRunAt: AT,
  reportsTo: { channel: "telegram", name: "Ada" },
  lastRun: { dueAt: AT, status: "failed", reason: "no such agent", conversationId: null, createdAt: AT },
};

describe("schedule", () => {
  it("lists schedules with their next time in the reader's time zone", async () => {
    await served(async (tinyagi, server) => {
      server.answers.set("GET /api/schedules", {
        status: 200,
        body: [daily, { ...daily, label: "off", enabled: false, lastRun: null }],
      });
      const { stdout } = await tinyagi(["schedule", "list"]);
      expect(stdout).toBe(
        "LABEL  ID     AGENT  TIMES            NEXT              LAST    MESSAGE\n" +
          `daily  1-abc  coder  0 9 * * * (UTC)  ${minute(AT)}  failed  look red\n` +
          `off    1-abc  coder  0 9 * * * (UTC)  disabled                  look red\n`,
      );
      expect(JSON.parse((await tinyagi(["schedule", "ls", "--json"])).stdout)).toHaveLength(2);
    });
  });

  it("adds one from words or an option, under its old name too, and says what is missing", async () => {
    await served(async (tinyagi, server) => {
      server.answers.set("POST /api/schedules", { status: 200, body: { ok: true, schedule: daily } });
      const add = ["schedule", "add", "--agent", "coder", "--cron", "0 9 * * *"];
      const { code, stdout } = await tinyagi([...add, "--label", "daily", "look", "around"]);
      expect(code).toBe(0);
      expect(stdout).toContain("failed");
      expect(server.calls.at(-1)?.body).toEqual({
        agentId: "coder",
        message: "look around",
        cron: "0 9 * * *",
        label: "daily",
      });
      await tinyagi([
        "schedule",
        "create",
        "--agent",
        "coder",
        "--run-at",
        "2030-01-01",
        "--message",
        "m",
        "--disabled",
      ]);
      expect(server.calls.at(-1)?.body).toEqual({
        agentId: "coder",
        message: "m",
        runAt: "2030-01-01",
        enabled: false,
      });
      await tinyagi(["schedule", "add", "--agent", "coder", "--in", "2h", "m"]);
      const later = server.calls.at(-1)?.body as { runAt: number } | undefined;
      expect(Math.abs((later?.runAt ?? 0) - Date.now() - 7_200_000)).toBeLessThan(60_000);
      for (const wrong of [
        add,
        [...add, "--at", "2030-01-01", "m"],
        ["schedule", "add", "m"],
        [...add, "--message", "m", "m"],
      ])
        expect((await tinyagi(wrong)).code).toBe(2);
      expect(server.calls).toHaveLength(3);
    });
  });

  it("changes only the given fields, and removes after confirmation", async () => {
    await served(async (tinyagi, server) => {
      server.answers.set("PUT /api/schedules/daily", { status: 200, body: { ok: true, schedule: daily } });
      await tinyagi(["schedule", "set", "daily", "--overlap", "allow"]);
      await tinyagi(["schedule", "disable", "daily"]);
      await tinyagi(["schedule", "enable", "daily"]);
      expect(server.calls.map((call) => call.body)).toEqual([
        { overlap: "allow" },
        { enabled: false },
        { enabled: true },
      ]);
      expect((await tinyagi(["schedule", "set", "daily"])).code).toBe(2);
      expect((await tinyagi(["schedule", "remove", "daily"])).code).toBe(2);
      expect((await tinyagi(["schedule", "delete", "daily", "--yes"])).code).toBe(0);
      expect(server.calls.at(-1)?.line).toBe("DELETE /api/schedules/daily");
    });
  });

  it("runs one and shows its history", async () => {
    await served(async (tinyagi, server) => {
      server.answers.set("POST /api/schedules/daily/run", {
        status: 200,
        body: { ok: true, messageId: "daily_1", conversationId: "conv_1" },
      });
      server.answers.set("GET /api/schedules/daily/runs", { status: 200, body: [daily.lastRun] });
      const ran = await tinyagi(["schedule", "run", "daily"]);
      expect([ran.stdout, ran.stderr]).toEqual(["Accepted: daily_1\n", expect.stringContaining("conv_1")]);
      expect((await tinyagi(["schedule", "history", "daily"])).stdout).toContain(
        "failed                no such agent",
      );
    });
  });
});

describe("heartbeat", () => {
  const state = {
    agent: "coder",
    enabled: true,
    reason: null,
    interval: 1_800,
    lastSentAt: null,
    nextDueAt: AT,
    failures: 2,
    conversationId: null,
  };

  it("lists, shows and changes", async () => {
    await served(async (tinyagi, server) => {
      server.answers.set("GET /api/heartbeats", { status: 200, body: [state] });
      server.answers.set("GET /api/agents/coder/heartbeat", {
        status: 200,
        body: { content: "Look.", path: "/ws/coder/heartbeat.md", enabled: true },
      });
      server.answers.set("PUT /api/agents/coder/heartbeat", { status: 200, body: { ok: true } });
      const list =
        "AGENT  EVERY   LAST   NEXT             FAILED  NOTE\ncoder  30 min  never  when it is idle  2\n";
      expect((await tinyagi(["heartbeat"])).stdout).toBe(list);
      expect((await tinyagi(["heartbeat", "list"])).stdout).toBe(list);
      expect((await tinyagi(["heartbeat", "show", "coder"])).stdout).toContain("Look.");
      const set = (...words: string[]) =>
        tinyagi(["heartbeat", "set", "coder", ...words], { input: "From stdin." });
      await set("--interval", "30m", "--enabled");
      await set("--off", "--prompt-file", "-");
      await set("--default-interval");
      expect(server.calls.map((call) => call.body)).toEqual([
        { enabled: true, interval: 1_800 },
        { content: "From stdin.", enabled: false },
        { interval: null },
      ]);
      for (const wrong of [
        [],
        ["--on", "--off"],
        ["--interval", "0.5"],
        ["--interval", "9"],
        ["--interval", "5", "--default-interval"],
        ["--prompt", "a", "--prompt-file", "-"],
      ])
        expect((await set(...wrong)).code).toBe(2);
      expect((await set("--prompt-file", "/nowhere/at/all")).code).toBe(65);
    });
  });
});

describe("spend", () => {
  it("never shows an unknown cost as zero", async () => {
    await served(async (tinyagi, server) => {
      const none = {
        runs: 2,
        inputTokens: 900,
        outputTokens: null,
        cachedTokens: null,
        costUsd: null,
        estimated: false,
        estimatedUsd: null,
        unpricedRuns: 2,
      };
      const priced = { ...none, costUsd: 1.5, estimated: true, estimatedUsd: 1.5, unpricedRuns: 0 };
      const total = { ...none, runs: 4, costUsd: 1.5, estimated: true, estimatedUsd: 1.5 };
      const rows = [
        { ...priced, key: "dev", name: null },
        { ...none, key: "", name: null },
      ];
      server.answers.set("GET /api/spend", {
        status: 200,
        body: { by: "team", since: AT, until: AT, rows, rest: none, total, truncated: true },
      });
      const { stdout, stderr } = await tinyagi(["spend", "--by", "team", "--since", "7d"]);
      expect(stdout).toBe(
        "TEAM       RUNS  IN   OUT  CACHED  COST          NO PRICE\n" +
          "dev        2     900  –    –       ~$1.50\n" +
          "(no team)  2     900  –    –       not reported  2\n" +
          "(others)   2     900  –    –       not reported  2\n" +
          "total      4     900  –    –       ~$1.50        2\n",
      );
      expect(stderr).toContain("2 of 4 runs reported no price");
      expect(stderr).toContain("only the newest");
      expect((await tinyagi(["spend", "--by", "task", "--days", "14"])).code).toBe(0);
      expect((await tinyagi(["spend", "--days", "0"])).code).toBe(2);
      expect((await tinyagi(["spend", "--since", "yesterday"])).code).toBe(2);
      expect((await tinyagi(["spend", "--by", "moon"])).code).toBe(2);
    });
  });
});

describe("why", () => {
  it("explain a message without control characters, the result first", async () => {
    await served(async (tinyagi, server) => {
      const story = {
        message: messageOf(),
        conversation: conversationOf(),
        outcome: "failed",
        verdict: "It failed permanently: \u001b[31mno key.",
        next: "Retry it.",
        steps: [{ at: AT, kind: "accepted", text: "accepted for @coder", runId: null }],
      };
      server.answers.set("GET /api/messages/cli_1/why", { status: 200, body: story });
      const { stdout } = await tinyagi(["why", "cli_1"]);
      expect(stdout).toBe(
        `It failed permanently: no key.\nRetry it.\n\nmessage 1 (cli_1) for @coder, ${CONVERSATION}\n  ${stamp(AT)}  accepted for @coder\n`,
      );
    });
  });

  it("takes the id that a list of runs shows, too", async () => {
    await served(async (tinyagi, server) => {
      server.answers.set("GET /api/runs/run_a", { status: 200, body: { ...runOf(), messageRowId: 7 } });
      expect((await tinyagi(["why", "run_a"])).code).toBe(1);
      expect(server.urls.at(-1)).toBe("GET /api/messages/7/why");
    });
  });
});

describe("trends", () => {
  it("shows what was measured, and a dash for what was not", async () => {
    await served(async (tinyagi, server) => {
      const none = {
        ...{ runs: 0, failedRuns: 0, retries: 0, answered: 0, failed: 0 },
        successRate: null,
        answerMs: null,
      };
      const some = { ...none, runs: 9, retries: 2, answered: 6, failed: 1, successRate: 6 / 7 };
      const timed = { ...some, answerMs: { p50: 1_500, p90: 130_000 }, before: none, perDay: [] };
      const rows = [
        { ...timed, agent: "dev" },
        { ...none, agent: "ops", before: { ...some, successRate: 0.999 }, perDay: [] },
      ];
      server.answers.set("GET /api/trends", {
        status: 200,
        body: { since: AT, until: AT, days: [], rows, total: timed, more: 3, truncated: true },
      });
      const { stdout, stderr } = await tinyagi(["trends", "--days", "7"]);
      expect(stdout).toBe(
        "AGENT     ANSWERED  FAILED  SUCCESS  BEFORE  HALF WITHIN  90% WITHIN  RETRIES\n" +
          "dev       6         1       85%      –       1.5 s        2 min 10 s  2\n" +
          "ops       0         0       –        99%     –            –           0\n" +
          "(3 more)\n" +
          "total     6         1       85%      –       1.5 s        2 min 10 s  2\n",
      );
      expect(stderr).toContain("only the newest");
      expect((await tinyagi(["trends", "--days", "0"])).code).toBe(2);
    });
  });
});
