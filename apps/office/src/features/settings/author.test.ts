import { expect, test } from "vitest";
import { authorWords, isYou } from "./author";

test("who changed something is named for people", () => {
  const names = ["operator", "browser", "file", "agent:coder", "channel:telegram", "Ada"];
  expect(names.map((name) => authorWords(name, () => "Coder"))).toEqual([
    ...["You, in a terminal", "You, in TinyOffice", "An edit of settings.json"],
    ...["Coder", "The client of telegram", "Ada"],
  ]);
  expect(authorWords("restore of 8 by browser")).toBe("You, in TinyOffice, restored revision 8");
});

test("the reader is who acts in a terminal, on this machine or in TinyOffice, and nobody else", () => {
  expect(["operator", "local", "browser", "web"].filter((author) => !isYou(author))).toEqual([]);
  expect(["file", "run", "channel:telegram", "agent:coder", "toString"].filter(isYou)).toEqual([]);
});
