import fc from "fast-check";
import { expect, test } from "vitest";
import { createByteTail } from "./byte-tail.js";
import { createLineSplitter } from "./line-splitter.js";

function split(chunks: readonly Uint8Array[], maxLineBytes = 1_000) {
  const splitter = createLineSplitter(maxLineBytes);
  const lines = chunks.flatMap((chunk) => [...splitter.push(Buffer.from(chunk))]);
  lines.push(...splitter.end());
  return { lines, dropped: splitter.droppedLines() };
}

test("the lines do not depend on how the bytes are cut", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.array(fc.nat(50)), (text, sizes) => {
      const bytes = Buffer.from(text);
      const chunks: Buffer[] = [];
      let at = 0;
      for (const size of sizes) {
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      chunks.push(bytes.subarray(at));
      expect(split(chunks).lines).toEqual(split([bytes]).lines);
    }),
  );
});

test("both kinds of line ends work, and the last line needs none", () => {
  expect(split([Buffer.from("a\r\nb\n\n\r\nc")]).lines).toEqual(["a", "b", "c"]);
});

test("a line of the maximum length passes, a longer one is dropped, and its neighbours stay", () => {
  const { lines, dropped } = split([Buffer.from("ok\n12345\n123"), Buffer.from("456\nok\n")], 5);
  expect(lines).toEqual(["ok", "12345", "ok"]);
  expect(dropped).toBe(1);
});

test("a tail is the end of all bytes pushed", () => {
  const tail = createByteTail(4);
  for (const part of ["abc", "defg", "hijklmnop", "q"]) tail.push(Buffer.from(part));
  expect(tail.bytes().toString()).toBe("nopq");
});

test("an incomplete line is copied into one buffer: a chunk per byte would need a hundred times its size", () => {
  const splitter = createLineSplitter(100);
  const chunk = Buffer.alloc(1);
  const lines: string[] = [];
  for (const character of "reused chunk\n") {
    chunk.write(character);
    lines.push(...splitter.push(chunk));
  }
  expect(lines).toEqual(["reused chunk"]);
});
