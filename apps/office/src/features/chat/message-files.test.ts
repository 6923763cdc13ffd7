import { expect, test } from "vitest";
import { withFiles } from "./files-to-send";
import { locateFile, shownName, splitFiles } from "./message-files";

const file = (path: string | undefined, name = "Plan [v2].txt") => ({
  id: 1,
  name,
  path,
  problem: undefined,
});

test("a message names its files by path and by the name you gave them, and is read back without them", () => {
  const text = withFiles("Look at\nthese", [file("/in/a.txt"), file(undefined), file("/in/b.png", "b.png")]);
  expect(text).toBe("Look at\nthese\n[file: /in/a.txt] (Plan _v2_.txt)\n[file: /in/b.png] (b.png)");
  const files = [
    { path: "/in/a.txt", name: "Plan _v2_.txt" },
    { path: "/in/b.png", name: "b.png" },
  ];
  expect(splitFiles(text)).toEqual({ text: "Look at\nthese", files });
  expect(files.map(shownName)).toEqual(["Plan _v2_.txt", "b.png"]);
  expect(withFiles("", [file("/in/a.txt", "..")])).toBe("[file: /in/a.txt]");
});

test("a file without a given name shows its stored name; one that an agent sent, its own", () => {
  expect(shownName({ path: "/in/0123456789abcdef01234567.txt" })).toBe("0123456789abcdef01234567.txt");
  expect(shownName({ path: "/out/0123456789abcdef-report.pdf" })).toBe("report.pdf");
});

test("only a whole line names a file", () => {
  expect(splitFiles("see [file: /etc/passwd] here").files).toEqual([]);
  expect(["/a/b.txt", "C:\\a\\b.txt", "b.txt"].map(locateFile)).toEqual(["b.txt", "b.txt", "b.txt"]);
});
