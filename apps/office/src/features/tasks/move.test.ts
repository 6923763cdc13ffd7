import { describe, expect, test } from "vitest";
import type { Board } from "./board-state";
import { board, card } from "./fixture";
import { moved } from "./move";

const order = (one: Board) => one.columns.map(({ cards }) => cards.map(({ id }) => id).join(""));
const AB = board(card("a"), card("b"), card("c", { status: "done" }));

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

  test("to another lane changes the assignee or the project, and the totals of both lanes", () => {
    const of = (assignee: string, n: number) => ({
      id: assignee,
      name: assignee,
      missing: false,
      totals: { todo: n },
    });
    const lanes = {
      ...board(card("a", { assignee: "x" }), card("b", { assignee: "x" })),
      lanes: [of("x", 2)],
    };
    const after = moved(lanes, { id: "a", to: "done", lane: "y" }, "assignee");
    expect(after.columns[4]?.cards[0]).toMatchObject({ assignee: "y", status: "done" });
    expect(after.lanes?.map(({ id, totals }) => [id, totals])).toEqual([
      ["x", { todo: 1 }],
      ["y", { done: 1 }],
    ]);
    const web = moved(AB, { id: "a", to: "todo", lane: "web" }, "project");
    expect(web.columns[1]?.cards.find(({ id }) => id === "a")?.projectId).toBe("web");
  });
});
