import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CODE, markText, PLAIN, QUOTED } from "./markup.js";

/** The text with code shown as `c` and quotations as `q`; line breaks stay. */
function show(text: string, author: "user" | "agent" = "agent"): string {
  const { marks } = markText(text, author);
  return [...text]
    .map((character, at) => {
      if (character === "\n" || marks[at] === PLAIN) return character;
      return marks[at] === CODE ? "c" : "q";
    })
    .join("");
}

describe("code and quotations", () => {
  it.each([
    ["a\n```\nx\n```\nb", "a\nccc\nc\nccc\nb"],
    ["~~~\n```\n~~~\nb", "ccc\nccc\nccc\nb"],
    ["````\n```\n````\nb", "cccc\nccc\ncccc\nb"],
    ["```\nx", "ccc\nc"],
    ["``` a`b\nx", "``` a`b\nx"],
    ["  - ```\n    x\n    ```\nb", "  - ccc\nccccc\nccccccc\nb"],
    ["```\nx\n```] b", "ccc\nc\nccc] b"],
    ["```\n``` x\n```\nb", "ccc\nccccc\nccc\nb"],
    ["[@a: ```js\nx\n```]", "[@a: ccccc\nc\nccc]"],
    ["say ```js\nb", "say ```js\nb"],
    ["a `x` b", "a ccc b"],
    ["a ``x ` y`` b", "a ccccccccc b"],
    ["a `x b", "a `x b"],
    ["a `x\ny` b", "a cc\ncc b"],
    ["a `x\n\ny` b", "a `x\n\ny` b"],
    ["a `x\n```\ny\n```\nz` b", "a `x\nccc\nc\nccc\nz` b"],
    ["a <!-- [@a: x] --> b", "a cccccccccccccccc b"],
    ["a <!-- x\n\ny --> b", "a cccccc\n\nccccc b"],
    ["a <!-- [@a: x]", "a <!-- [@a: x]"],
    ["`<!--` x -->", "cccccc x -->"],
    ["<!-- a --> <!-- b", "cccccccccc <!-- b"],
    ["[a](http://x/[@a:y]) b", "[a](ccccccccccccccc) b"],
    ["[a](x(y)z) b", "[a](ccccc) b"],
    ["[a](x y) b", "[a](x y) b"],
    ["[@a: see [b](c) and d]", "[@a: see [b](c) and d]"],
    ["> x\nb", "qqq\nb"],
    ["   > x", "qqqqqq"],
    ["    > x", "    > x"],
    ["> ```\nb", "qqqqq\nb"],
    ["", ""],
  ])("of an agent: %j", (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  it("of a person: only code fences count", () => {
    expect(show("> a `b`\n```\nx\n```", "user")).toBe("> a `b`\nccc\nc\nccc");
  });

  it("keep their offsets with CRLF line ends", () => {
    const text = "```spawn \r\nx\r\n```\r\nb";
    expect(markText(text, "agent").fences).toEqual([
      { start: 0, end: 17, contentStart: 11, contentEnd: 14, info: "spawn", closed: true },
    ]);
  });

  it("include the content of each fence", () => {
    const text = "a\n```js x\none\ntwo\n```\n~~~\nopen";
    const fences = markText(text, "agent").fences;
    expect(fences.map(({ info, closed }) => ({ info, closed }))).toEqual([
      { info: "js x", closed: true },
      { info: "", closed: false },
    ]);
    expect(fences.map((fence) => text.slice(fence.contentStart, fence.contentEnd))).toEqual([
      "one\ntwo\n",
      "open",
    ]);
    expect(markText("```\n```", "agent").fences).toMatchObject([{ contentStart: 4, contentEnd: 4 }]);
    expect(markText("```", "agent").fences).toMatchObject([
      { contentStart: 3, contentEnd: 3, closed: false },
    ]);
  });

  it("get exactly one mark per character on any text", () => {
    const part = fc.constantFrom("`", "```", "~~~", "\n", "> ", "[@a: ", "]", "x", " ", "\r\n", "- ");
    fc.assert(
      fc.property(fc.array(part), fc.constantFrom("user" as const, "agent" as const), (parts, author) => {
        const text = parts.join("");
        const { marks, fences } = markText(text, author);
        expect(marks).toHaveLength(text.length);
        let end = 0;
        for (const fence of fences) {
          expect(fence.start).toBeGreaterThanOrEqual(end);
          expect(fence.contentStart).toBeLessThanOrEqual(fence.contentEnd);
          expect(fence.contentEnd).toBeLessThanOrEqual(fence.end);
          expect(marks.subarray(fence.start, fence.end).every((mark) => mark === CODE)).toBe(true);
          end = fence.end;
        }
        if (author === "user") expect(marks).not.toContain(QUOTED);
      }),
    );
  });
});
