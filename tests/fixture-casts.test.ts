/**
 * What a test gives to the code has the type that the code wants. A cast through `unknown` hides a field that was renamed
 * or removed, and the test goes on to pass. `partial` of the test kit gives a part of a value, and the compiler checks it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OURS = ["packages", "apps", "tests"];
const OTHERS = new Set(["node_modules", "dist", ".next", "out"]);
const OF_TESTS = /[.]test[.]tsx?$|fixture|[/](tests?|testing|test-support|testkit)[/]/;
const CAST = /\bas\s+unknown\s+as\b/;

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !OTHERS.has(entry.name)) yield* sources(path);
    else if (entry.isFile() && /[.]tsx?$/.test(entry.name)) yield path;
  }
}

test("no test and no fixture casts through unknown", () => {
  const files = OURS.flatMap((folder) => [...sources(join(ROOT, folder))]).map((path) =>
    relative(ROOT, path),
  );
  const read = files.filter((path) => OF_TESTS.test(`/${path}`) && path !== "tests/fixture-casts.test.ts");
  expect(read.length).toBeGreaterThan(500);
  expect(read.filter((path) => CAST.test(readFileSync(join(ROOT, path), "utf8")))).toEqual([]);
});
