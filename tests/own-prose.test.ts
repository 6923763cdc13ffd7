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
  "missed",
  "due time",
  "sched-",
  "is used up",
  "is held",
  "was stopped",
  "not started",
  "stopped by",
  "was cancelled",
  "retried at",
  "accepted for",
  "restore of",
  "no such file",
] as const;

/**
 * Fields that hold sentences of TinyAGI. Nobody decides by what they say: what is decided is a code or a number beside them.
 * Punctuation and layout may be changed where a sentence is drawn.
 */
const SENTENCES =
  "reason|verdict|failedReason|last_error|lastError|advice|label|notice|hint|next_step|said|why";
const DECIDES = [
  new RegExp(`\\.test\\((?:[\\w?]+\\.)*(?:${SENTENCES})\\b`, "g"),
  new RegExp(`\\.exec\\((?:[\\w?]+\\.)*(?:${SENTENCES})\\b`, "g"),
  new RegExp(
    `\\b(?:${SENTENCES})\\)?(?: \\?\\? ""\\))?\\??\\.(?:startsWith|endsWith|includes|indexOf|match|matchAll|search)\\(`,
    "g",
  ),
];

/** Files that may, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  "packages/kernel/src/message/quote-headers.ts": "finds headers that somebody else forged",
  "packages/features/src/import/": "homes of 0.0.20",
  "packages/kernel/src/store/old-forms/": "homes of the releases before",
};

/** Files whose field of such a name holds something else. */
const DECIDING: Readonly<Record<string, string>> = {
  "packages/contracts/src/author-label.ts": "the form that every stored revision has, written beside",
  "packages/features/src/schedules/firing.ts": "whether a label fits into an id",
  "packages/testkit/src/mock-model/values.ts": "an answer of the test's model",
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

/** Places that decide by the words of a field that holds a sentence. */
function decidersIn(text: string): string[] {
  return DECIDES.flatMap((form) => Array.from(text.matchAll(form), ([found]) => found));
}

/** What `find` finds in the sources, where nothing allows it. */
function foundBy(find: (text: string) => string[], allowed: Readonly<Record<string, string>>): string[] {
  const packages = readdirSync(join(ROOT, "packages")).map((name) => `packages/${name}/src`);
  return [...packages, "apps/office/src"].flatMap((folder) =>
    sources(folder)
      .filter((path) => !Object.keys(allowed).some((one) => path.startsWith(one)))
      .flatMap((path) => find(readFileSync(join(ROOT, path), "utf8")).map((reader) => `${path}: ${reader}`)),
  );
}

test("no code recognises a sentence of TinyAGI", () => {
  expect(foundBy(readersIn, ALLOWED)).toEqual([]);
});

test("no code decides by the words of a field that holds a sentence", () => {
  expect(foundBy(decidersIn, { ...ALLOWED, ...DECIDING })).toEqual([]);
});

test("the second check finds what it is made for", () => {
  const forbidden = [
    'return run.status === "skipped" && (run.reason ?? "").startsWith("x");',
    "if (NO_LABEL.test(schedule.label)) return;",
    'const [first] = WHY.exec(row.last_error ?? "") ?? [];',
    'if (letter.failedReason.includes("key")) return;',
  ];
  for (const text of forbidden) expect(decidersIn(text), text).toHaveLength(1);
  expect(decidersIn('reason.replace(/\\.$/, ""); if (error.message.includes("x")) f();')).toEqual([]);
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
