import { describe, expect, it } from "vitest";
import { markText } from "./markup.js";
import { type HeadCheck, scanTags, splitHead } from "./tag-scanner.js";

const scan = (text: string, accepts: HeadCheck = () => true): string[] =>
  scanTags(text, markText(text, "agent"), accepts).tags.map(
    (tag) =>
      `${tag.nested ? "  " : ""}${tag.kind} ${tag.head}|${text.slice(tag.bodyStart, tag.bodyEnd)}|${text.slice(tag.start, tag.end)}`,
  );

describe("scanning", () => {
  it("returns kind, head, body and extent", () => {
    expect(scan("x [@ a , b :  hi\n ] [# t:y][send_file:p]")).toEqual([
      "agent a , b|hi|[@ a , b :  hi\n ]",
      "room t|y|[# t:y]",
      "file |p|[send_file:p]",
    ]);
  });

  it("distinguishes nested tags from the author's own", () => {
    expect(
      scan("[@a: 1 [@b: 2 [#c: 3]] [send_file: f]] [@d: 4]").map((tag) => tag.replace(/\|.*/, "")),
    ).toEqual(["agent a", "  agent b", "  room c", "  file ", "agent d"]);
  });

  it("treats tags inside a refused tag as the author's own", () => {
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

  it("treats a head that never ends as text", () => {
    expect(scan(`[@${"a".repeat(9_000)}: x] [@b: y]`)).toEqual(["agent b|y|[@b: y]"]);
  });
});

it("a head is a list of names without duplicates", () => {
  expect(splitHead(" A,@b , a,,@ c d,")).toEqual(["a", "b", "c d"]);
  expect(splitHead(" , ")).toEqual([]);
});
