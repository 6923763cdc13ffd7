import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useCompileCache } from "./compile-cache.js";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tinyagi-compile-cache-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function folderFor(variables: Record<string, string>): string | undefined {
  let folder: string | undefined;
  useCompileCache({ HOME: root, ...variables }, (given) => {
    folder = given;
  });
  return folder;
}

test("compiled code is kept in the home", () => {
  expect(folderFor({ TINYAGI_HOME: root })).toBe(join(root, "cache", "compile"));
  mkdirSync(join(root, ".tinyagi"), { mode: 0o700 });
  expect(folderFor({})).toBe(join(root, ".tinyagi", "cache", "compile"));
  expect(folderFor({ TINYAGI_HOME: " " })).toBe(join(root, ".tinyagi", "cache", "compile"));
});

test("compiled code is not kept in a home that others may write, or that does not exist yet", () => {
  chmodSync(root, 0o777);
  expect(folderFor({ TINYAGI_HOME: root })).toBeUndefined();
  expect(folderFor({ TINYAGI_HOME: join(root, "later") })).toBeUndefined();
  expect(folderFor({ TINYAGI_HOME: "relative" })).toBeUndefined();
});
