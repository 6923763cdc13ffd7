/** What `tinyagi run` shows while it works, and what `tinyagi conversation show` prints. */

import type { Client } from "@tinyagi/client";
import type { JournalEvent, MessageView } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { describe, expect, it, vi } from "vitest";
import { getLane, NOW, runOf } from "../fixture.js";
import { ASCII_MARKS, type Marks, PLAIN_MARKS, UNICODE_MARKS } from "../text/marks.js";
import { createRenderer } from "../text/render-line.js";
import { widthOf } from "../text/width.js";
import { type ConversationTree, openTree } from "./conversation-tree.js";

const MINUTE = 60_000;
type Answers = Readonly<Record<string, unknown>>;

const child = (id: string, more: object = {}, minutes = 5) =>
  runOf(id, { parentRunId: "run_lead", depth: 1, messageRowId: 10 + id.length, ...more }, minutes);
const inGraph = (nodeId: string) => ({ graphId: "g", nodeId });
const spec = (prompt: string, agent = "coder") => ({ spec: { prompt, agent } });
/** Newest first, as the daemon lists them. */
const RUNS = [
  child("proof", {
    status: "failed",
    finishedAt: NOW - MINUTE,
    messageRowId: 13,
    agent: "coder",
    node: inGraph("root/proof"),
    error: { class: "invalid", message: "Expected 12.35, got 12.34." },
  }),
  child(
    "rates",
    { messageRowId: 12, agent: "coder", node: inGraph("root/engine/rates"), parentRunId: "run_engine" },
    7,
  ),
  child("engine", { messageRowId: 11, agent: "coder", node: inGraph("root/engine") }, 8),
  runOf("lead", { task: "New tax rules", node: inGraph("root") }, 10),
];
const GRAPH = {
  graphId: "g",
  generation: 2,
  generations: [{}, {}, {}],
  limits: { maxDepth: 5 },
  nodes: {
    root: { depth: 0, state: "running", ...spec("New tax rules", "lead") },
    "root/engine": { depth: 1, state: "running", ...spec("change the engine") },
    "root/engine/rates": { depth: 2, state: "running", ...spec("rates by date") },
    "root/proof": { depth: 1, state: "failed", ...spec("prove the rounding") },
    "root/review": { depth: 1, state: "pending", ...spec("read every change") },
  },
};
const BUSY: Answers = {
  listRuns: RUNS,
  runGraph: GRAPH,
  listBudgets: [{ limit: { usd: 9 }, used: { tokens: 0, usd: 2, runs: 4, minutes: 1 } }],
};
const QUIET: Answers = {
  queueLanes: { lanes: [], truncated: false },
  listApprovals: { approvals: [] },
  getConversation: { messages: [], runs: [] },
  listBudgets: [],
  listRuns: [],
};

function open(answers: Answers, marks: Marks = UNICODE_MARKS): { tree: ConversationTree; calls: string[] } {
  const calls: string[] = [];
  const call = async (name: string): Promise<unknown> => {
    calls.push(name);
    return { ...QUIET, ...answers }[name];
  };
  const client = partial<Client>({ call: call as Client["call"] });
  const signal = new AbortController().signal;
  return { calls, tree: openTree({ client, conversation: "conv_1", signal, now: () => NOW, marks }) };
}

async function drawn(
  answers: Answers,
  { columns = 80, works = false, marks = UNICODE_MARKS } = {},
): Promise<string[]> {
  const { tree } = open(answers, marks);
  await tree.read([]);
  return tree.lines(columns, { works }).map((line) => String(line).trimEnd());
}

const event = (type: JournalEvent["type"], data: object, more: object = {}) =>
  ({ type, data, time: NOW, conversationId: "conv_1", ...more }) as JournalEvent;

describe("the tree of a conversation", () => {
  it("has the rows of the live view, then time, money and depth while it works", async () => {
    const rows = [
      "▸ New tax rules                                  lead    10 min   $0.50  ∑ $2.00",
      "├ ▸ work of engine                               engine   8 min   $0.50  ∑ $1.00",
      "│ └ ▸ work of rates                              rates    7 min   $0.50",
      "├ ✗ work of proof                                proof    4 min   $0.50",
      "│   Expected 12.35, got 12.34.",
      "└ · read every change                            review       –       –",
    ];
    expect(await drawn(BUSY)).toEqual(rows);
    const numbers = "10 min   $2.00 of $9.00   depth 2 of 5   generation 2 of 2";
    expect(await drawn(BUSY, { works: true })).toEqual([...rows, numbers]);
  });

  it.each([40, 80, 200])("fits %i columns, in words alone and in ASCII too", async (columns) => {
    const hostile = "a\u001b[2J\u202e\nb\t日本\u0000".repeat(30);
    const answers = { ...BUSY, listRuns: RUNS.map((run) => ({ ...run, task: hostile, agent: hostile })) };
    for (const marks of [UNICODE_MARKS, ASCII_MARKS, PLAIN_MARKS]) {
      const { tree } = open(answers, marks);
      await tree.read([
        { id: 99, status: "dead", agent: hostile, error: { message: hostile } } as MessageView,
      ]);
      tree.event(event("limit.reached", { code: "LIMIT_HOPS", fromAgent: hostile, limit: 8 }));
      for (const line of tree.lines(columns, { works: true }).map(createRenderer(false))) {
        expect(widthOf(line)).toBeLessThanOrEqual(columns);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be drawn
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      }
    }
    const words = await drawn(BUSY, { columns, marks: PLAIN_MARKS });
    expect(words.join("\n")).toMatch(/^[\u0020-\u007e\n]*$/);
    expect(words[3]).toMatch(/^ {2}failed/);
  });

  it("draws a message once, with its newest attempt and the money of all", async () => {
    const error = { class: "transient" as const, message: "boom" };
    const attempts = [
      runOf("b", { agent: "coder", task: "fix it", attempt: 2 }, 1),
      runOf(
        "a",
        { agent: "coder", task: "fix it", status: "failed", finishedAt: NOW - 2 * MINUTE, error },
        3,
      ),
    ];
    expect(await drawn({ listRuns: attempts })).toEqual([
      "▸ fix it (attempt 2)                                       coder   3 min   $1.00",
    ]);
    const lane = getLane("coder", { waitsFor: "retry", notBefore: NOW + 8_000, attempts: 1 });
    const waits = { listRuns: attempts.slice(1), queueLanes: { lanes: [lane] } };
    expect((await drawn(waits))[1]).toBe("  tries again in 8 s, attempt 2: boom");
  });

  it("works on while sub-agents work for it, and shows what has no run yet", async () => {
    const ended = runOf("lead", { status: "completed", finishedAt: NOW - 5 * MINUTE });
    const lanes = [
      getLane("lead", { waitsFor: "sub_agents" }),
      getLane("writer", { id: 7, preview: "write it down", fromAgent: "lead" }),
      getLane("other", { id: 8, conversationId: "conv_2" }),
    ];
    expect(await drawn({ listRuns: [ended], queueLanes: { lanes } })).toEqual([
      "▸ work of lead                                   lead    10 min   $0.50  ∑ $0.50",
      "└ ‖ write it down                                writer       –       –",
      "    waits behind an earlier message",
    ]);
  });

  it("shows a sub-agent that waits in the queue once, as its plan names it", async () => {
    const lane = getLane("review", { id: 9, kind: "node", preview: "read every change" });
    expect(await drawn({ ...BUSY, queueLanes: { lanes: [lane] } })).toEqual(await drawn(BUSY));
  });

  it("shows what an agent says or uses while it works, limits, and what no agent worked on", async () => {
    const { tree } = open({ listRuns: [runOf("lead")] });
    await tree.read([
      { id: 1, status: "completed", agent: "lead", error: null } as MessageView,
      {
        id: 2,
        status: "dead",
        agent: "coder",
        error: { class: "budget", message: "no budget" },
      } as MessageView,
    ]);
    const lead = { runId: "run_lead" };
    const said = (text: string) => event("run.progressed", { agent: "lead", text, delta: true }, lead);
    tree.event(said("Let me "));
    tree.event(said("look\u001b[2J"));
    tree.event(event("limit.reached", { code: "LIMIT_HOPS", fromAgent: "lead", toAgent: null, limit: 8 }));
    const lines = tree.lines(80, { works: true }).map(String);
    expect(lines.slice(1, 4)).toEqual([
      "  …Let me look",
      "✗ coder failed: no budget",
      "! limit LIMIT_HOPS (8) stopped @lead",
    ]);
    tree.event(
      event("run.tool_started", { agent: "lead", name: "bash", input: '{"command":"pnpm test"}' }, lead),
    );
    expect(String(tree.lines(80, { works: true })[1])).toBe("  Runs pnpm test");
    expect(tree.lines(80, { works: false }).map(String)).not.toContain("  bash pnpm test");
  });

  it("asks the daemon again only after an event that changes an answer", async () => {
    vi.useFakeTimers();
    try {
      const { tree, calls } = open(BUSY);
      tree.missed();
      await vi.advanceTimersByTimeAsync(10_000);
      const asked = calls.length;
      expect(new Set(calls)).toEqual(
        new Set(["queueLanes", "listApprovals", "listRuns", "listBudgets", "getConversation", "runGraph"]),
      );
      tree.event(event("run.progressed", { agent: "lead", text: "a", delta: true }, { runId: "run_lead" }));
      await vi.advanceTimersByTimeAsync(10_000);
      expect(calls).toHaveLength(asked);
      for (let many = 0; many < 100; many++) tree.event(event("approval.requested", { agent: "lead" }));
      await vi.advanceTimersByTimeAsync(10_000);
      expect(calls.slice(asked).sort()).toEqual(["listApprovals", "queueLanes"]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("what agents write", () => {
  const progress = (text: string, more: object = {}) =>
    event("run.progressed", { text, delta: true, ...more }, { runId: "run_lead" });
  const started = event("run.started", { agent: "lead" }, { runId: "run_lead" });
  const ended = event("run.completed", {}, { runId: "run_lead" });

  it("is there while it is written, without tags, and gone when the run has ended", () => {
    const { tree } = open(QUIET);
    for (const one of [started, progress("The plan: [@coder: do"), progress(" it].")]) tree.event(one);
    expect(tree.texts()).toEqual([{ agent: "lead", text: "The plan: → @coder: do it." }]);
    tree.event(ended);
    expect(tree.texts()).toEqual([]);
  });

  it("begins with what the daemon had when the reader came late, without a gap or a word twice", async () => {
    const runs = [{ runId: "run_lead", agent: "lead", written: { text: "One two", end: 7 } }];
    const { tree } = open({ getConversation: { messages: [], runs } });
    tree.missed();
    await vi.waitFor(() => expect(tree.texts()).toEqual([{ agent: "lead", text: "One two" }]));
    tree.event(progress("two three", { end: 13 }));
    expect(tree.texts()).toEqual([{ agent: "lead", text: "One two three" }]);
  });
});
