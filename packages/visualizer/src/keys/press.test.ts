/** Each key of the views: what it asks for, and what it does when that is confirmed. */
import { describe, expect, it } from "vitest";
import { BUSY, buildDeadLetter, getApproval, getLane, QUIET, runOf, stateOf } from "../fixture.js";
import { parseLogLine } from "../state/answers.js";
import type { Key } from "../state/key.js";
import type { State, TreePlace } from "../state/state.js";
import { UNICODE_MARKS } from "../text/marks.js";
import { listHints } from "../view/foot.js";
import { buildPanel } from "../view/panel.js";
import { toRows } from "../view/view.js";
import { toView } from "../view/views.js";
import { press } from "./press.js";
import type { Effect } from "./pressed.js";

const TEAM = { view: "team", team: "dev" } as const;
const ENTER: Key = { name: "enter" };
const letters = (text: string): Key[] => [...text].map((letter): Key => ({ name: "text", text: letter }));

/** Presses keys one after another. */
function after(
  start: State,
  ...keys: readonly (Key | string)[]
): { state: State; effects: readonly Effect[] } {
  let state = start;
  const effects: Effect[] = [];
  for (const key of keys.flatMap((one) => (typeof one === "string" ? letters(one) : [one]))) {
    const pressed = press(state, key, UNICODE_MARKS);
    state = pressed.state;
    effects.push(...pressed.effects);
  }
  return { state, effects };
}

const acts = (...pressed: Parameters<typeof after>): unknown[] =>
  after(...pressed).effects.map((effect) => (effect.type === "act" ? effect.act : effect.type));
const on = (cursor: string, state = stateOf(TEAM)): State => ({ ...state, cursor });

describe("a question", () => {
  it("is answered from any row, and its exact text is on the screen meanwhile", () => {
    const asked = after(on("agent:coder"), "a");
    expect(asked.state.panel).toEqual({ kind: "approval", approval: "ask_k7qx2m9p" });
    expect(acts(asked.state, "to even", ENTER)).toEqual([
      { kind: "answer", approval: "ask_k7qx2m9p", digest: "d".repeat(64), text: "to even" },
    ]);
  });

  it("is not answered by nothing, nor when the person goes back", () => {
    expect(acts(on("agent:lead"), "a", ENTER)).toEqual([]);
    expect(acts(on("agent:lead"), "a", "to even", { name: "escape" })).toEqual([]);
  });

  it("that nobody asked is said", () => {
    expect(after(stateOf(TEAM, QUIET), "a").state.notice).toEqual({
      text: "Nothing here asks you.",
      failed: true,
    });
  });
});

describe("a plan that a person must approve", () => {
  const plan = getApproval("lead", { kind: "spawn", title: "three sub-agents" });
  const ended = runOf("lead", { status: "completed", finishedAt: 0 });
  const held = getLane("lead", { waitsFor: "sub_agents" });
  const state = stateOf(TEAM, {
    ...QUIET,
    approvals: [plan],
    runs: [ended],
    lanes: { lanes: [held], truncated: false },
  });
  const decision = { approval: "ask_k7qx2m9p", digest: "d".repeat(64) };

  it("is approved by y, denied by n, and left open by Esc", () => {
    expect(acts(state, "ay")).toEqual([{ kind: "approve", ...decision }]);
    expect(acts(state, "an")).toEqual([{ kind: "deny", ...decision }]);
    expect(acts(state, "a", { name: "escape" })).toEqual([]);
  });

  /** @requirement APPROVAL-7 */
  it("is not approved before its last line was on the screen; it can be denied at once", () => {
    const detail = Array.from({ length: 60 }, (_, at) => `line ${at}`).join("\n");
    const long = getApproval("lead", { kind: "spawn", title: "a long plan", detail });
    const asked = stateOf(TEAM, {
      ...QUIET,
      approvals: [long],
      runs: [ended],
      lanes: { lanes: [held], truncated: false },
    });
    expect(acts(asked, "ay")).toEqual([]);
    expect(after(asked, "ay").state.notice?.text).toContain("Read all of it first");
    expect(acts(asked, "an")).toEqual([{ kind: "deny", ...decision }]);
    const down = Array.from({ length: 60 }, () => ({ name: "down" as const }));
    expect(acts(asked, "a", ...down, "y")).toEqual([{ kind: "approve", ...decision }]);
  });
});

describe("work", () => {
  it("that runs is steered by a text, and cancelled after a confirmation", () => {
    expect(acts(on("agent:coder"), "s", "be brief", ENTER)).toEqual([
      { kind: "steer", runId: "run_coder", text: "be brief" },
    ]);
    expect(acts(on("agent:coder"), "xn")).toEqual([]);
    expect(acts(on("agent:coder"), "xy")).toEqual([{ kind: "cancel", runId: "run_coder" }]);
  });

  it("that has ended is neither steered nor cancelled", () => {
    expect(acts(on("agent:tester"), "s", "be brief", ENTER)).toEqual([]);
    expect(acts(on("agent:tester"), "xy")).toEqual([]);
  });

  it("is explained in words, whether it is an agent's or a sub-agent's", () => {
    for (const row of ["agent:coder", "run:run_schema"])
      expect(after(on(row), "w").state.panel).toEqual({ kind: "why", messageId: "1" });
    expect(after(on("agent:reviewer"), "w").state.notice?.failed).toBe(true);
  });

  it("runs again, from a sub-agent, or with other words", () => {
    const sub = on("run:run_schema");
    expect(acts(sub, "ry")).toEqual([{ kind: "retryRun", runId: "run_schema", from: "root/schema" }]);
    expect(acts(sub, "f", "!", ENTER)).toEqual([
      { kind: "fork", runId: "run_schema", nodeId: "root/schema", prompt: "migration 0042!" },
    ]);
    expect(acts(on("agent:coder"), "f", "!", ENTER)).toMatchObject([{ prompt: "the tax engine!" }]);
  });
});

describe("dead letters", () => {
  const state = stateOf({ view: "queue" }, { ...BUSY, dead: [buildDeadLetter(412), buildDeadLetter(398)] });

  it("are retried one or all, or deleted, each after a confirmation", () => {
    const one = { ...state, cursor: "dead:412" };
    expect(acts(one, "r")).toEqual([]);
    expect(acts(one, "ry")).toEqual([{ kind: "retryDead", id: 412 }]);
    expect(acts(one, "dy")).toEqual([{ kind: "deleteDead", id: 412 }]);
    expect(acts(one, "Ry")).toEqual([{ kind: "retryAllDead", ids: [412, 398] }]);
    expect(acts(one, "Rn")).toEqual([]);
  });
});

describe("the last line", () => {
  const logs = [parseLogLine('{"level":"error","time":"2026-01-15T12:00:00.000Z","msg":"disk full"}')];
  const failed = { seq: 1, type: "run.failed", time: 0, data: { agent: "a", error: "e" }, runId: "run_a" };
  const answers = {
    ...BUSY,
    dead: [buildDeadLetter(412), buildDeadLetter(398)],
    logs,
    events: { events: [failed], next: null },
    "conversation/conv_1": [runOf("coder", { parentRunId: "run_lead", messageRowId: 2 }), runOf("lead")],
    "graph/run_lead": undefined,
    "room/dev": [
      { id: 1, team_id: "dev", from_agent: "user", message: "hi", created_at: 0, conversation_id: null },
    ],
  };
  const PLACES: readonly TreePlace[] = [
    TEAM,
    ...([{ view: "queue" }, { view: "logs" }, { view: "room", team: "dev" }] as const),
    { view: "run", conversation: "conv_1", runId: "run_lead" },
  ];
  const KEYS: Readonly<Record<string, readonly Key[]>> = {
    arrows: [{ name: "down" }, { name: "up" }],
    enter: [ENTER],
    esc: [{ name: "escape" }],
    pgup: [{ name: "pageUp" }],
    "1-5": letters("135"),
  };

  it.each(PLACES)("of $view names only keys that do something", (place) => {
    for (const from of [stateOf(place, answers), stateOf(place, QUIET)]) {
      const start = { ...from, input: undefined, before: [{ place: TEAM, cursor: undefined }] };
      const drawing = { marks: UNICODE_MARKS, columns: 80 };
      for (const id of [undefined, ...toRows(toView(start, drawing)).map((row) => row.id)]) {
        const state = { ...start, cursor: id };
        for (const [name] of listHints(state, toView(state, drawing))) {
          const does = (KEYS[name] ?? letters(name)).some((key) => {
            const { state: next, effects } = after(state, key);
            return (next !== state || effects.length > 0) && next.notice?.failed !== true;
          });
          expect(does, `${name} on ${id}`).toBe(true);
        }
      }
    }
  });
});

it("q and Ctrl-C quit; while a text is typed, q is a letter", () => {
  expect(acts(stateOf(TEAM), "q")).toEqual(["quit"]);
  expect(acts(stateOf(TEAM), "/", "q")).toEqual([]);
  expect(acts(stateOf(TEAM), "/", { name: "interrupt" })).toEqual(["quit"]);
});

it("Esc and a letter that come together are two keys; while a text is typed, Alt and a letter are none", () => {
  const away = { ...stateOf({ view: "queue" }), before: [{ place: TEAM, cursor: undefined }] };
  const both = after(away, { name: "alt", text: "q" });
  expect(both.state.place).toEqual(TEAM);
  expect(both.effects).toEqual([{ type: "quit" }]);
  expect(after(stateOf(TEAM), "/", "a", { name: "alt", text: "b" }).state.input?.draft.text).toBe("a");
});

describe("a room", () => {
  const room = (typed = ""): State => after(stateOf(TEAM), "4", ENTER, typed).state;
  const TAB: Key = { name: "tab" };
  const ESC: Key = { name: "escape" };

  it("that a key opened is read first: the keys of the views work there, and Enter writes", () => {
    const opened = after(stateOf(TEAM), "4").state;
    expect(opened).toMatchObject({ place: { view: "room", team: "dev" }, input: undefined });
    for (const [key, view] of Object.entries({ 1: "team", 3: "queue", 5: "logs" }))
      expect(after(opened, key).state.place.view).toBe(view);
    expect(after(opened, "?").state.panel).toEqual({ kind: "help" });
    expect(after(opened, "q").effects).toEqual([{ type: "quit" }]);
    expect(acts(opened, ENTER, "3 tests fail", ENTER)).toEqual([
      { kind: "post", team: "dev", text: "3 tests fail" },
    ]);
  });

  it("lets no view go out of reach while a text is typed, and keeps the text", () => {
    const away = after(room("half a post"), { name: "alt", text: "3" });
    expect(away.state.place).toEqual({ view: "queue" });
    const back = after(away.state, "4", ENTER).state;
    expect(back.input?.draft.text).toBe("half a post");
    expect(after(room("half"), ESC).state.input).toBeUndefined();
    expect(after(room("half"), ESC, ENTER).state.input?.draft.text).toBe("half");
    expect(after(room("half"), ESC, "1").state.place.view).toBe("team");
  });

  it("Tab completes a name, and without one goes to the next view", () => {
    expect(after(room("@te"), TAB).state.input?.draft.text).toBe("@tester ");
    expect(after(room(), TAB).state.place.view).toBe("logs");
    const start = stateOf(TEAM);
    const views = [1, 2, 3, 4, 5].map(
      (count) => after(start, ...Array.from({ length: count }, () => TAB)).state.place.view,
    );
    expect(views).toEqual(["run", "queue", "room", "logs", "team"]);
  });
});

describe("an entry of the log", () => {
  const line = (msg: string) =>
    parseLogLine(
      JSON.stringify({ level: "warn", time: "2026-01-15T12:00:00.000Z", msg, why: "no space left" }),
    );
  const logs = [line("first"), line("second")];
  const state = stateOf({ view: "logs" }, { ...QUIET, events: { events: [], next: null }, logs });

  it("is opened by Enter and closed by Esc, whether it is followed or not", () => {
    const newest = after(state, ENTER).state;
    expect(newest.panel).toEqual({ kind: "entry", entry: newest.cursor });
    const shown = (one: State): string =>
      String(buildPanel(one, UNICODE_MARKS)?.lines(60).map(String).join("\n"));
    expect(shown(newest)).toMatch(/second[\s\S]*"why": "no space left"/);
    const older = after(state, { name: "up" }, ENTER).state;
    expect(shown(older)).toContain("first");
    expect(after(older, { name: "escape" }).state.panel).toBeUndefined();
  });
});
