import { describe, expect, test } from "vitest";
import { boardSentence, type Card, cardState, firstColumn, isStranded } from "./board-state";
import { board, card } from "./fixture";

const work = (state: "queued" | "running" | "waiting"): Card["work"] => ({
  state,
  agents: ["dev"],
  conversationId: "conv_1",
  runId: null,
});
const AB = board(card("a"), card("b"), card("c", { status: "done" }));

describe("a card", () => {
  test("shows what happens with it, and a failure only when nobody works on it again", () => {
    expect(cardState(card("a"))).toBeUndefined();
    expect(cardState(card("a", { dispatchError: "no" }))).toBe("failed");
    expect(cardState(card("a", { dispatchError: "no", work: work("queued") }))).toBe("queued");
    expect(cardState(card("a", { work: work("running") }))).toBe("running");
    expect(cardState(card("a", { work: work("waiting") }))).toBe("waiting");
  });

  test("in progress without an assignee needs one", () => {
    expect(isStranded(card("a", { status: "in_progress" }))).toBe(true);
    expect(isStranded(card("a", { status: "in_progress", assignee: "dev" }))).toBe(false);
    expect(isStranded(card("a"))).toBe(false);
  });
});

test("a phone opens where something happens, else at what waits for a person, else at what is to come", () => {
  const all = board(card("a"), card("b", { status: "backlog" }), card("c", { status: "review" }));
  expect(firstColumn(all)).toBe("review");
  expect(firstColumn(board(card("a"), card("d", { status: "in_progress" })))).toBe("in_progress");
  expect(firstColumn(AB)).toBe("todo");
  expect(firstColumn(board(card("c", { status: "done" })))).toBe("done");
  expect(firstColumn(board())).toBe("in_progress");
});

describe("the sentence of the board", () => {
  test("counts what moves, waits and failed in all columns, also among cards that are not shown", () => {
    const columns = AB.columns.map((column, i) => ({
      ...column,
      now: { running: i, waiting: 0, queued: 0, failed: i === 4 ? 1 : 0, unassigned: i === 2 ? 1 : 0 },
    }));
    expect(boardSentence({ columns })).toBe("10 are moving, 1 failed, 1 needs an agent.");
    expect(boardSentence(AB)).toBe("Nothing is moving. 3 tasks.");
    expect(boardSentence(board())).toBe("The board is empty.");
    expect(boardSentence(board(), true)).toBe("No task matches.");
  });

  test("says how many wait for a review", () => {
    const two = board(card("a", { status: "review" }), card("b", { status: "review" }), card("c"));
    expect(boardSentence(two)).toBe("2 are in review.");
  });
});
