/** Tests the patterns with the gitignore rules that claude follows. tests/e2e tests them with the real claude. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { closedPatterns } from "./closed-patterns.js";

const HOME = "/home/op/.tinyagi";

/** `*` matches anything within a name, a class matches one character, and a match includes everything below it. */
function isClosed(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const source = pattern
      .replace(/\/\*\*$/, "/.+")
      .replace(/[.()]/g, (sign, at: number) => (pattern.slice(at).startsWith(".+") ? sign : `\\${sign}`))
      .replace(/\*$/, "[^/]*");
    return new RegExp(`^${source}(/.*)?$`, "i").test(path);
  });
}

const open = ["files/in", "files/out", "run/skills/workspace", "workspaces/coder"];
const patterns = closedPatterns(
  HOME,
  open.map((path) => `${HOME}/${path}`),
);

test.each([
  "files/in/plan.txt",
  "files/out/a/b.png",
  "workspaces/coder/src/x.ts",
  "run/skills/workspace/s.md",
])("%s stays open", (path) => {
  expect(isClosed(`${HOME}/${path}`, patterns)).toBe(false);
});

test.each([
  ...[
    "note.txt",
    ".hidden",
    "f",
    "fil",
    "filesx/a",
    "files/i",
    "files/inn/x",
    "files/other",
    "run/access/token",
  ],
  ...["workspaces/coder2/x", "workspaces/other/x", "a]b", "^x", "-x", "[x", "\\x", " x", "é", "日本/x"],
])("%s is closed", (path) => {
  expect(isClosed(`${HOME}/${path}`, patterns)).toBe(true);
});

test("every other name is closed, with any first character", () => {
  const name = fc.oneof(
    fc.string({ minLength: 1, maxLength: 8 }),
    fc.stringMatching(/^(files|run|workspaces|f|r|w)[a-z]{0,3}$/),
  );
  const first = new Set(open.map((path) => path.split("/")[0]));
  fc.assert(
    fc.property(
      name.filter((text) => !/[/\0\n\r\u2028\u2029]/.test(text) && !first.has(text.toLowerCase())),
      (text) => {
        expect(isClosed(`${HOME}/${text}`, patterns)).toBe(true);
      },
    ),
  );
});

test("a home is closed completely to an agent whose files are outside it", () => {
  expect(closedPatterns(HOME, ["/home/op/tinyagi-workspace/coder", "/home/op"])).toEqual([`${HOME}/**`]);
});

test("a home that is itself the workspace stays open", () => {
  expect(closedPatterns(HOME, [HOME, `${HOME}/files/in`])).toEqual([]);
});

test("a folder inside an open folder adds no pattern", () => {
  const one = closedPatterns(HOME, [`${HOME}/files`]);
  expect(closedPatterns(HOME, [`${HOME}/files`, `${HOME}/files/in`])).toEqual(one);
  expect(closedPatterns(HOME, [`${HOME}/files/in`, `${HOME}/files`])).toEqual(one);
});
