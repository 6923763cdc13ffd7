import { expect, test } from "vitest";
import { discordMarkdown } from "./discord-markdown.js";

test.each([
  ["# Title\n\ntext", "**Title**\n\ntext"],
  ["__bold__ and *italic* and ~~gone~~", "**bold** and *italic* and ~~gone~~"],
  ["- a\n- b\n  1. c", "• a\n• b\n  1. c"],
  ["```ts\nconst a = `b`;\n```", "```ts\nconst a = `b`;\n```"],
  ["a snake_case_name", "a snake_case_name"],
  ["| a | b |\n|---|---|\n| 1 | 2 |", "```\n| a | b |\n|---|---|\n| 1 | 2 |\n```"],
  ["> one\n>\n> > two", "> one\n> \n> two"],
  ["[docs](https://a.b/c) and https://a.b/x_y", "[docs](<https://a.b/c>) and <https://a.b/x_y>"],
])("%j becomes %j", (markdown, shown) => {
  expect(discordMarkdown(markdown)).toBe(shown);
});

test.each([
  ["a || hidden || b", "a \\|\\| hidden \\|\\| b"],
  ["<@123> <#4> <t:0> </x:1> <:e:1>", "\\<@123> \\<#4> \\<t:0> \\</x:1> \\<:e:1>"],
  ["2 * 3 \\* 4", "2 \\* 3 \\* 4"],
  ["[x](javascript:alert(1))", "[x](javascript:alert(1))"],
  ["```\na ``` b\n```", "```\na `\u200b`` b\n```"],
])("%j cannot hide, call or end anything: %j", (markdown, shown) => {
  expect(discordMarkdown(markdown)).toBe(shown);
});
