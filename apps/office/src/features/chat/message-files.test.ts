import { expect, test } from "vitest";
import { withFiles } from "./attachments";
import { fileOf, splitFiles } from "./message-files";

test("a message names its files by path, one a line, and is read back without them", () => {
  const file = (path: string | undefined) => ({ id: 1, name: "n", path, problem: undefined });
  const text = withFiles("Look at\nthese", [file("/in/a.txt"), file(undefined), file("/in/b.png")]);
  expect(text).toBe("Look at\nthese\n[file: /in/a.txt]\n[file: /in/b.png]");
  expect(splitFiles(text)).toEqual({ text: "Look at\nthese", paths: ["/in/a.txt", "/in/b.png"] });
  expect(withFiles("", [file("/in/a.txt")])).toBe("[file: /in/a.txt]");
});

test("only a whole line names a file", () => {
  expect(splitFiles("see [file: /etc/passwd] here").paths).toEqual([]);
  expect(["/a/b.txt", "C:\\a\\b.txt", "b.txt"].map(fileOf)).toEqual(["b.txt", "b.txt", "b.txt"]);
});
