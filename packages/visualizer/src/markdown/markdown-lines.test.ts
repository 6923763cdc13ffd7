/** Answers as a person reads them in a terminal. @requirement CLI-2 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRenderer, PLAIN_MARKS, UNICODE_MARKS, widthOf } from "../text/index.js";
import { type MarkdownDrawing, markdownLines } from "./markdown-lines.js";

const DRAWING: MarkdownDrawing = { columns: 40, marks: UNICODE_MARKS, hasStyles: true };
const shown = (text: string, change: Partial<MarkdownDrawing> = {}): string[] =>
  markdownLines(text, { ...DRAWING, ...change }).map(String);
const sent = (text: string): string[] => markdownLines(text, DRAWING).map(createRenderer(true));

describe("an answer", () => {
  test("has headings, bold and code in the styles of the terminal and without their marks", () => {
    expect(sent("# Plan\nThis is **important** and `npm test`.")).toEqual([
      "\u001b[1mPlan\u001b[22m",
      "",
      "This is \u001b[1mimportant\u001b[22m and \u001b[36mnpm test\u001b[39m.",
    ]);
  });

  test("has lists inside lists, numbers and quotations", () => {
    expect(shown("- one\n- two\n  1. deep\n  2. deeper\n- three\n\nEnd.\n\n> said\n> so\n")).toEqual([
      ...["• one", "• two", "  1. deep", "  2. deeper", "• three", "", "End.", "", "│ said", "│ so"],
    ]);
    expect(shown("7. seven\n8. eight")).toEqual(["7. seven", "8. eight"]);
    expect(shown("- one\n\n- two")).toEqual(["• one", "", "• two"]);
  });

  test("keeps its sources, which Markdown would take for definitions of links", () => {
    const sources = "[1]: https://a.example\n[2]: https://b.example";
    expect(shown(`See [one][1].\n\n${sources}`).join("\n")).toContain(sources);
  });

  test("may have a table of very many rows", () => {
    const rows = 130_000;
    expect(shown(`|a|b|\n|-|-|\n${"|1|2|\n".repeat(rows)}`)).toHaveLength(rows + 1);
  });

  test("keeps code as it is, however wide, with what looks like Markdown in it", () => {
    const code = `const a = **b**; ${"x".repeat(60)}`;
    expect(shown(`Run:\n\`\`\`ts\n${code}\n\n  # c\n\`\`\`\nDone.`)).toEqual([
      ...["Run:", "", "  ts", `  ${code}`, "", "    # c", "", "Done."],
    ]);
  });

  test("is wrapped at the width, below where its words begin", () => {
    expect(shown(`- ${"word ".repeat(12)}`, { columns: 30 })).toEqual([
      ...["• word word word word word", "  word word word word word", "  word word"],
    ]);
    const lines = shown("**bold words that are long** and _more of them_ 世界世界世界世界世界", {
      columns: 12,
    });
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(12);
  });

  test("says where a link leads, and lets nothing but an address be one", () => {
    expect(shown("[the bank](https://evil.example/x)", { columns: 80 })).toEqual([
      "the bank (https://evil.example/x)",
    ]);
    expect(shown("<https://a.example>")).toEqual(["https://a.example"]);
    expect(shown("[run](javascript:alert)")).toEqual(["[run](javascript:alert)"]);
    expect(shown("![a picture](https://a.example/p.png)", { columns: 80 })).toEqual([
      "a picture (https://a.example/p.png)",
    ]);
  });

  test("leaves out neither the title of a link, nor what stands beside a fence, nor a link without words", () => {
    const change = { columns: 80 };
    expect(shown('[a](https://a.example "the title") and [](https://b.example)', change)).toEqual([
      'a (https://a.example "the title") and (https://b.example)',
    ]);
    expect(shown('![p](https://a.example/p.png "of a cat")', change)).toEqual([
      'p (https://a.example/p.png "of a cat")',
    ]);
    expect(shown("~~~sh  rm -rf / \u202e\nls\n~~~", change)).toEqual(["  sh  rm -rf /", "  ls"]);
  });

  test("is drawn as it is where a table has more cells in its head than a person reads", () => {
    const table = (cells: number): string => `${"|a".repeat(cells)}|\n${"|-".repeat(cells)}|\n|1|`;
    expect(shown(table(50), { columns: 400 })).toHaveLength(2);
    expect(shown(table(51), { columns: 400 })).toEqual(table(51).split("\n"));
  });

  test("has tables in columns, and as blocks where they do not fit", () => {
    const table = "| Name | Value |\n|---|---|\n| one | `1` |\n| twenty | 20 |";
    expect(shown(table)).toEqual(["Name    Value", "one     1", "twenty  20"]);
    const wide = `| Name | What it does |\n|---|---|\n| one | ${"word ".repeat(10)}|`;
    expect(shown(wide)).toEqual([
      ...["Name: one", "What it does: word word word word word", "word word word word word"],
    ]);
  });

  test("keeps the marks of code where no style can be seen", () => {
    const change = { hasStyles: false, marks: PLAIN_MARKS };
    expect(shown("## Plan\n**Now** run `x`, _then_ stop.\n- a", change)).toEqual([
      ...["Plan", "", "Now run `x`, then stop.", "", "- a"],
    ]);
  });

  test("brings no escape sequence and no hidden character, however it is written", () => {
    const text = "a\u001b]0;title\u0007 &#x1b;[31m `\u001b[2J` [x](https://a.example/\u001b[0m) &#x202e;cba";
    for (const line of shown(`${text}\n\n${text.repeat(2)}`, { columns: 80 }))
      expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  });

  test("loses no letter, and no line is too wide unless it is code", () => {
    const piece = fc.constantFrom(
      ...[
        "word",
        " ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "**",
        "_",
        "`",
        "```\n",
        "# ",
        "|",
        "[x](y)",
        "世",
        "&amp;",
      ],
    );
    const letters = (text: string): string => text.replace(/[^a-z世]/g, "");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const lines = shown(text, { columns: 30 });
        const kept = letters(lines.join("")).split("word").length;
        expect(kept).toBeGreaterThanOrEqual(letters(text).split("word").length);
      }),
    );
  });
});
