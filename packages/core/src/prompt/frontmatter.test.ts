import { describe, expect, it } from "vitest";
import { readNoteHead } from "./frontmatter.js";

describe("the head of a note", () => {
  it.each([
    ["---\nname: A\nsummary: B\n---\ntext", { name: "A", summary: "B" }],
    ["---\r\nname: A\r\nsummary: B\r\n---\r\ntext", { name: "A", summary: "B" }],
    ["\ufeff---\nname: A\nsummary: B\n---", { name: "A", summary: "B" }],
    ['---\nname: "A: b"\nsummary: >\n  one\n  two\n---\n', { name: "A: b", summary: "one two" }],
    ["---  \nname: 7\nsummary: '# no comment'\ntags: [x]\n---\n", { name: "7", summary: "# no comment" }],
  ])("is read from %j", (text, head) => {
    expect(readNoteHead(text)).toEqual(head);
  });

  it.each([
    "no block",
    "---\nname: A\nsummary: B\n",
    "text\n---\nname: A\nsummary: B\n---\n",
    "---\nname: A\n---\n",
    "---\nname: A\nsummary: ''\n---\n",
    "---\nname: [A]\nsummary: B\n---\n",
    "---\n- name\n---\n",
    "---\njust words\n---\n",
  ])("is none in %j", (text) => {
    expect(readNoteHead(text)).toBeNull();
  });

  it.each(["---\nname: A: b\nsummary: x\n---\n", "---\nname: 'open\n---\n", "---\nname: a\nname: b\n---\n"])(
    "is broken in %j",
    (text) => {
      expect(readNoteHead(text)).toBe("broken");
    },
  );

  it("is not blown up by aliases", () => {
    const bomb = [
      "a: &a [x, x]",
      ...[..."bcdefghij"].map(
        (key, i) => `${key}: &${key} [${"*".concat("abcdefghi"[i] ?? "", ", ").repeat(9)}]`,
      ),
    ];
    expect(readNoteHead(`---\n${bomb.join("\n")}\n---\n`)).toBe("broken");
  });

  it("is one line of bounded length", () => {
    const head = readNoteHead(`---\nname: "a\\nb\\e[0m"\nsummary: ${"x".repeat(1_000)}\n---\n`);
    expect(head).toEqual({ name: "a b [0m", summary: `${"x".repeat(299)}…` });
  });
});
