import type { JournalEvent } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import {
  BUSY,
  buildDeadLetter,
  countDead,
  getApproval,
  getLane,
  NOW,
  QUIET,
  runOf,
  stateOf,
} from "../fixture.js";
import { parseLogLine, staleAfter } from "../state/answers.js";
import { withData } from "../state/data.js";
import type { State, TreePlace } from "../state/state.js";
import { ASCII_MARKS, UNICODE_MARKS } from "../text/marks.js";
import { createRenderer } from "../text/render-line.js";
import { widthOf } from "../text/width.js";
import { frame } from "./frame.js";
import { HELP } from "./help.js";

const TEAM: TreePlace = { view: "team", team: "dev" };
const PLACES: readonly TreePlace[] = [
  TEAM,
  { view: "team", byActivity: true },
  { view: "run", conversation: "conv_1", runId: "run_lead" },
  { view: "queue" },
  { view: "room", team: "dev" },
  { view: "logs" },
];
const draw = (state: State): string[] => frame(state, { marks: UNICODE_MARKS }).map(String);
const HOSTILE = "a\u001b[2J\u001b]0;x\u0007\u202e\nb\t日本\u0000".repeat(30);

function failedEvent(error: string, seq = 1, time = NOW): object {
  const data = { agent: "a", class: "invalid", error, willRetry: false };
  return { seq, type: "run.failed", time, data };
}

function answersFor(name: string): typeof QUIET {
  const text = name === "hostile" ? HOSTILE : "words of a post";
  const post = {
    id: 1,
    team_id: "dev",
    from_agent: text.slice(0, 40),
    message: text,
    created_at: NOW,
    conversation_id: null,
  };
  const more = {
    "conversation/conv_1": [
      runOf("lead", { task: text }),
      runOf("coder", {
        parentRunId: "run_lead",
        depth: 1,
        task: text,
        status: "failed",
        error: { class: "invalid", message: text },
      }),
    ].reverse(),
    "room/dev": [post],
    events: { events: [failedEvent(text)], next: null },
    logs: [parseLogLine(JSON.stringify({ level: "warn", time: new Date(NOW).toISOString(), msg: text }))],
  };
  if (name === "empty") return QUIET;
  if (name === "typical") return { ...BUSY, ...more };
  const ids = Array.from(
    { length: 60 },
    (_, at) => `agent-${at}-${name === "hostile" ? HOSTILE : "with-a-long-name"}`,
  );
  return {
    ...BUSY,
    ...more,
    agents: Object.fromEntries(ids.map((id) => [id, { name: id }])),
    teams: { dev: { name: text, agents: ids, leader_agent: ids[0] } },
    runs: ids.map((id) => runOf(id, { task: text })),
    lanes: { lanes: ids.map((id, at) => getLane(id, { id: at, preview: text })), truncated: true },
    dead: ids.map((id, at) =>
      buildDeadLetter(at, { failedReason: text, data: { agent: id, message: text, messageId: "m" } }),
    ),
    deadCounts: ids.map((id) => countDead(id, 1)),
    approvals: ids.map((agent) => getApproval(agent, { title: text, detail: text })),
  };
}

describe("every view", () => {
  for (const name of ["empty", "typical", "crowded", "hostile"])
    for (const columns of [40, 80, 200])
      it(`fills exactly its screen at ${columns} columns when it is ${name}`, () => {
        for (const place of PLACES)
          for (const rows of [10, 40]) {
            const lines = draw(stateOf(place, answersFor(name), { columns, rows }));
            expect(lines, place.view).toHaveLength(rows);
            for (const line of lines)
              expect(widthOf(line), `${place.view}: ${line}`).toBeLessThanOrEqual(columns);
          }
      });

  it("draws nothing that controls the terminal, whatever the daemon says", () => {
    for (const place of PLACES) {
      const lines = frame(stateOf(place, answersFor("hostile")), { marks: UNICODE_MARKS }).map(
        createRenderer(false),
      );
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be drawn
      for (const line of lines) expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it("draws only ASCII where the locale is not UTF-8", () => {
    for (const place of PLACES) {
      const lines = frame(stateOf(place, BUSY), { marks: ASCII_MARKS }).map(String);
      expect(lines.join("\n").replaceAll("·", "")).toMatch(/^[\u0020-\u007e\n]*$/);
    }
  });
});

describe("the text of a handed-over task", () => {
  const task = "Bake bread\n\n[task:task_mwtud4tuzk8ra4krb0nc]";
  const answers = {
    ...BUSY,
    runs: [runOf("coder", { task }), runOf("tester", { task, status: "failed", error: null })],
    "conversation/conv_1": [runOf("coder", { task })],
    "messages/conv_1": [{ id: 1, text: task }],
    lanes: { lanes: [getLane("reviewer", { preview: task })], truncated: false },
    events: {
      events: [{ seq: 1, type: "message.accepted", time: NOW, data: { agent: "a", preview: task } }],
      next: null,
    },
  };
  it.each(PLACES.filter(({ view }) => view !== "room"))("has no tag in %o", (place) => {
    const text = draw(stateOf(place, answers, { columns: 200, rows: 40 })).join("\n");
    expect(text).toContain("Bake bread");
    expect(text).not.toContain("task_");
  });

  it("has no tag in the inspector of its run", () => {
    const state = stateOf({ view: "run", conversation: "conv_1", runId: "run_coder" }, answers, {
      columns: 200,
      rows: 40,
    });
    const text = draw({ ...state, panel: { kind: "run", conversation: "conv_1", runId: "run_coder" } }).join(
      "\n",
    );
    expect(text).toContain("PROMPT");
    expect(text).not.toContain("task_");
  });
});

describe("the team", () => {
  it("looks as designed", () => {
    expect(draw(stateOf(TEAM)).map((line) => line.trimEnd())).toEqual([
      " dev · 4 agents                            ● live   2 running   $8.41 of $20.00",
      "─".repeat(80),
      "   AGENT     STATE      DOING                                      TIME    COST",
      " ▌ lead      ? waiting  half-cents go up or to even?             42 min  ~$0.52",
      "   coder     ▸ running  change the tax engine                    31 min   $1.92",
      "   └ schema  ✓ done     migration 0042                            6 min   $0.50",
      "   tester    ✗ failed   2 of 214 rounding cases fail             12 min       –",
      "   reviewer  ‖ queued   waits behind an earlier message          12 min       –",
      "",
      "   HANDOFFS",
      "   lead → coder     please, coder                                        12 min",
      "   lead → reviewer  please, reviewer                                     12 min",
      "",
      "   NEEDS YOU  2",
      "   ? lead asks you: half-cents go up or to even?",
      "   ✗ 1 dead letter waits in the queue",
      ...Array.from({ length: 6 }, () => ""),
      "─".repeat(80),
      " ↑↓ move ↵ open s steer x cancel a answer 1-5 views / filter ? help q quit",
    ]);
  });

  it("says where each agent works as soon as one works on another machine", () => {
    const agents = { lead: { name: "Lead" }, coder: { name: "Coder", place: "nas" } };
    const lines = draw(stateOf(TEAM, { ...BUSY, agents }));
    expect(lines[2]).toMatch(/AGENT +STATE +PLACE +DOING/);
    expect(lines[3]).toMatch(/lead .*waiting +here /);
    expect(lines[4]).toMatch(/coder .*running +nas /);
  });

  it("shows numbers whole and what an agent does below its name at 40 columns", () => {
    const lines = draw(stateOf(TEAM, BUSY, { columns: 40, rows: 24 }));
    expect(lines.join("\n")).toContain("42 min  ~$0.52");
    expect(lines[4]?.trim()).toBe("half-cents go up or to even?");
  });

  it("has money in its first line at 40 columns, too", () => {
    const first = draw(stateOf(TEAM, BUSY, { columns: 40, rows: 24 }))[0] ?? "";
    expect(first).toMatch(/^ dev.* ● live +2 running +\$8\.41 of \$20\.00$/);
  });

  it("draws sub-agents of sub-agents below them", () => {
    const sub = (id: string, parentRunId: string, row: number): object =>
      runOf(id, {
        agent: "coder",
        parentRunId,
        messageRowId: row,
        node: { graphId: "g", nodeId: `root/${id}` },
      });
    const runs = [sub("b", "run_lead", 4), sub("a1", "run_a", 3), sub("a", "run_lead", 2), runOf("lead")];
    const lines = draw(stateOf(TEAM, { ...QUIET, runs }));
    expect(lines.slice(3, 7).map((line) => line.slice(3, 10).trimEnd())).toEqual([
      "lead",
      "├ a",
      "│ └ a1",
      "└ b",
    ]);
  });

  it("names the sub-agents that an agent waits for, and its tokens where there is room", () => {
    const sub = (id: string, more: object): object =>
      runOf(id, { parentRunId: "run_lead", node: { graphId: "g", nodeId: `root/${id}` }, ...more });
    const done = { status: "completed", finishedAt: NOW };
    const usage = { inputTokens: 40_000, outputTokens: 250, costUsd: 1 };
    const runs = [sub("c", done), sub("b", {}), sub("a", {}), runOf("lead", { usage, total: usage })];
    const held = getLane("lead", { status: "processing", runId: "run_lead", waitsFor: "sub_agents" });
    const answers = { ...QUIET, runs, lanes: { lanes: [held], truncated: false } };
    expect(draw(stateOf(TEAM, answers))[3]).toMatch(/lead +▸ running +waits for a, b +10 min +\$1\.00 *$/);
    const wide = draw(stateOf(TEAM, answers, { columns: 120, rows: 24 }));
    expect(wide[2]).toMatch(/TOKENS +COST *$/);
    expect(wide[3]).toMatch(/waits for a, b +10 min +40\.3k +\$1\.00 *$/);
  });

  it("says the states of sub-agents in the words for agents", () => {
    const sub = (id: string): object =>
      runOf(id, { parentRunId: "run_lead", node: { graphId: "g", nodeId: `root/${id}` } });
    const held = getLane("a", { status: "processing", runId: "run_a", waitsFor: "paused" });
    const answers = {
      ...QUIET,
      runs: [sub("b"), sub("a"), runOf("lead")],
      lanes: { lanes: [held], truncated: false },
      approvals: [getApproval("b")],
    };
    const lines = draw(stateOf(TEAM, answers)).join("\n");
    expect(lines).toMatch(/├ a +‖ paused /);
    expect(lines).toMatch(/└ b +\? waiting /);
  });

  it("marks an agent without work whose program is open", () => {
    const state = stateOf(TEAM, QUIET);
    const known = new Map(state.known).set("programs", new Set(["lead"]));
    const lines = draw({ ...state, known });
    expect(lines.filter((line) => line.includes("Program open"))).toHaveLength(1);
    expect(draw(state).join("\n")).not.toContain("Program open");
  });

  it("shows a request for permission line by line, each behind a mark", () => {
    const change = { path: "src/a.ts", kind: "update", diff: "-let a\n+let \u202eb" };
    const asked = getApproval("lead", {
      kind: "permission",
      title: "Use the tool Edit",
      permission: { tool: "Edit", changes: [change] },
    });
    const state = stateOf(TEAM, { ...QUIET, approvals: [asked] });
    const lines = draw({ ...state, panel: { kind: "approval", approval: "ask_k7qx2m9p" } }).join("\n");
    expect(lines).toContain("lead: Change a.ts");
    for (const text of ["Changes this file:", "> src/a.ts", "> -let a", "> +let \\u202eb"])
      expect(lines).toContain(text);
  });

  it("shows a decision that can still be taken back, and counts it as nothing that needs you", () => {
    const asked = getApproval("lead", {
      kind: "permission",
      title: "Use the tool Edit",
      held: { status: "approved", by: "operator", until: 0 },
    });
    const lines = draw(stateOf(TEAM, { ...QUIET, approvals: [asked] }));
    const need = lines.findIndex((line) => line.includes("NEEDS YOU"));
    expect(lines[need]).toMatch(/NEEDS YOU +0/);
    expect(lines[need + 1]).toContain("lead: Approved by operator. Takes effect in 0 s: Use the tool Edit");
  });

  it("says what the keys do to the question under the cursor", () => {
    const lines = draw({ ...stateOf(TEAM), cursor: "need:ask_k7qx2m9p" });
    expect(lines.find((line) => line.includes("lead asks"))).toContain("a answer   o open run");
  });

  it("keeps the row of the cursor on the screen when it becomes smaller", () => {
    const state = { ...stateOf(TEAM, answersFor("crowded")), cursor: "agent:agent-40-with-a-long-name" };
    for (const rows of [50, 24, 10]) {
      const lines = draw({ ...state, size: { columns: 80, rows } });
      expect(lines.filter((line) => line.startsWith(" ▌ agent-40"))).toHaveLength(1);
    }
  });
});

describe("what needs a person", () => {
  const crowded = stateOf(TEAM, answersFor("crowded"), { columns: 80, rows: 24 });

  it("stays on the screen however many agents there are, and the cursor reaches all of it", () => {
    const lines = draw(crowded);
    expect(lines.join("\n")).toContain("NEEDS YOU  120");
    expect(lines.filter((line) => line.startsWith("   ? agent-0-with"))).toHaveLength(1);
    expect(
      lines.filter((line) => / agent-\d+-with-a-long-name .*\? waiting/.test(line)).length,
    ).toBeGreaterThan(5);
    const last = draw({ ...crowded, cursor: "need:dead" });
    expect(last.filter((line) => line.startsWith(" ▌ ✗ 60 dead letters"))).toHaveLength(1);
    expect(last[3]).toContain("agent-");
  });

  it("counts more dead letters of the team than a list has, and none of others", () => {
    const deadCounts = [countDead("tester", 4_000), countDead("tester", 1), countDead("stranger", 9)];
    const text = draw(stateOf(TEAM, { ...BUSY, deadCounts })).join("\n");
    expect(text).toContain("NEEDS YOU  4002");
    expect(text).toContain("4001 dead letters wait in the queue");
  });

  it("has a provider that no pause brings back, and none that comes back by itself", () => {
    const pause = { state: "paused", until: NOW, class: "auth", reason: "not signed in" };
    const paused = [
      { ...pause, provider: "anthropic", cause: "login" },
      { ...pause, provider: "openrouter", class: "rate_limited", cause: "limit" },
    ];
    const text = draw(stateOf(TEAM, { ...BUSY, paused })).join("\n");
    expect(text).toContain("NEEDS YOU  3");
    expect(text).toContain("anthropic: not signed in");
    expect(text).not.toContain("openrouter");
  });

  it("is below the rest where all of it fits", () => {
    const lines = draw(stateOf(TEAM));
    expect(lines.indexOf("   NEEDS YOU  2")).toBe(13);
  });
});

describe("a run", () => {
  const place: TreePlace = { view: "run", conversation: "conv_1", runId: "run_lead" };
  const graph = {
    graphId: "g",
    generation: 2,
    generations: [{}, {}, {}],
    limits: { maxDepth: 5 },
    nodes: {
      root: { depth: 0, state: "running", spec: { prompt: "plan" } },
      "root/nl": { depth: 1, state: "cancelled", spec: { prompt: "Netherlands", agent: "nl" } },
      "root/nl/low": { depth: 2, state: "pending", spec: { prompt: "low rates", agent: "nl" } },
    },
  };
  const runs = [
    runOf("fr", {
      parentRunId: "run_lead",
      depth: 1,
      status: "cancelled",
      finishedAt: NOW,
      error: { class: "cancelled", message: "not needed" },
      node: { graphId: "g", nodeId: "root/fr" },
    }),
    runOf("lead", { node: { graphId: "g", nodeId: "root" } }),
  ];
  const budget = [{ limit: { usd: 9 }, used: { tokens: 1, usd: 4.18, runs: 2, minutes: 1 } }];
  const known = { "conversation/conv_1": runs, "graph/run_lead": graph, "budget/conv_1": budget };
  const state = stateOf(place, { ...BUSY, ...known });

  it("says how much of its budget is used, and how deep its sub-agents may go", () => {
    expect(draw(state)[1]?.trim()).toMatch(
      /^10 min {3}\$4\.18 of \$9\.00 {3}depth 2 of 5 +generation 2 of 2$/,
    );
    const tokens = [{ limit: { tokens: 50_000 }, used: { tokens: 12_300, usd: 1, runs: 2, minutes: 1 } }];
    const other = stateOf(place, { ...BUSY, ...known, "budget/conv_1": tokens });
    expect(draw(other)[1]).toContain("$1.00   12.3k of 50k tokens");
  });

  it("keeps its time and money at 40 columns", () => {
    expect(draw({ ...state, size: { columns: 40, rows: 24 } })[1]?.trimEnd()).toBe(
      " 10 min   $4.18 of $9.00   depth 2 of 5",
    );
  });

  it("that joins answers says whose, not what TinyAGI writes to the agent", () => {
    const joining = runOf("fr", {
      parentRunId: "run_lead",
      depth: 1,
      task: "[TinyAGI: all teammates",
      joins: ["a", "b"],
    });
    const lines = draw(stateOf(place, { ...BUSY, "conversation/conv_1": [joining, runOf("lead")] })).join(
      "\n",
    );
    expect(lines).toContain("Joins the answers of @a, @b");
    expect(lines).not.toContain("[TinyAGI");
  });

  it("that was cancelled did not fail", () => {
    const lines = draw({ ...state, size: { columns: 120, rows: 24 } });
    expect(lines.find((line) => line.includes("work of fr"))).toMatch(/‖ cancelled {3}work of fr/);
    expect(lines.find((line) => line.includes("Netherlands"))).toMatch(/‖ cancelled {3}Netherlands/);
    const ended = { ...QUIET, runs: [runOf("lead", { status: "cancelled", finishedAt: NOW })] };
    expect(draw(stateOf(TEAM, ended)).join("\n")).not.toContain("failed");
  });
});

it("the help fits a terminal of 80 columns", () => {
  for (const line of HELP) expect(widthOf(line)).toBeLessThanOrEqual(78);
});

describe("the inspector of a run", () => {
  const place: TreePlace = { view: "run", conversation: "conv_1", runId: "run_lead" };
  const answers = {
    ...BUSY,
    "conversation/conv_1": [runOf("lead")],
    "messages/conv_1": [{ id: 1, text: "plan, and tell me what you chose" }],
    "diff/run_lead": {
      repository: true,
      note: null,
      truncated: false,
      files: [{ path: "tax/engine.ts", status: "changed", diff: "--- a\n+++ b\n-old\n+new\n+newer" }],
    },
  };
  const panel = { kind: "run" as const, runId: "run_lead", conversation: "conv_1" };

  it("shows the whole prompt, and the files with uncommitted changes", () => {
    const lines = draw({ ...stateOf(place, answers, { columns: 80, rows: 40 }), panel }).map((line) =>
      line.trim(),
    );
    expect(lines).toContain("plan, and tell me what you chose");
    expect(lines).toContain("FILES with uncommitted changes  1");
    expect(lines).toContain("changed  tax/engine.ts  +2 -1");
  });

  it("shows with what it ran, as far as it is known", () => {
    const drawn = (more: object): string =>
      draw({
        ...stateOf(place, { ...answers, runs: [runOf("lead", more)] }),
        panel,
      }).join("\n");
    expect(drawn({ harnessVersion: "2.1.197", model: "opus", permissions: "ask" })).toContain(
      "running lead claude 2.1.197 opus ask",
    );
    expect(drawn({})).toMatch(/running lead claude *$/m);
  });
});

it("the queue shows who is idle below what works and waits", () => {
  const lines = draw(stateOf({ view: "queue" })).map((line) => line.trim());
  expect(lines.slice(2, 6).map((line) => line.replace(/ {2,}.*/, ""))).toEqual([
    "▌ coder",
    "reviewer",
    "lead",
    "tester",
  ]);
  expect(lines[4]).toMatch(/^lead +· idle$/);
});

describe("the log", () => {
  const line = (level: string, msg: string, time: number, more: object = {}) =>
    parseLogLine(JSON.stringify({ level, time: new Date(time).toISOString(), msg, ...more }));
  const logs = [
    line("info", "older than what was read", NOW - 9_000),
    line("warn", "slow disk", NOW + 500, { ms: 80 }),
  ];
  const events = { events: [failedEvent("no key", 2, NOW + 1_000), failedEvent("old", 1, NOW)], next: 1 };
  const state = stateOf({ view: "logs" }, { ...QUIET, events, logs });
  const shown = (more: Partial<State> = {}) =>
    draw({ ...state, ...more })
      .slice(2, -2)
      .map((text) => text.trim().slice("12:00:00  ".length))
      .filter((text) => text !== "");

  it("has events and the daemon's own lines in the order they were written", () => {
    expect(shown()).toEqual([
      "info  run          @a failed: old",
      "warn  daemon       slow disk ms=80",
      "info  run          @a failed: no key",
    ]);
    const whole = { ...QUIET, events: { ...events, next: null }, logs };
    expect(draw(stateOf({ view: "logs" }, whole)).join("\n")).toContain("older than what was read");
    expect(shown({ level: "warn" })).toEqual(["warn  daemon       slow disk ms=80"]);
    expect(shown({ part: "daemon" })).toEqual(["warn  daemon       slow disk ms=80"]);
  });

  it("gets what is written while it is open, once", () => {
    const written = (text: string, missed = 0) =>
      ({ type: "log.written", time: NOW, data: { line: text, missed } }) as JournalEvent;
    const fresh = JSON.stringify({
      level: "error",
      time: new Date(NOW + 2_000).toISOString(),
      msg: "disk full",
    });
    const known = logs[1]?.line ?? "";
    const next = withData(state, {
      type: "events",
      events: [written(known), written(fresh), written("no entry")],
    });
    expect(draw(next).filter((text) => text.includes("disk full"))).toHaveLength(1);
    expect(draw(next).filter((text) => text.includes("slow disk"))).toHaveLength(1);
    expect(staleAfter(written(fresh))).toEqual([]);
    expect(staleAfter(written(fresh, 3))).toEqual(["logs"]);
  });
});

describe("the first line", () => {
  it("says how long the connection is lost, and the contents stay", () => {
    const lost = { ...stateOf(TEAM), connection: { state: "lost" as const, since: NOW - 4_000 } };
    expect(draw(lost)[0]).toContain("○ reconnecting 4 s");
    expect(draw(lost)[1]).toMatch(/^── as of \d\d:\d\d:\d\d ─+$/);
    expect(draw(lost)[3]).toContain("lead");
  });
});

describe("a wide screen", () => {
  const wide = { columns: 200, rows: 50 };

  it("shows what the row under the cursor is about beside the rows", () => {
    const lines = draw({ ...stateOf({ view: "team", team: "dev" }, BUSY, wide), cursor: "agent:coder" });
    const row = lines.find((line) => line.includes("coder ") && line.includes("running")) ?? "";
    expect(row.indexOf("│")).toBeLessThanOrEqual(101);
    expect(lines.join("\n")).toMatch(/│ +PROMPT/);
    expect(lines.join("\n")).toContain("change the tax engine");
  });

  it("leaves no gap of 60 columns inside a row, in any view", () => {
    for (const place of PLACES)
      for (const line of draw(stateOf(place, answersFor("typical"), wide)).slice(2, -2))
        expect(`${place.view}: ${/\S( {60,})\S/.exec(line.slice(0, 100))?.[0] ?? ""}`).toBe(
          `${place.view}: `,
        );
  });
});

describe("what a run writes", () => {
  const live = (text: string): State["live"] =>
    new Map([
      [
        "run_coder",
        {
          runId: "run_coder",
          conversationId: "conv_1",
          agent: "coder",
          startedAt: NOW,
          text,
          messageRowId: 1,
          from: 0,
          end: text.length,
          tools: [],
          thoughts: [],
          waiting: false,
        },
      ],
    ]);

  it("is below its row in the queue, as it grows", () => {
    const state = stateOf({ view: "queue" }, BUSY);
    const text = `First line.\n${"word ".repeat(30)}`;
    const lines = draw({ ...state, live: live(text) });
    const at = lines.findIndex((line) => /coder +▸/.test(line));
    expect(lines.slice(at + 1, at + 4).join("\n")).toContain("word word");
    expect(draw(state).join("\n")).not.toContain("word word");
  });

  it("is in the inspector of the run", () => {
    const panel = { kind: "run", runId: "run_coder", conversation: "conv_1" } as const;
    const state = { ...stateOf({ view: "queue" }, BUSY), live: live("I look at the engine."), panel };
    expect(draw(state).join("\n")).toMatch(/WRITES NOW[\s\S]*I look at the engine\./);
  });
});
