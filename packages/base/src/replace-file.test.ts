import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { replaceFileSync } from "./replace-file.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-replace-"));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

test("a file is replaced as a whole, and only its owner can read it", () => {
  const path = join(folder, "a.json");
  replaceFileSync(path, "old and long");
  replaceFileSync(path, "new");
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["a.json"]);
});

test("a write that fails leaves no temporary file", () => {
  const path = join(folder, "taken");
  // A folder cannot be replaced by a file: the rename fails, after the temporary file was written.
  mkdirSync(join(path, "full"), { recursive: true });
  expect(() => replaceFileSync(path, "text")).toThrow(expect.objectContaining({ syscall: "rename" }));
  expect(readdirSync(folder)).toEqual(["taken"]);
});
