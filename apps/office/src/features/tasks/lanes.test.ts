import { describe, expect, test } from "vitest";
import { board, card } from "./fixture";
import { arrowMove, cellId, neighbour, resolveDrop, toLanes, wholeBoard } from "./lanes";

const ONE = [wholeBoard(board(card("a"), card("b"), card("c", { status: "done" })))];
const KNOWN = [
  { value: "", name: "No one" },
  { value: "x", name: "Xaver" },
  { value: "y", name: "Yara" },
];
/** Xaver has `a` and `b` to do, Zoe was deleted and has `d`, nobody has `e`; `c` of Xaver is done. Yara has nothing. */
const BOARD = {
  ...board(
    ...["a", "b"].map((id) => card(id, { assignee: "x" })),
    card("d", { assignee: "z" }),
    card("e"),
    card("c", { assignee: "x", status: "done" }),
  ),
  lanes: [
    { id: "x", name: "xaver", missing: false, totals: { todo: 7, done: 1 } },
    { id: "z", name: "z", missing: true, totals: { todo: 1 } },
    { id: "", name: "", missing: false, totals: { todo: 1 } },
  ],
};
const LANES = toLanes(BOARD, "assignee", { known: KNOWN, isWhole: true });

describe("lanes", () => {
  test("have the names and totals of the daemon, in the order of their names, no one last", () => {
    expect(LANES.map(({ id, name, total, isMissing }) => [id, name, total, isMissing])).toEqual([
      ["x", "Xaver", 8, false],
      ["y", "Yara", 0, false],
      ["z", "z (deleted)", 1, true],
      ["", "No one", 1, false],
    ]);
    expect(LANES[0]?.columns[1]).toMatchObject({ status: "todo", total: 7 });
    expect(LANES[0]?.columns[1]?.cards.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  test("of a narrowed board are only those with tasks", () => {
    const lanes = toLanes(BOARD, "assignee", { known: KNOWN, isWhole: false });
    expect(lanes.map(({ id }) => id)).toEqual(["x", "z", ""]);
  });

  test("can be projects", () => {
    const cards = board(card("a", { projectId: "web" }), card("b"));
    const lanes = [{ id: "web", name: "Web", missing: false, totals: { todo: 1 } }];
    const [web] = toLanes({ ...cards, lanes }, "project", { known: [], isWhole: true });
    expect(web?.columns[1]?.cards.map(({ id }) => id)).toEqual(["a"]);
  });
});

describe("a move by keyboard", () => {
  test("goes one column or one place, and stops at the edge", () => {
    expect(arrowMove(ONE, "a", "ArrowRight")).toEqual({ id: "a", to: "in_progress", before: undefined });
    expect(arrowMove(ONE, "a", "ArrowDown")).toEqual({ id: "a", to: "todo", before: undefined });
    expect(arrowMove(ONE, "b", "ArrowUp")).toEqual({ id: "b", to: "todo", before: "a" });
    for (const [id, key] of [
      ["a", "ArrowUp"],
      ["b", "ArrowDown"],
      ["c", "ArrowRight"],
      ["ghost", "ArrowLeft"],
    ] as const)
      expect(arrowMove(ONE, id, key)).toBeUndefined();
  });

  test("leaves a lane at its first and last card, and passes by lanes of deleted agents", () => {
    expect(arrowMove(LANES, "b", "ArrowDown")).toEqual({ id: "b", to: "todo", before: undefined, lane: "y" });
    expect(arrowMove(LANES, "e", "ArrowUp")).toEqual({ id: "e", to: "todo", before: undefined, lane: "y" });
    expect(arrowMove(LANES, "d", "ArrowUp")).toEqual({ id: "d", to: "todo", before: undefined, lane: "y" });
    expect(arrowMove(LANES, "a", "ArrowUp")).toBeUndefined();
    expect(arrowMove(LANES, "e", "ArrowDown")).toBeUndefined();
  });

  test("sideways stays in its lane", () => {
    expect(arrowMove(LANES, "c", "ArrowLeft")).toEqual({ id: "c", to: "review", before: undefined });
    expect(arrowMove(LANES, "b", "ArrowRight")).toEqual({ id: "b", to: "in_progress", before: undefined });
  });
});

describe("a drop", () => {
  test("on a card goes in front of it, on a cell to its end", () => {
    expect(resolveDrop(LANES, "b", "a")).toEqual({ id: "b", to: "todo", before: "a" });
    expect(resolveDrop(LANES, "a", cellId("x", "done"))).toEqual({ id: "a", to: "done", before: undefined });
    expect(resolveDrop(LANES, "a", "a")).toBeUndefined();
    expect(resolveDrop(LANES, "a", "elsewhere")).toBeUndefined();
  });

  test("in another lane names it, unless its agent was deleted", () => {
    expect(resolveDrop(LANES, "a", "e")).toEqual({ id: "a", to: "todo", before: "e", lane: "" });
    expect(resolveDrop(LANES, "a", cellId("y", "review"))).toMatchObject({ to: "review", lane: "y" });
    expect(resolveDrop(LANES, "a", "d")).toBeUndefined();
    expect(resolveDrop(LANES, "d", cellId("z", "done"))).toEqual({ id: "d", to: "done", before: undefined });
  });
});

test("the focus moves between cards and skips empty columns", () => {
  expect(neighbour(ONE, undefined, "j")).toBe("a");
  expect(neighbour(ONE, "a", "j")).toBe("b");
  expect(neighbour(ONE, "b", "ArrowDown")).toBe("b");
  expect(neighbour(ONE, "b", "l")).toBe("c");
  expect(neighbour(ONE, "c", "h")).toBe("a");
  expect(neighbour(ONE, "c", "l")).toBeUndefined();
});

test("the focus goes down a column through all lanes, and sideways within one", () => {
  expect(["a", "b", "d", "e"].map((id) => neighbour(LANES, id, "j"))).toEqual(["b", "d", "e", "e"]);
  expect(neighbour(LANES, "d", "k")).toBe("b");
  expect(neighbour(LANES, "b", "l")).toBe("c");
  expect(neighbour(LANES, "d", "l")).toBeUndefined();
});
