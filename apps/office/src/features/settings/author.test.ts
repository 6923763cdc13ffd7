import { expect, test } from "vitest";
import { authorWords } from "./author";

test("who changed something is named for people", () => {
  const names = ["operator", "browser", "file", "agent:coder", "channel:telegram", "Ada"];
  expect(names.map((name) => authorWords(name, () => "Coder"))).toEqual([
    ...["You, in a terminal", "You, in TinyOffice", "An edit of settings.json"],
    ...["Coder", "The client of telegram", "Ada"],
  ]);
  expect(authorWords("restore of 8 by browser")).toBe("You, in TinyOffice, restored revision 8");
});
