/** What an expression finds, against a plain model of the text. */
import { openSqlite } from "@tinyagi/base";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildMatch } from "./query.js";

const WORDS = ["log", "login", "page", "api"] as const;

interface Term {
  words: readonly string[];
  form: "word" | "phrase" | "prefix";
  unwanted: boolean;
}

const term: fc.Arbitrary<Term> = fc.record({
  words: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 2 }),
  form: fc.constantFrom("word" as const, "phrase" as const, "prefix" as const),
  unwanted: fc.boolean(),
});

function written({ words, form, unwanted }: Term): string {
  const text = { word: words[0], phrase: `"${words.join(" ")}"`, prefix: `${words[0]?.slice(0, 2)}*` }[form];
  return `${unwanted ? "-" : ""}${text}`;
}

function isIn(text: readonly string[], { words, form }: Term): boolean {
  if (form === "phrase") return ` ${text.join(" ")} `.includes(` ${words.join(" ")} `);
  const [word = ""] = words;
  return text.some((one) => (form === "word" ? one === word : one.startsWith(word.slice(0, 2))));
}

test("a text is found exactly when it has all wanted terms and no unwanted one", () => {
  const db = openSqlite(":memory:");
  db.exec("CREATE VIRTUAL TABLE t USING fts5(a, tokenize = 'unicode61 remove_diacritics 2')");
  const find = db.prepare<[string], number>("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid").pluck();
  const put = db.prepare("INSERT INTO t (rowid, a) VALUES (?, ?)");
  const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 5 });
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 5 }),
      fc.array(term, { minLength: 1, maxLength: 4 }),
      (texts, terms) => {
        db.exec("DELETE FROM t");
        for (const [index, words] of texts.entries()) put.run(index, words.join(" "));
        const match = buildMatch(terms.map(written).join(" "));
        expect(match === undefined).toBe(terms.every(({ unwanted }) => unwanted));
        if (match === undefined) return;
        const expected = texts.flatMap((words, index) =>
          terms.every((one) => isIn(words, one) !== one.unwanted) ? [index] : [],
        );
        expect(find.all(match)).toEqual(expected);
      },
    ),
    { numRuns: 200 },
  );
  db.close();
});

describe("a prefix of one letter is searched as a word", () => {
  test.each(["a*", ".a*", "!!a***", "x-a*", '"a*', "é*", "e\u0301*", "..*"])("%j", (query) => {
    expect(buildMatch(query) ?? "").not.toMatch(/" \*/);
  });

  test.each(["ab*", ".ab*", "a-bc**", "né*", "日本*"])("%j has more letters", (query) => {
    expect(buildMatch(query)).toMatch(/" \*\)$/);
  });
});

test("only the first terms of a long query count, and its cost is linear", () => {
  const many = buildMatch("word ".repeat(1_000)) ?? "";
  expect(many.split(" AND ")).toHaveLength(32);
  const getCost = (query: string) => {
    const start = performance.now();
    buildMatch(query);
    return performance.now() - start;
  };
  for (const hostile of ["*".repeat(100_000), '"'.repeat(100_000), "-".repeat(100_000)])
    expect(getCost(`${hostile}a*`)).toBeLessThan(500);
});
