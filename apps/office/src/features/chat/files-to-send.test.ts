import { describe, expect, it } from "vitest";
import { words } from "../../locale/words";
import { type Attachment, hindrance, isOnItsWay, putBack, roomFor } from "./files-to-send";

const file = (change: Partial<Attachment> = {}): Attachment => ({
  id: 1,
  name: "menu.txt",
  path: "/files/menu.txt",
  problem: undefined,
  ...change,
});
const failed = file({ path: undefined, problem: "It is larger than 5 MiB." });

describe("a message with files", () => {
  it("waits for those that are on their way", () => {
    expect([file(), file({ path: undefined }), failed].map(isOnItsWay)).toEqual([false, true, false]);
  });

  it("is not sent without one that could not be stored", () => {
    expect(hindrance([file(), failed], true)).toBe(words.chat.files.notStored);
    expect(hindrance([file()], true)).toBeUndefined();
  });

  it("is not sent without its files to an agent that takes only text now", () => {
    expect(hindrance([file()], false)).toBe(words.chat.files.onlyText);
    expect(hindrance([], false)).toBeUndefined();
  });

  it("has room for ten", () => {
    expect(roomFor([])).toBe(10);
    expect(roomFor(Array.from({ length: 11 }, () => file()))).toBe(0);
  });
});

it("a message that was sent in vain stands before what was written meanwhile", () => {
  expect(putBack("first", "")).toBe("first");
  expect(putBack("first", "second")).toBe("first\nsecond");
});
