import fc from "fast-check";
import { expect, test } from "vitest";
import { splitText } from "./split-text.js";

const words = (n: number) => Array.from({ length: n }, (_, i) => `word${i}`).join(" ");

test("a short text stays whole", () => {
  expect(splitText("  hello\n", 200)).toEqual(["hello"]);
  expect(splitText("", 200)).toEqual([]);
});

test("a cut is made after a paragraph, else after a line, else after a word", () => {
  const paragraph = `${"a".repeat(150)}\n\n${"b".repeat(100)}`;
  expect(splitText(paragraph, 200)).toEqual(["a".repeat(150), "b".repeat(100)]);
  const line = `${"a".repeat(150)}\n${"b".repeat(100)}`;
  expect(splitText(line, 200)).toEqual(["a".repeat(150), "b".repeat(100)]);
  for (const part of splitText(words(200), 200)) expect(part).toMatch(/^word\d+( word\d+)*$/);
});

test("a code block that is cut is closed and opened again with its language", () => {
  const code = Array.from({ length: 60 }, (_, i) => `const value${i} = ${i};`).join("\n");
  const parts = splitText(`Look:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nDone.`, 400);
  expect(parts.length).toBeGreaterThan(3);
  for (const part of parts) {
    expect(part.length).toBeLessThanOrEqual(400);
    expect(part.match(/^```/gm)?.length ?? 0).toSatisfy((n: number) => n % 2 === 0);
  }
  expect(parts[1]).toMatch(/^```ts\nconst value/);
  const inside = parts.join("\n").match(/const value\d+ = \d+;/g);
  expect(inside?.join("\n")).toBe(code);
});

test("a fence inside a longer fence does not end it", () => {
  const text = `\`\`\`\`md\n${"x".repeat(150)}\n\`\`\`js\n${"y".repeat(150)}\n\`\`\`\n\`\`\`\`\nend`;
  for (const part of splitText(text, 250))
    expect(part.match(/^````/gm)?.length ?? 0).toSatisfy((n: number) => n !== 1);
});

test("what people see as one character is not cut", () => {
  const family = "👩‍👩‍👧‍👦";
  const parts = splitText(family.repeat(40), 200);
  expect(parts.join("")).toBe(family.repeat(40));
  for (const part of parts) expect(part.length % family.length).toBe(0);
});

test("every part fits and no text is lost, whatever the text is", () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 80 }),
    fc.constantFrom("\n", "\n\n", "```ts\n", "\n```\n", "~~~~\n", " ", "é́", "👨‍👩‍👧"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      const parts = splitText(text, 200);
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(200);
        expect(part).not.toMatch(/[\uD800-\uDBFF]$/);
      }
      const bare = (value: string) => value.replace(/^ {0,3}(`{3,}|~{3,})[^\n]*$/gm, "").replace(/\s+/g, "");
      expect(bare(parts.join("\n"))).toBe(bare(text));
    }),
    { numRuns: 300 },
  );
});

test("a hostile text is cut in linear time", () => {
  const started = process.cpuUsage();
  splitText("`".repeat(100_000), 2_000);
  splitText("```\n".repeat(25_000), 2_000);
  splitText("\u0301".repeat(100_000), 2_000);
  expect(process.cpuUsage(started).user / 1_000).toBeLessThan(2_000);
});
