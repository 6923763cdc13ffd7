import { expect, test } from "vitest";
import { QUIET, runOf, stateOf } from "../fixture.js";
import { UNICODE_MARKS } from "../text/marks.js";
import { nodesOf, toNumbers } from "./run-view.js";
import { neededBy } from "./views.js";

const PLACE = { view: "run", conversation: "conv_1", runId: "" } as const;
const run = (status: "completed" | "interrupted") =>
  runOf("lead", { status, finishedAt: 1, conversationId: "conv_1", messageRowId: 1 });
const known = (status: "completed" | "interrupted") => ({ ...QUIET, "conversation/conv_1": [run(status)] });

test("the members of a room have the state that they have in their team", () => {
  const room = neededBy(stateOf({ view: "room", team: "dev" }, QUIET, { columns: 200, rows: 50 }));
  expect(room).toEqual(expect.arrayContaining(["agents", "lanes", "approvals", "dead"]));
});

test("what became of an interrupted run's message is read and shown", () => {
  expect(neededBy(stateOf(PLACE, known("interrupted")))).toContain("messages/conv_1");
  expect(neededBy(stateOf(PLACE, known("completed")))).not.toContain("messages/conv_1");
  for (const [status, word] of [
    ["cancelled", "cancelled"],
    ["dead", "failed"],
    ["completed", "done"],
  ]) {
    const messages = [1, 2].map((id) => ({
      id,
      agent: "lead",
      status,
      kind: "user",
      wait: null,
      error: null,
    }));
    const state = stateOf(PLACE, { ...known("interrupted"), "messages/conv_1": messages } as typeof QUIET);
    expect(nodesOf(state, "conv_1", UNICODE_MARKS).map((node) => node.word)).toEqual([word]);
  }
});

test("the head says how full the context is: a share of the model's window, tokens where nobody says it, else nothing", () => {
  const left = (context?: { tokens: number; window?: number }) => {
    const lead = runOf("lead", { conversationId: "conv_1", messageRowId: 1, ...(context && { context }) });
    const state = stateOf(PLACE, { ...QUIET, "conversation/conv_1": [lead] });
    return toNumbers(state, "conv_1", nodesOf(state, "conv_1", UNICODE_MARKS)).left;
  };
  expect(left({ tokens: 53_200, window: 200_000 })).toBe("10 min   $0.50   context 26%");
  expect(left({ tokens: 53_200 })).toMatch(/ {3}context 53\.2k/);
  expect(left()).toBe("10 min   $0.50");
});
