import { widthOf } from "@tinyagi/visualizer/text";
import { describe, expect, it } from "vitest";
import { facts, table } from "./table.js";

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
  it("uses as many columns as it needs if the output is not a screen", () => {
    expect(widthOf(table(HEAD, ROWS)[1] ?? "")).toBe(140);
  });

  it.each(["w".repeat(300), "many words ".repeat(40).trim()])(
    "cuts nothing if the output is not a screen",
    (cell) => {
      expect(table(["ID", "TEXT"], [["1", cell]])[1]).toBe(`1   ${cell}`);
    },
  );

  it("fits the screen: texts are cut, the widest first, ids and times never", () => {
    const lines = table(HEAD, ROWS, 80);
    expect(Math.max(...lines.map(widthOf))).toBe(80);
    expect(lines[1]).toMatch(/^conv_0123456789abcdef {2}2026-01-31 18:00:00 {2}the agent .*… {2}Please .*…$/);
    expect(lines[2]).toContain("short");
  });

  it("becomes one block per row if the columns do not fit next to each other, with whole ids", () => {
    expect(table(HEAD, ROWS, 40)).toEqual([
      "ID       conv_0123456789abcdef",
      "STARTED  2026-01-31 18:00:00",
      "WHY      the agent could not be started…",
      "TEXT     Please look at the build again…",
      "",
      "ID       conv_fedcba9876543210",
      "STARTED  2026-01-31 18:00:01",
      "TEXT     short",
    ]);
  });

  it.each([20, 40, 60, 80, 120, 200])("never writes a line wider than %i columns", (columns) => {
    const wide = [["w".repeat(500), "日本".repeat(40), "a b ".repeat(200), "https://example.com/".repeat(3)]];
    for (const line of table(HEAD, [...ROWS, ...wide], columns))
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });

  it("breaks a word that is wider than the screen over several lines, so that it can still be copied", () => {
    const [id = "", ...rest] = table(["ID", "TEXT"], [["run_0123456789abcdef0123456789", "x"]], 20);
    expect([id, rest[0]]).toEqual(["ID    run_0123456789", "      abcdef01234567"]);
  });

  it("uses the whole width of a wide screen", () => {
    const text = "word ".repeat(40).trim();
    expect(table(["ID", "TEXT"], [["1", text]], 250)[1]).toBe(`1   ${text}`);
    expect(widthOf(table(["ID", "TEXT"], [["1", text]], 100)[1] ?? "")).toBe(100);
  });

  it("omits empty columns when the screen is narrow", () => {
    const rows = [["conv_0123456789abcdef", "2026-01-31 18:00:00", "", "fix it"]];
    expect(table(HEAD, rows, 54)[0]).toBe("ID                     STARTED              TEXT");
    expect(table(HEAD, rows, 60)[0]).toContain("WHY");
  });

  it("is only its head without rows", () => {
    expect(table(HEAD, [], 80)).toEqual(["ID  STARTED  WHY  TEXT"]);
  });
});

describe("facts", () => {
  it("are shown in two columns, each value on one clean line", () => {
    expect(
      facts([
        ["id", "a\nb"],
        ["longer", "c"],
      ]),
    ).toEqual(["id      a b", "longer  c"]);
  });
});
