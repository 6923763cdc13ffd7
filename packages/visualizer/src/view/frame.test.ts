import { describe, expect, it } from "vitest";
import { approvalOf, BUSY, deadOf, laneOf, NOW, QUIET, runOf, stateOf } from "../fixture.js";
import type { Place, State } from "../state/state.js";
import { ASCII_MARKS, UNICODE_MARKS } from "../text/marks.js";
import { createRenderer } from "../text/render-line.js";
import { widthOf } from "../text/width.js";
import { frame } from "./frame.js";

const TEAM: Place = { view: "team", team: "dev" };
const PLACES: readonly Place[] = [
  TEAM,
  { view: "team", byActivity: true },
  { view: "run", conversation: "conv_1", runId: "run_lead" },
  { view: "queue" },
  { view: "room", team: "dev" },
  { view: "logs" },
];
const draw = (state: State): string[] => frame(state, { marks: UNICODE_MARKS }).map(String);
const HOSTILE = "a\u001b[2J\u001b]0;x\u0007\u202e\nb\t日本\u0000".repeat(30);

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
    events: [
      {
        seq: 1,
        type: "run.failed",
        time: NOW,
        data: { agent: "a", class: "invalid", error: text, willRetry: false },
      },
    ],
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
    lanes: { lanes: ids.map((id, at) => laneOf(id, { id: at, preview: text })), truncated: true },
    dead: ids.map((id, at) =>
      deadOf(at, { failedReason: text, data: { agent: id, message: text, messageId: "m" } }),
    ),
    approvals: ids.map((agent) => approvalOf(agent, { title: text, detail: text })),
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

describe("the team", () => {
  it("looks as designed", () => {
    expect(draw(stateOf(TEAM)).map((line) => line.trimEnd())).toEqual([
      " dev · 4 agents                                ● live   2 running   $8.41 of 20",
      "─".repeat(80),
      "   AGENT     STATE      DOING                                      TIME   MONEY",
      " ▌ lead      ? waits    half-cents go up or to even?             42 min  ~$0.52",
      "   coder     ▸ running  change the tax engine                    31 min   $1.92",
      "   └ schema  ✓ done     migration 0042                            6 min   $0.50",
      "   tester    ✗ failed   2 of 214 rounding cases fail             12 min   $0.50",
      "   reviewer  ‖ held     waits for its turn                       12 min       –",
      "",
      "   HANDOFFS",
      "   lead → coder     please, coder                                        12 min",
      "   lead → reviewer  please, reviewer                                     12 min",
      "",
      "   NEEDS YOU  1",
      "   ? lead asks: half-cents go up or to even?",
      ...Array.from({ length: 7 }, () => ""),
      "─".repeat(80),
      " ↑↓ move ↵ open s steer x cancel a answer 1-5 views / filter ? help q quit",
    ]);
  });

  it("shows numbers whole and what an agent does below its name at 40 columns", () => {
    const lines = draw(stateOf(TEAM, BUSY, { columns: 40, rows: 24 }));
    expect(lines.join("\n")).toContain("42 min  ~$0.52");
    expect(lines[4]?.trim()).toBe("half-cents go up or to even?");
  });

  it("keeps the row of the cursor on the screen when it becomes smaller", () => {
    const state = { ...stateOf(TEAM, answersFor("crowded")), cursor: "agent:agent-40-with-a-long-name" };
    for (const rows of [50, 24, 10]) {
      const lines = draw({ ...state, size: { columns: 80, rows } });
      expect(lines.filter((line) => line.startsWith(" ▌ agent-40"))).toHaveLength(1);
    }
  });
});

describe("the first line", () => {
  it("says how long the connection is lost, and the contents stay", () => {
    const lost = { ...stateOf(TEAM), connection: { state: "lost" as const, since: NOW - 4_000 } };
    expect(draw(lost)[0]).toContain("○ reconnecting 4 s");
    expect(draw(lost)[3]).toContain("lead");
  });
});
