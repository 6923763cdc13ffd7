/**
 * Nobody reads facts back from sentences that TinyAGI wrote itself: they travel as data. The exceptions read what others
 * wrote, or an older form.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Beginnings, middles and ends of the product's own texts. */
const OWN = [
  "message from teammate",
  "chat room #",
  "chain step",
  "directed to you",
  "all teammates have answered",
  "note from tinyagi",
  "the whole request",
  "done by @",
  "the request:",
  "retry it with",
  "to try again",
  "queue retry",
  "failed after",
  "failed permanently",
  "has not answered yet",
  "joins the answers",
  "it waits",
  "is paused until",
  "tinyagi retries",
  "then$",
  "utc)",
] as const;

/** Files that may, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  "packages/kernel/src/message/quote-headers.ts": "finds headers that somebody else forged",
  "packages/features/src/import/": "homes of 0.0.20",
  "packages/kernel/src/store/old-forms/": "homes of the releases before",
};

/** A regular expression literal, or a text that another one is searched for. */
const LITERAL =
  /[=(,:?\s!&|]\/(?![*/])((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/[dgimsuvy]*(?=[\s;,.)\]])/g;
const SEARCH =
  /\.(?:startsWith|endsWith|includes|indexOf|lastIndexOf|split|replace|replaceAll)\(\s*["'`]([^"'`\n]*)["'`]/g;

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes("fixture"));
}

function readersIn(text: string): string[] {
  return [LITERAL, SEARCH]
    .flatMap((form) => Array.from(text.matchAll(form), ([, found = ""]) => found))
    .filter((found) => {
      const plain = found
        .replaceAll(/\\s(?:\{[\d,]+\}|[+*])?/g, " ")
        .replaceAll("\\", "")
        .toLowerCase();
      return OWN.some((phrase) => plain.includes(phrase));
    });
}

test("no code recognises a sentence of TinyAGI", () => {
  const packages = readdirSync(join(ROOT, "packages")).map((name) => `packages/${name}/src`);
  const found = [...packages, "apps/office/src"].flatMap((folder) =>
    sources(folder)
      .filter((path) => !Object.keys(ALLOWED).some((allowed) => path.startsWith(allowed)))
      .flatMap((path) =>
        readersIn(readFileSync(join(ROOT, path), "utf8")).map((reader) => `${path}: ${reader}`),
      ),
  );
  expect(found).toEqual([]);
});

test("the check finds what it is made for", () => {
  const forbidden = [
    "const A = /^\\[Message from teammate [^\\]\\n]*\\]:\\s*/;",
    'text.lastIndexOf("Directed to you:")',
    "advice.replace(/, then$/, '.')",
    "words.matchAll(/ ?\\(retry it with `tinyagi queue retry (\\d+)`\\)/g);",
  ];
  for (const text of forbidden) expect(readersIn(text), text).toHaveLength(1);
  expect(readersIn('const NOTE = "[Note from TinyAGI: "; path.split("/")')).toEqual([]);
});
