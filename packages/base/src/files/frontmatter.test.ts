import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { FRONTMATTER_MAX_BYTES, readNoteHead } from "./frontmatter.js";

describe("the head of a note", () => {
  it.each([
    ["---\nname: A\nsummary: B\n---\ntext", { name: "A", summary: "B" }],
    ["---\r\nname: A\r\nsummary: B\r\n---\r\ntext", { name: "A", summary: "B" }],
    ["\ufeff---\nname: A\nsummary: B\n---", { name: "A", summary: "B" }],
    ['---\nname: "A: b"\nsummary: >\n  one\n  two\n---\n', { name: "A: b", summary: "one two" }],
    ["---  \nname: 7\nsummary: '# no comment'\ntags: [x]\n---\n", { name: "7", summary: "# no comment" }],
  ])("is parsed from %j", (text, head) => {
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
  ])("is absent in %j", (text) => {
    expect(readNoteHead(text)).toBeNull();
  });

  it.each(["---\nname: A: b\nsummary: x\n---\n", "---\nname: 'open\n---\n", "---\nname: a\nname: b\n---\n"])(
    "is broken in %j",
    (text) => {
      expect(readNoteHead(text)).toBe("broken");
    },
  );

  it("is broken when its block is longer than the parser's limit", () => {
    const block = (length: number) => `name: A\nsummary: B\n# ${"é".repeat((length - 21) / 2)}`;
    expect(readNoteHead(`---\n${block(FRONTMATTER_MAX_BYTES - 1)}\n---\n`)).toEqual({
      name: "A",
      summary: "B",
    });
    expect(readNoteHead(`---\n${block(FRONTMATTER_MAX_BYTES + 1)}\n---\n`)).toBe("broken");
  });

  it("compares only its own fields for duplicates", () => {
    const text = "---\nname: A\nsummary: B\nmore: {x: 1, x: 2}\n---\n";
    expect(readNoteHead(text)).toEqual({ name: "A", summary: "B" });
  });

  it("does not expand aliases without limit", () => {
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

describe("on any note", () => {
  it("any head that was written is parsed back", () => {
    const words = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 80 })
      .map((value) => value.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ").trim())
      .filter((value) => value !== "");
    fc.assert(
      fc.property(words, words, fc.constantFrom("\n", "\r\n"), (name, summary, lineBreak) => {
        const head = stringify({ name, tags: ["x"], summary })
          .trim()
          .replaceAll("\n", lineBreak);
        const text = ["---", head, "---", "body"].join(lineBreak);
        expect(readNoteHead(text)).toEqual({ name, summary });
      }),
    );
  });

  it("the result is a head, absent or broken, never an error", () => {
    const part = fc.constantFrom(
      "---",
      "\n",
      "name: ",
      "summary: ",
      "&a ",
      "*a",
      "{",
      "[",
      "'",
      '"',
      "- ",
      "? ",
      "!!js/function ",
      "x",
      "\t",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string())), (parts) => {
        const head = readNoteHead(`---\n${parts.join("")}\n---\n`);
        if (head === null || head === "broken") return;
        expect(head.name).not.toMatch(/[\n\r]/);
        expect(head.name.length).toBeLessThanOrEqual(100);
        expect(head.summary.length).toBeLessThanOrEqual(300);
      }),
    );
  });

  it("a key named like a member of Object.prototype is an ordinary key", () => {
    expect(readNoteHead("---\n__proto__:\n  name: A\n  summary: B\n---\n")).toBeNull();
    expect(readNoteHead("---\nconstructor: x\nname: A\nsummary: B\n---\n")).toEqual({
      name: "A",
      summary: "B",
    });
  });
});

it("no text of a note reaches the output of the process", () => {
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  try {
    expect(readNoteHead("---\nname: !!js/function secret\nsummary: B\n---\n")).toEqual({
      name: "secret",
      summary: "B",
    });
    expect(warned).not.toHaveBeenCalled();
  } finally {
    warned.mockRestore();
  }
});
