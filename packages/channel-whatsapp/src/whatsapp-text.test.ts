import { describe, expect, it } from "vitest";
import { whatsAppText } from "./whatsapp-text.js";

describe("Markdown in WhatsApp's format", () => {
  it.each([
    ["**bold** and *italic* and ~~gone~~", "*bold* and _italic_ and ~gone~"],
    ["# Title\n\ntext", "*Title*\n\ntext"],
    ["use `npm test`", "use `npm test`"],
    ["```ts\nconst a = 1;\n```", "```\nconst a = 1;\n```"],
    ["- one\n- two", "• one\n• two"],
    ["1. one\n2. two", "1. one\n2. two"],
    ["[the docs](https://example.com/a)", "the docs (https://example.com/a)"],
    ["<https://example.com>", "https://example.com"],
    ["> said\n> so", "> said\n> so"],
    ["**two\nlines**", "*two*\n*lines*"],
    ["[bad](javascript:alert(1))", "[bad](javascript:alert(1))"],
  ])("%j is %j", (markdown, text) => {
    expect(whatsAppText(markdown)).toBe(text);
  });

  it("a code block that contains a fence stays one block", () => {
    const text = whatsAppText("````\n```\ninner\n```\n````");
    expect(text.match(/```/g)).toHaveLength(2);
  });
});
