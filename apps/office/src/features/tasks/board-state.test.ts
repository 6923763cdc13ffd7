import { describe, expect, test } from "vitest";
import {
  arrowMove,
  type Board,
  boardSentence,
  type Card,
  cardState,
  isStranded,
  moved,
  neighbour,
  STATUSES,
} from "./board-state";

function card(id: string, changes: Partial<Card> = {}): Card {
  return {
    id,
    number: 1,
    identifier: id,
    title: id,
    status: "todo",
    assignee: "",
    assigneeType: "",
    assigneeMissing: false,
    sortOrder: 0,
    conversationId: null,
    dispatchedAt: null,
    dispatchError: null,
    createdAt: 0,
    updatedAt: 0,
    commentCount: 0,
    runs: 0,
    costUsd: null,
    work: null,
    ...changes,
  };
}

function board(...cards: Card[]): Board {
  return {
    columns: STATUSES.map((status) => {
      const own = cards.filter((one) => one.status === status);
      return { status, total: own.length, cards: own };
    }),
  };
}
const order = (one: Board) => one.columns.map(({ cards }) => cards.map(({ id }) => id).join(""));
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
    expect(cardState(card("a", { dispatchError: "no", work: work("queued") }))).toBe("held");
    expect(cardState(card("a", { work: work("running") }))).toBe("running");
    expect(cardState(card("a", { work: work("waiting") }))).toBe("waiting");
  });

  test("in progress without an assignee needs one", () => {
    expect(isStranded(card("a", { status: "in_progress" }))).toBe(true);
    expect(isStranded(card("a", { status: "in_progress", assignee: "dev" }))).toBe(false);
    expect(isStranded(card("a"))).toBe(false);
  });
});

describe("the sentence of the board", () => {
  test("counts what moves, waits and failed", () => {
    const cards = [
      card("a", { work: work("running") }),
      card("b", { work: work("running") }),
      card("c", { work: work("waiting") }),
      card("d", { dispatchError: "no" }),
    ];
    expect(boardSentence(board(...cards))).toBe("2 move, 1 waits for you, 1 failed.");
    expect(boardSentence(AB)).toBe("Nothing moves. 3 tasks.");
    expect(boardSentence(board())).toBe("The board is empty.");
  });
});

describe("a move", () => {
  test("puts a card in front of another one, or at the end, and keeps the totals", () => {
    expect(order(moved(AB, { id: "b", to: "todo", before: "a" }))).toEqual(["", "ba", "", "", "c"]);
    const after = moved(AB, { id: "a", to: "in_progress" });
    expect(order(after)).toEqual(["", "b", "a", "", "c"]);
    expect(after.columns.map(({ total }) => total)).toEqual([0, 1, 1, 0, 1]);
    expect(after.columns[2]?.cards[0]?.status).toBe("in_progress");
    expect(moved(AB, { id: "ghost", to: "done" })).toBe(AB);
  });

  test("to another column forgets an old failure", () => {
    const failed = board(card("a", { dispatchError: "no" }));
    expect(moved(failed, { id: "a", to: "todo" }).columns[1]?.cards[0]?.dispatchError).toBe("no");
    expect(moved(failed, { id: "a", to: "done" }).columns[4]?.cards[0]?.dispatchError).toBeNull();
  });

  test("by Shift and an arrow goes one column or one place, and stops at the edge", () => {
    expect(arrowMove(AB, "a", "ArrowRight")).toEqual({ id: "a", to: "in_progress", before: undefined });
    expect(arrowMove(AB, "a", "ArrowDown")).toEqual({ id: "a", to: "todo", before: undefined });
    expect(arrowMove(AB, "b", "ArrowUp")).toEqual({ id: "b", to: "todo", before: "a" });
    for (const [id, key] of [
      ["a", "ArrowUp"],
      ["b", "ArrowDown"],
      ["c", "ArrowRight"],
      ["ghost", "ArrowLeft"],
    ] as const)
      expect(arrowMove(AB, id, key)).toBeUndefined();
  });
});

test("the focus moves between cards and skips empty columns", () => {
  expect(neighbour(AB, undefined, "j")).toBe("a");
  expect(neighbour(AB, "a", "j")).toBe("b");
  expect(neighbour(AB, "b", "ArrowDown")).toBe("b");
  expect(neighbour(AB, "b", "l")).toBe("c");
  expect(neighbour(AB, "c", "h")).toBe("a");
  expect(neighbour(AB, "c", "l")).toBeUndefined();
});
