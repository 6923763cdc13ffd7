import { openSqlite } from "@tinyagi/base";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildMatch } from "./query.js";

describe("what people type", () => {
  test.each([
    ["login page", '("login" AND "page")'],
    ['"login page" safari', '("login page" AND "safari")'],
    ["log* in", '("log*" * AND "in")'],
    ["a*", '("a*")'],
    ['fix -draft -"old page"', '("fix") NOT "draft" NOT "old page"'],
    ["WEB-12", '("WEB-12")'],
    ["“login page”", '("login page")'],
    ["title:x OR NEAR(y) ^z", '("title:x" AND "OR" AND "NEAR(y)" AND "^z")'],
    ['open "quote', '("open" AND "quote")'],
    ["!!! ok --- \u0000x", '("ok" AND "x")'],
  ])("%s becomes an expression", (query, expected) => {
    expect(buildMatch(query)).toBe(expected);
  });

  test.each(["", "   ", "!!!", "-", '""', "-draft", "*"])("%j has no word to look for", (query) => {
    expect(buildMatch(query)).toBeUndefined();
  });

  test.each([
    ["log page", '("log" * AND "page" *)'],
    ["log* a", '("log*" * AND "a")'],
    ['"log in" -dra', '("log in") NOT "dra" *'],
  ])("%s becomes an expression for starts of words", (query, expected) => {
    expect(buildMatch(query, { starts: true })).toBe(expected);
  });

  test("is never a syntax error", () => {
    const db = openSqlite(":memory:");
    db.exec("CREATE VIRTUAL TABLE t USING fts5(a, b, tokenize = 'unicode61 remove_diacritics 2')");
    const find = db.prepare("SELECT rowid FROM t WHERE t MATCH ?");
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        '"',
        "*",
        "-",
        "(",
        ")",
        "AND",
        "NOT",
        "OR",
        "NEAR(",
        "^",
        ":",
        "{a}",
        "a",
        "´",
        "\u0301",
        "१",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom("", " "), (pieces, between) => {
        for (const starts of [false, true]) {
          const match = buildMatch(pieces.join(between), { starts });
          if (match !== undefined) find.all(match);
        }
      }),
      { numRuns: 2_000 },
    );
    db.close();
  });
});
