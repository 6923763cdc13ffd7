import { expect, test } from "vitest";
import { bodyOf, newNoteText } from "./note-text";

test("a new note has its name and summary at its start, whatever they contain", () => {
  expect(newNoteText({ name: 'A "b"', summary: "x: y" }, "Text")).toBe(
    '---\nname: "A \\"b\\""\nsummary: "x: y"\n---\n\nText\n',
  );
});

test("the body of a note is what follows its head", () => {
  expect(bodyOf("---\nname: A\nsummary: B\n---\n\nText\n---\nmore")).toBe("\nText\n---\nmore");
  expect(bodyOf("no head")).toBe("no head");
  expect(bodyOf("---\nname: open")).toBe("---\nname: open");
});
