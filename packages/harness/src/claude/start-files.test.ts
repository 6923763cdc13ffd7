/** What of the files that Claude Code reads at its start makes a kept process useless. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startFiles } from "./start-files.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tinyagi-start-files-"));
  mkdirSync(join(root, "work"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const look = () => startFiles({ cwd: join(root, "work"), configDir: join(root, "config") });

function write(path: string, text: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
}

test("files that have not changed look the same", async () => {
  write("work/CLAUDE.md", "Be brief.");
  write("work/notes.md", "one");
  const before = await look();
  write("work/notes.md", "two");
  expect(await look()).toBe(before);
});

test.each([
  "work/CLAUDE.md",
  "work/.claude/CLAUDE.md",
  "CLAUDE.md",
  "config/CLAUDE.md",
  "config/settings.json",
  "config/agents/reviewer.md",
  "work/.claude/skills/deploy/SKILL.md",
])("a new and a changed %s are seen", async (path) => {
  const before = await look();
  write(path, "one");
  const added = await look();
  write(path, "two, which is longer");
  expect(new Set([before, added, await look()]).size).toBe(3);
});

test("a file that instructions import is one of them", async () => {
  write("work/CLAUDE.md", "Read @docs/rules.md first.");
  write("work/docs/rules.md", "one");
  const before = await look();
  write("work/docs/rules.md", "two, which is longer");
  expect(await look()).not.toBe(before);
});

test("instructions that import each other come to an end", async () => {
  write("work/CLAUDE.md", "@a.md");
  write("work/a.md", "@CLAUDE.md @a.md");
  expect(await look()).toContain("a.md");
});
