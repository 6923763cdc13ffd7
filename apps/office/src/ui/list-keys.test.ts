import { describe, expect, it } from "vitest";
import { listAct } from "./list-keys";

const AT_3 = { count: 10, current: 3, page: 4 };

describe("keys of a list", () => {
  it.each([
    ["j", 4],
    ["ArrowDown", 4],
    ["k", 2],
    ["ArrowUp", 2],
    ["PageDown", 7],
    ["PageUp", 0],
    ["Home", 0],
    ["End", 9],
  ])("%s moves to row %i", (key, to) => {
    expect(listAct(key, AT_3)).toEqual({ act: "move", to });
  });

  it("moving stops at both ends", () => {
    expect(listAct("j", { ...AT_3, current: 9 })).toEqual({ act: "move", to: 9 });
    expect(listAct("k", { ...AT_3, current: 0 })).toEqual({ act: "move", to: 0 });
  });

  it("in a grid of cards the arrows go in their direction", () => {
    const grid = { ...AT_3, page: 6, columns: 3 };
    const to = (key: string) => listAct(key, grid);
    expect(["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "j"].map(to)).toMatchObject(
      [6, 0, 4, 2, 4].map((at) => ({ act: "move", to: at })),
    );
    expect(listAct("ArrowRight", AT_3)).toBeUndefined();
  });

  it("the first key in a list goes to its first row", () => {
    expect(listAct("j", { ...AT_3, current: -1 })).toEqual({ act: "move", to: 0 });
    expect(listAct("k", { ...AT_3, current: -1 })).toEqual({ act: "move", to: 0 });
  });

  it("Enter opens and x selects the current row, and neither does anything without one", () => {
    expect(listAct("Enter", AT_3)).toEqual({ act: "open", at: 3 });
    expect(listAct("x", AT_3)).toEqual({ act: "select", at: 3 });
    expect(listAct("Enter", { ...AT_3, current: -1 })).toBeUndefined();
    expect(listAct("x", { ...AT_3, current: -1 })).toBeUndefined();
  });

  it("an empty list and other keys do nothing", () => {
    expect(listAct("j", { ...AT_3, count: 0 })).toBeUndefined();
    expect(listAct("q", AT_3)).toBeUndefined();
  });
});
