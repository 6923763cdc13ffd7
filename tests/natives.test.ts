/** The database modules that a release publishes: what makes each, and what asks npm for them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { nameOfCompiled } from "../packages/base/src/sqlite/compiled-module.js";
import { NATIVES, nativeName, withNatives, writeNative } from "../scripts/support/natives.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const RELEASE = readFileSync(join(ROOT, ".github/workflows/release.yml"), "utf8");

test("each is called as the program looks for it", () => {
  expect(nativeName("linux", "x64", "127")).toBe(nameOfCompiled("linux", "x64", "127"));
});

test("the workflow packs on each system and each generation of Node that the command asks for", () => {
  const systems = /system: \[(.+)\]/.exec(RELEASE)?.[1]?.split(", ") ?? [];
  const nodes = [...(/node: \[(.+)\]/.exec(RELEASE)?.[1] ?? "").matchAll(/"(\d+)"/g)].map(([, node]) => node);
  const wanted = [...new Set(NATIVES.map(({ node }) => node))];
  expect(NATIVES).toHaveLength(systems.length * wanted.length);
  expect(nodes).toEqual(expect.arrayContaining(wanted));
});

test("the published command takes those that fit, and none that must be compiled", () => {
  const manifest = { version: "1.2.3", dependencies: { "better-sqlite3": "12.0.0", other: "1.0.0" } };
  const published = withNatives(manifest);
  expect(published.dependencies).toEqual({ other: "1.0.0" });
  expect(Object.keys(published.optionalDependencies)).toEqual(NATIVES.map(({ name }) => name));
  expect(new Set(Object.values(published.optionalDependencies))).toEqual(new Set(["1.2.3"]));
});

test("a package holds the module alone, loads without any other, and fits one system", () => {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-native-"));
  try {
    // Any name: what is compiled here is for this Node.
    const name = nativeName(process.platform, process.arch, "127");
    const from = realpathSync(join(ROOT, "packages/base/node_modules/better-sqlite3"));
    writeNative(join(folder, "package"), { name, version: "1.2.3", from });
    const manifest = JSON.parse(readFileSync(join(folder, "package/package.json"), "utf8")) as object;
    expect(manifest).toMatchObject({ name, version: "1.2.3", os: [process.platform], cpu: [process.arch] });
    for (const key of ["scripts", "dependencies", "gypfile"]) expect(manifest).not.toHaveProperty(key);
    const script = `const D = require(${JSON.stringify(join(folder, "package"))}); console.log(new D(":memory:").prepare("SELECT 7").pluck().get())`;
    expect(execFileSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" }).trim()).toBe(
      "7",
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a module for a system that no release has is refused", () => {
  const options = { name: nativeName("sunos", "x64", "1"), version: "1.0.0", from: "" };
  expect(() => writeNative("", options)).toThrow("the release has no package");
});
