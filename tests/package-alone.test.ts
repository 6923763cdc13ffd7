/** The check of packed packages finds what a workspace hides: there, a package finds modules that it does not declare. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEmptyProjects, type Packed } from "../scripts/support/alone.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-alone-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Source {
  readonly code: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly more?: Readonly<Record<string, string>>;
}

/** Packs a package of one file, and one more file for each further export. */
function pack(name: string, { code, dependencies = {}, more = {} }: Source): [string, Packed] {
  const content = join(folder, "sources", name, "package");
  const exports = { ".": "./index.js", "./package.json": "./package.json" };
  const further = Object.fromEntries(Object.keys(more).map((path) => [`./${path}`, `./${path}.js`]));
  const manifest = { name, type: "module", exports: { ...exports, ...further }, dependencies };
  const files = { "package.json": JSON.stringify(manifest), "index.js": code };
  mkdirSync(content, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(content, file), text);
  for (const [path, text] of Object.entries(more)) writeFileSync(join(content, `${path}.js`), text);
  const tarball = join(folder, `${name}.tgz`);
  execFileSync("tar", ["-czf", tarball, "-C", dirname(content), "package"]);
  return [name, { tarball, modules: join(folder, "installed") }];
}

/** A module that the workspace has installed. */
function installed(name: string): void {
  const content = join(folder, "installed", name);
  mkdirSync(content, { recursive: true });
  writeFileSync(join(content, "package.json"), JSON.stringify({ name, exports: "./index.mjs" }));
  writeFileSync(join(content, "index.mjs"), "export const one = 1;");
}

const problems = (...packages: [string, Packed][]) =>
  openEmptyProjects(join(folder, "alone"), new Map(packages));

test("a package that declares what it imports has no problem, nor has one that depends on it", () => {
  installed("npm-module");
  const low = pack("low", {
    code: `export { one } from "npm-module";`,
    dependencies: { "npm-module": "^1.0.0" },
  });
  const high = pack("high", { code: `export { one } from "low";`, dependencies: { low: "1.0.0" } });
  const check = problems(low, high);
  expect([...check("low"), ...check("high")]).toEqual([]);
});

test("a package of the workspace that is imported and not declared is named", () => {
  const low = pack("low", { code: "export const one = 1;" });
  const high = pack("high", { code: `export { one } from "low";` });
  expect(problems(low, high)("high")).toEqual([
    expect.stringContaining(`import("high"), alone in an empty project: Error [ERR_MODULE_NOT_FOUND]`),
  ]);
});

test("a module of npm that only a dependency declares is not found", () => {
  installed("npm-module");
  const low = pack("low", { code: "export const one = 1;", dependencies: { "npm-module": "^1.0.0" } });
  const high = pack("high", { code: `export { one } from "npm-module";`, dependencies: { low: "1.0.0" } });
  expect(problems(low, high)("high")).toHaveLength(1);
});

test("every export is imported", () => {
  const more = { good: "export const two = 2;", bad: `export { two } from "nowhere";` };
  expect(problems(pack("wide", { code: "export const one = 1;", more }))("wide")).toEqual([
    expect.stringContaining(`import("wide/bad")`),
  ]);
});

test("an import that prints is a problem", () => {
  expect(problems(pack("loud", { code: `console.log("hi"); export const one = 1;` }))("loud")).toEqual([
    `import("loud") prints "hi\\n"`,
  ]);
});
