import { describe, expect, it } from "vitest";
import { words } from "../../locale/words";
import { type Attachment, filesOfPaste, hindrance, isOnItsWay, putBack, roomFor } from "./files-to-send";

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

describe("a paste", () => {
  const picture = new File(["x"], "image.png", { type: "image/png" });
  const paste = (texts: Readonly<Record<string, string>>, files: readonly File[] = []) =>
    filesOfPaste({ getData: (type) => texts[type] ?? "", files });

  it("of a picture or of files is files", () => {
    expect(paste({}, [picture])).toEqual([picture]);
    expect(paste({ "text/html": "<img>" }, [picture])).toEqual([picture]);
    expect(paste({ "text/plain": "image.png" }, [picture])).toEqual([picture]);
  });

  it("of a table is its text, not the picture that the program adds", () => {
    expect(paste({ "text/plain": "1\t2", "text/html": "<table>" }, [picture])).toEqual([]);
  });

  it("of a text goes into the field, and one of a megabyte is a file", async () => {
    expect(paste({ "text/plain": "Hello" })).toEqual([]);
    const [file] = paste({ "text/plain": "x".repeat(1_000_000) });
    expect([file?.name, file?.size]).toEqual([words.chat.files.pasted, 1_000_000]);
  });
});
