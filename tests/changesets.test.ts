/** Changesets are what the next release is made from: one that cannot be read stops it. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, ".changeset");
const packages = readdirSync(join(root, "packages")).map((name): string => {
  const manifest: { name: string } = JSON.parse(
    readFileSync(join(root, "packages", name, "package.json"), "utf8"),
  );
  return manifest.name;
});
/** Between a release and the next change there is none. */
const changesets = readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md");

test("the command and its libraries are released together, in one version", () => {
  const { fixed }: { fixed: string[][] } = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
  expect(fixed).toEqual([["tinyagi", "@tinyagi/!(testkit)"]]);
});

describe.each(changesets)("the changeset %s", (file) => {
  const [, front = "", text = ""] =
    /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(readFileSync(join(folder, file), "utf8")) ?? [];

  test("names packages of this workspace and a kind of release for each", () => {
    const lines = front.split("\n");
    expect(lines.filter((line) => !/^"[^"]+": (patch|minor|major)$/.test(line))).toEqual([]);
    const names = lines.map((line) => line.split('"')[1]);
    expect(names.filter((name) => name === undefined || !packages.includes(name))).toEqual([]);
  });

  test("says what changed", () => {
    expect(text.trim()).not.toBe("");
  });
});
