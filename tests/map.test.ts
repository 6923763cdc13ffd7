/**
 * The map of the project leads to places that exist, and stays short enough to be read.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ownSources } from "./support/source-files.js";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const LINES_MAX = 120;
const COLUMNS_MAX = 100;

/** The documents that name files, and where their paths begin. */
const MAPS = [
  "AGENTS.md",
  "docs/architecture.md",
  "apps/office/README.md",
  ...readdirSync(join(ROOT, "docs/contributing")).map((name) => `docs/contributing/${name}`),
];

/** Paths between backticks. `<noun>` stands for any, `a.ts` alone belongs to the path before it, and `*` to a shell. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`([\w.@-]+(?:\/[\w.@-]+)+\/?)`/g)].map(([, path = ""]) => path);
}

/** Paths in front of which the folder of an earlier path of the document is left out. */
function exists(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => existsSync(join(ROOT, root, path)));
}

test.each(MAPS)("%s names only files and folders that exist", (map) => {
  const named = pathsIn(read(map)).filter((path) => !/^(?:@|zod|node:)/.test(path));
  expect(named.length).toBeGreaterThan(0);
  const sources = readdirSync(join(ROOT, "packages")).map((name) => `packages/${name}/src`);
  const roots = map.startsWith("docs/contributing")
    ? ["", "packages", "apps/office/src", ...sources, "tests/agent-clis"]
    : ["", "packages"];
  expect(named.filter((path) => !exists(path, roots))).toEqual([]);
});

describe("AGENTS.md", () => {
  const lines = read("AGENTS.md").trimEnd().split("\n");

  test("is read at once", () => {
    expect(lines.length).toBeLessThanOrEqual(LINES_MAX);
    expect(lines.filter((line) => line.length > COLUMNS_MAX)).toEqual([]);
  });

  test.each([
    ["Where a retry delay is computed", /delayMs/],
    ["Where a Telegram photo becomes a file", /photo/],
    ["Where a spend limit stops a run", /meter\.stop/],
    ["Where a card is dragged", /onDragEnd/],
    ["How a provider is added", /PROVIDER/],
  ])("says in one line: %s", (question, evidence) => {
    const line = lines.find((one) => one.startsWith(`- ${question}`)) ?? "";
    const [path = ""] = pathsIn(line);
    const file = ["packages", ""].map((root) => join(ROOT, root, path)).find((one) => existsSync(one));
    expect(readFileSync(file ?? "", "utf8")).toMatch(evidence);
  });
});

test("no package has more than a quarter of the lines without TinyOffice", () => {
  const lines = new Map<string, number>();
  for (const { fileName, text } of ownSources()) {
    const [root, name = ""] = fileName.split("/");
    if (root === "packages") lines.set(name, (lines.get(name) ?? 0) + text.split("\n").length);
  }
  const all = [...lines.values()].reduce((sum, count) => sum + count, 0);
  expect(lines.size).toBeGreaterThan(10);
  expect([...lines].filter(([, count]) => count > all / 4)).toEqual([]);
});

test("every decision is listed by topic", () => {
  const files = readdirSync(join(ROOT, "docs/decisions")).filter((name) => /^\d{4}-/.test(name));
  const index = read("docs/decisions/README.md");
  const listed = [...index.matchAll(/\]\((\d{4}-[^)]+)\)/g)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(files.toSorted());
});

test("the glossary explains each word once, in order", () => {
  const words = [...read("docs/reference/glossary.md").matchAll(/^\| \*\*(.+?)\*\*/gm)].map(
    ([, word]) => word,
  );
  expect(words.length).toBeGreaterThan(20);
  expect(words).toEqual([...new Set(words)].toSorted());
});
