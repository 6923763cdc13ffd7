/** `trace`: its requests, and what it draws on screens of several widths. @requirement TRACE-1 */
import type { Trace } from "@tinyagi/contracts";
import { widthOf } from "@tinyagi/visualizer/text";
import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type Invocation, type InvocationResult, invoke, withHome } from "../../testing/invoke.js";
import { CONVERSATION, conversationOf, messageOf, runOf } from "../../testing/sample.js";
import { drawTrace } from "../../view/waterfall.js";

type Tinyagi = (words: readonly string[], options?: Partial<Invocation>) => Promise<InvocationResult>;

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    await use((words, options) => invoke(words, { home, ...options }), server);
  });
}

const base = { parentId: "run_aaaaaa", attributes: {} };
const TRACE: Trace = {
  runId: "run_aaaaaa",
  rootRunId: "run_aaaaaa",
  startedAt: runOf().createdAt,
  truncated: false,
  spans: [
    {
      ...base,
      id: "run_aaaaaa",
      parentId: null,
      kind: "run",
      name: "@coder",
      start: 0,
      end: 4_000,
      status: "completed",
      usage: { inputTokens: 900, outputTokens: 100, costUsd: 0.0123 },
    },
    {
      ...base,
      id: "span_2",
      kind: "tool",
      name: "Bash",
      start: 1_000,
      end: 2_000,
      status: "failed",
      attributes: { input: 'echo "\u001b[31mhi\u001b[0m"\nls' },
    },
    {
      ...base,
      id: "span_3",
      kind: "handoff",
      name: "@coder → @tester",
      start: 3_000,
      end: 3_000,
      status: "completed",
    },
    { ...base, id: "run_bbbbbb", kind: "run", name: "@tester", start: 3_000, end: null, status: "running" },
  ],
};
const NOW = TRACE.startedAt + 5_000;
const draw = (columns: number, plain = false) =>
  drawTrace(TRACE, { columns, plain, now: NOW }).map((line) => String(line));

describe("the drawing of a trace", () => {
  it("is a tree with durations and bars on a usual screen", () => {
    expect(draw(80).join("\n")).toMatchInlineSnapshot(`
      "✓ @coder 1k tokens · $0.0123                     4.0 s ━━━━━━━━━━━━━━━━━━━━
      ├─ ✗ tool Bash failed echo "hi" ls               1.0 s      ─────
      ├─ ✓ handoff @coder → @tester                    0.0 s                ─
      └─ ▸ @tester running                             2.0 s                ━━━━━━━━━━"
    `);
  });

  it("has no bars on a narrow screen, and no line is ever wider than the screen", () => {
    expect(draw(40).join("\n")).not.toMatch(/[━─]{4}/);
    for (const columns of [40, 60, 80, 200])
      for (const line of draw(columns)) expect(widthOf(line.trimEnd())).toBeLessThanOrEqual(columns);
    expect(draw(200)[0]).toMatch(/━{60,}/);
    const long = { columns: 80, plain: false, now: TRACE.startedAt + 3_599_000 };
    for (const columns of [40, 80])
      for (const line of drawTrace(TRACE, { ...long, columns }))
        expect(widthOf(String(line).trimEnd())).toBeLessThanOrEqual(columns);
  });

  it("is words and spaces without a screen and with --plain", () => {
    const lines = draw(Number.POSITIVE_INFINITY);
    expect(lines).toEqual(draw(Number.POSITIVE_INFINITY, true));
    expect(lines[1]).toBe('+1.0 s  1.0 s    tool Bash failed echo "hi" ls');
    expect(lines[3]).toBe("+3.0 s  2.0 s    run @tester running");
  });
});

describe("trace", () => {
  const answer = (server: FakeServer) =>
    server.answers.set("GET /api/runs/run_aaaaaa/trace", { status: 200, body: TRACE });

  it("shows a run, a conversation and a message", async () => {
    await served(async (tinyagi, server) => {
      answer(server);
      const run = await tinyagi(["trace", "run_aaaaaa"]);
      expect(run.stdout).toContain("run_aaaaaa");
      expect(run.stdout).toContain("2 runs  1k tokens · $0.0123\n");
      expect(run.stdout).toContain("tool Bash failed");
      expect((await tinyagi(["trace", CONVERSATION])).stdout).toBe(run.stdout);
      const story = { message: messageOf(), conversation: conversationOf(), outcome: "answered" };
      server.answers.set("GET /api/messages/12/why", {
        status: 200,
        body: { ...story, verdict: "", next: null, steps: [] },
      });
      expect((await tinyagi(["trace", "12"])).stdout).toBe(run.stdout);
    });
  });

  it("prints the traces of the API with --json, and says when one is incomplete", async () => {
    await served(async (tinyagi, server) => {
      answer(server);
      expect(JSON.parse((await tinyagi(["trace", "run_aaaaaa", "--json"])).stdout)).toEqual([TRACE]);
      server.answers.set("GET /api/runs/run_aaaaaa/trace", {
        status: 200,
        body: { ...TRACE, truncated: true },
      });
      expect((await tinyagi(["trace", "run_aaaaaa"])).stderr).toContain("Some spans are missing");
    });
  });

  it("uses no colour with NO_COLOR, and none where there is no screen", async () => {
    await served(async (tinyagi, server) => {
      answer(server);
      const screen = { terminal: true };
      expect((await tinyagi(["trace", "run_aaaaaa"], screen)).stdout).toContain("\u001b[");
      const plain = await tinyagi(["trace", "run_aaaaaa"], { ...screen, env: { NO_COLOR: "1" } });
      expect(plain.stdout).not.toContain("\u001b[");
      expect(plain.stdout).toContain("└─ ▸ @tester running");
      expect((await tinyagi(["trace", "run_aaaaaa"])).stdout).not.toContain("\u001b[");
    });
  });

  it("lists the recorded events with --log, page by page", async () => {
    await served(async (tinyagi, server) => {
      const event = {
        seq: 7,
        type: "run.started",
        time: runOf().createdAt,
        data: { agent: "coder", attempt: 1, usage: {} },
      };
      server.answers.set("GET /api/runs/run_aaaaaa/log", { status: 200, body: [event] });
      const { stdout } = await tinyagi(["trace", "run_aaaaaa", "--log"]);
      expect(stdout).toContain("+0.0 s      run.started            agent=coder attempt=1\n");
    });
  });
});
