import { describe, expect, it } from "vitest";
import { markText } from "./markup.js";
import { type HeadCheck, scanTags, splitHead } from "./tag-scanner.js";

const scan = (text: string, accepts: HeadCheck = () => true): string[] =>
  scanTags(text, markText(text, "agent"), accepts).tags.map(
    (tag) =>
      `${tag.nested ? "  " : ""}${tag.kind} ${tag.head}|${text.slice(tag.bodyStart, tag.bodyEnd)}|${text.slice(tag.start, tag.end)}`,
  );

describe("scanning", () => {
  it("gives kind, head, body and extent", () => {
    expect(scan("x [@ a , b :  hi\n ] [# t:y][send_file:p]")).toEqual([
      "agent a , b|hi|[@ a , b :  hi\n ]",
      "room t|y|[# t:y]",
      "file |p|[send_file:p]",
    ]);
  });

  it("tells nested tags from the author's own", () => {
    expect(
      scan("[@a: 1 [@b: 2 [#c: 3]] [send_file: f]] [@d: 4]").map((tag) => tag.replace(/\|.*/, "")),
    ).toEqual(["agent a", "  agent b", "  room c", "  file ", "agent d"]);
  });

  it("takes what stands in a refused tag for the author's own", () => {
    expect(scan("[@a: 1 [@b: 2]]", (_kind, head) => head !== "a")).toEqual(["agent b|2|[@b: 2]"]);
  });

  it("never searches a path for tags", () => {
    expect(scan("[send_file: [@a: x].pdf]")).toHaveLength(1);
  });

  it.each([
    "[a: x]",
    "[@a x]",
    "[@a\n: x]",
    "[@: x]",
    "[@[a]: x]",
    "[@a: x",
    "]@a: x[",
    "[ @a: x]",
    "[@a:\n\t ]",
  ])("finds no tag in %j", (text) => {
    expect(scan(text)).toEqual([]);
  });

  it("takes a head that never ends for text", () => {
    expect(scan(`[@${"a".repeat(9_000)}: x] [@b: y]`)).toEqual(["agent b|y|[@b: y]"]);
  });
});

it("a head is a list of names, each once", () => {
  expect(splitHead(" A,@b , a,,@ c d,")).toEqual(["a", "b", "c d"]);
  expect(splitHead(" , ")).toEqual([]);
});
