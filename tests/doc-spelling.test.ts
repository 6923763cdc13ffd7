/** Words of the documents are English, or names that `apps/docs/words.txt` lists. Code is no text. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { needs } from "@tinyagi/testkit";
import { execa } from "execa";
import { expect, test } from "vitest";
import { listPages } from "../apps/docs/src/list-pages.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SITE = join(ROOT, "apps/docs");

/** @returns each place of an unknown word as `file:line:column - Unknown word (it)` */
async function unknownWords(files: readonly string[], input = ""): Promise<string[]> {
  const args = ["--no-progress", "--no-summary", "--no-color", "--config", join(SITE, "cspell.json")];
  const cspell = join(SITE, "node_modules/cspell/bin.mjs");
  const { stdout, stderr } = await execa(process.execPath, [cspell, ...args, ...files], {
    cwd: ROOT,
    input,
    reject: false,
  });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

test("the documents have no unknown word", needs("docs site"), async () => {
  expect(await unknownWords(["README.md", ...listPages(ROOT).keys()])).toEqual([]);
});

test("a misspelt word would be found, and none in code", needs("docs site"), async () => {
  expect(await unknownWords(["stdin"], "# A documment\n\nRun `frobnicatte` now.\n")).toEqual([
    expect.stringContaining("(documment)"),
  ]);
});

test("the list of names is in order, each once", () => {
  const words = readFileSync(join(SITE, "words.txt"), "utf8").trim().split("\n");
  const ordered = [...new Set(words)].toSorted((one, other) => one.localeCompare(other, "en"));
  expect(words).toEqual(ordered);
});
