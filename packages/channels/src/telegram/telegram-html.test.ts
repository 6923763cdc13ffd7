import { readTelegramHtml } from "@tinyagi/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { telegramHtml } from "./telegram-html.js";

/** What a person sees. @throws Error when Telegram would refuse it */
function seen(markdown: string): string {
  const read = readTelegramHtml(telegramHtml(markdown));
  if ("error" in read) throw new Error(read.error);
  return read.text;
}

test.each([
  ["**bold** and *italic* and ~~gone~~", "<b>bold</b> and <i>italic</i> and <s>gone</s>"],
  ["# Title\n\ntext", "<b>Title</b>\n\ntext"],
  ["`a < b`", "<code>a &lt; b</code>"],
  ["```ts\nif (a < b) {}\n```", '<pre><code class="language-ts">if (a &lt; b) {}</code></pre>'],
  ['```"><script>\nx\n```', "<pre>x</pre>"],
  ["[site](https://a.example/?q=1&r=%22)", '<a href="https://a.example/?q=1&amp;r=%22">site</a>'],
  ["> quote\n> > inside", "<blockquote>quote\n\ninside</blockquote>"],
  ["- one\n  - two\n- [x] three", "• one\n  • two\n☑ three"],
  ["3. three\n4. four", "3. three\n4. four"],
  ["![chart](https://a.example/c.png)", '<a href="https://a.example/c.png">chart</a>'],
])("%j becomes what Telegram reads", (markdown, html) => {
  expect(telegramHtml(markdown)).toBe(html);
});

/** @requirement CHANNEL-1 */
test.each([
  "[click](javascript:alert(1))",
  "[click](JaVaScRiPt:alert(1))",
  "[click](data:text/html,x)",
  "![x](file:///etc/passwd)",
  '[click](https://a.example/" onclick="x)',
  '<a href="javascript:alert(1)">click</a>',
  "<b>bold</b><script>alert(1)</script>",
  "</pre></code></b> text",
  "<tg-spoiler>hidden</tg-spoiler>",
  "&lt;b&gt; &#60;b&#62; &amp;lt;",
])("%j gives no tag and no link of its own", (markdown) => {
  const html = telegramHtml(markdown);
  expect(html).not.toMatch(/<(?!\/?(?:b|i|s|code|pre|blockquote|a)\b)/);
  expect(html).not.toMatch(/href="(?!https:)/i);
  expect(html).not.toMatch(/<a [^>]*on\w+=/i);
  expect(seen(markdown)).not.toBe("");
});

const MARKS = [
  ...["*", "**", "_", "~~", "`", "\n", "\n\n", "> ", "- ", "1. ", "|", "\\", "<", ">", "&", "&lt;", '"'],
  ...["<b>", "</b>", "<pre>", "</blockquote>", "<!--", "]]>", "😀", "\u202e", "    ", "\t"],
];
const LINKS = [
  "[",
  "](",
  ")",
  "![",
  "https://a.example",
  "javascript:x",
  "```",
  "```ts\n",
  "~~~",
  "# ",
  "---",
];

const toText = (...pieces: string[]) =>
  fc.array(fc.constantFrom("word", ...pieces), { maxLength: 40 }).map((parts) => parts.join(""));

test("Telegram takes whatever agents write", () => {
  fc.assert(
    fc.property(toText(...MARKS, ...LINKS), (markdown) => void seen(markdown)),
    { numRuns: 1_000 },
  );
});

test("without links and code blocks, people see every word", () => {
  const words = (text: string) => text.split("word").length - 1;
  fc.assert(
    fc.property(toText(...MARKS), (markdown) => {
      // Marks next to each other can begin a code block, whose first word is its language.
      fc.pre(!/```|~~~/.test(markdown));
      expect(words(seen(markdown))).toBe(words(markdown));
    }),
    { numRuns: 1_000 },
  );
});
