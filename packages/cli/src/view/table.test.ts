import { describe, expect, it } from "vitest";
import { facts, table } from "./table.js";
import { widthOf } from "./width.js";

const HEAD = ["ID", "STARTED", "WHY", "TEXT"];
const ROWS = [
  [
    "conv_0123456789abcdef",
    "2026-01-31 18:00:00",
    "the agent could not be started at all",
    "Please look at the build again and say what is left to do",
  ],
  ["conv_fedcba9876543210", "2026-01-31 18:00:01", "", "short"],
];

describe("table", () => {
  it("takes the room it needs where the output is no screen", () => {
    expect(widthOf(table(HEAD, ROWS)[1] ?? "")).toBe(140);
  });

  it("fits the screen: texts are cut, the widest first, ids and times never", () => {
    const lines = table(HEAD, ROWS, 80);
    expect(Math.max(...lines.map(widthOf))).toBe(80);
    expect(lines[1]).toMatch(/^conv_0123456789abcdef {2}2026-01-31 18:00:00 {2}the agent .*… {2}Please .*…$/);
    expect(lines[2]).toContain("short");
  });

  it("rather leaves the screen than make texts senseless", () => {
    expect(Math.max(...table(HEAD, ROWS, 20).map(widthOf))).toBe(21 + 2 + 19 + 2 + 10 + 2 + 10);
  });

  it("leaves out what no row says where room is short", () => {
    const rows = [["conv_0123456789abcdef", "2026-01-31 18:00:00", "", "fix it"]];
    expect(table(HEAD, rows, 53)[0]).toBe("ID                     STARTED              TEXT");
    expect(table(HEAD, rows, 60)[0]).toContain("WHY");
  });

  it("is its head alone without rows", () => {
    expect(table(HEAD, [], 80)).toEqual(["ID  STARTED  WHY  TEXT"]);
  });
});

describe("facts", () => {
  it("stand in two columns, each value one clean line", () => {
    expect(
      facts([
        ["id", "a\nb"],
        ["longer", "c"],
      ]),
    ).toEqual(["id      a b", "longer  c"]);
  });
});
