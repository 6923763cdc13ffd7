import { expect, it } from "vitest";
import { readGlob } from "./glob.js";

const isMatch = (pattern: string, path: string) => readGlob(pattern).matches(path);

it.each([
  ["**/*.ts", "a.ts"],
  ["**/*.ts", "src/deep/a.ts"],
  ["src/**/*.ts", "src/a.ts"],
  ["src/**", "src/a/b"],
  ["src", "src/a/b"],
  ["./src/", "src/a"],
  ["*", ".hidden"],
  ["?.md", "é.md"],
  ["[a-c]?[!x-z].md", "b1w.md"],
  ["[]].md", "].md"],
  ["\\*.md", "*.md"],
  ["\\[a].md", "[a].md"],
  ["{src,test}/*.{ts,tsx}", "test/a.tsx"],
  ["{a,{b,c}d}", "cd"],
  ["a{b}", "a{b}"],
  ["**/a/**/b", "x/a/y/z/b"],
  ["a**b", "axxb"],
  ["*a*a*b", "xaxaxb"],
  ["[", "["],
])("the pattern %s matches %s", (pattern, path) => {
  expect(isMatch(pattern, path)).toBe(true);
});

it.each([
  ["*.ts", "src/a.ts"],
  ["src/**/*.ts", "lib/a.ts"],
  ["src/*", "src/a/b"],
  ["src*", "src/a"],
  ["?.md", "ab.md"],
  ["[!a].md", "a.md"],
  ["\\*.md", "a.md"],
  ["", "a"],
  ["*a*a*b", "xaxab/c"],
])("the pattern %s does not match %s", (pattern, path) => {
  expect(isMatch(pattern, path)).toBe(false);
});

it("says in which folder all matches are", () => {
  expect(readGlob("src/api/*.ts").folders).toEqual(["src", "api"]);
  expect(readGlob("src/api").folders).toEqual(["src"]);
  expect(readGlob("{src,lib}/*.ts").folders).toEqual([]);
});

it("braces that stand for too many patterns are refused", () => {
  expect(() => readGlob("{a,b}".repeat(10))).toThrow(/braces/);
});
