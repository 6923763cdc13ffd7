import { expect, it } from "vitest";
import { isCheapMarkdown, MARKDOWN_MAX_CHARS } from "./markdown-cost.js";

it.each([
  ["prose", "One **bold** word, `code` and [a link](https://a.example).\n\n".repeat(900)],
  ["a ruled line", "-".repeat(32)],
  ["a list in a list", "- a\n  - b\n    1. c\n"],
  ["a long table", `| a | b |\n|---|---|\n${"| *a* | `b` |\n".repeat(300)}`],
  ["a table of many rows", `|a|b|c|\n|-|-|-|\n${"|1|2|3|\n".repeat(2_000)}`],
  ["nothing", ""],
])("%s is read", (_name, text) => expect(isCheapMarkdown(text)).toBe(true));

it.each([
  ["nested quotes", ">".repeat(5_000)],
  ["nested lists", "1. ".repeat(5_000)],
  ["unclosed comments", `é${"<!--".repeat(5_000)}`],
  ["brackets without a partner", "]".repeat(20_000)],
  ["nested emphasis", "*a ".repeat(3_000) + " a*".repeat(3_000)],
  ["wide tables of short rows", `${"|a".repeat(600)}\n${"|-".repeat(600)}\n${"b\n".repeat(1_200)}`],
  ["paragraphs that only look separate", "a <!-- b\n\u00a0\n".repeat(2_700)],
  ["more than a page can draw", "a".repeat(MARKDOWN_MAX_CHARS + 1)],
])("%s stay as they are", (_name, text) => expect(isCheapMarkdown(text)).toBe(false));
