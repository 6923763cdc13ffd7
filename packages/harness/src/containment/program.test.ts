import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { canStart } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "tinyagi-program-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** What the kernel says. */
function starts(command: string, env: Record<string, string>): Promise<boolean> {
  return new Promise((resolve) => {
    const child = tried(command, env);
    if (child === undefined) return resolve(false);
    child.once("error", () => resolve(false));
    child.once("spawn", () => resolve(true));
  });
}

/** Node throws some failures and emits others. */
function tried(command: string, env: Record<string, string>): ChildProcess | undefined {
  try {
    return spawn(command, [], { cwd: folder, env, stdio: "ignore" });
  } catch {
    return undefined;
  }
}

mkdirSync(join(folder, "sub"));
file("sub/tool", "#!/bin/sh\n");
const CASES: [what: string, command: string, path: string | undefined, works: boolean][] = [
  ["a program on PATH", "true", "/bin:/usr/bin", true],
  ["a program without PATH", "true", undefined, true],
  ["a program that is not on PATH", "true", "/nonexistent", false],
  ["an absolute path", process.execPath, "", true],
  ["a path relative to the working directory", "./sub/tool", "/bin", true],
  ["a relative folder on PATH", "tool", "sub", true],
  ["a script with an interpreter", file("script", "#!/bin/sh -e\nexit 0\n"), "/bin", true],
  ["a script without an interpreter line", file("plain", "exit 0\n"), "/bin", true],
  ["a script whose interpreter is missing", file("lost", "#!/nonexistent/sh\n"), "/bin", false],
  ["a script whose interpreter is a folder", file("odd", "#! /tmp\n"), "/bin", false],
  ["an empty file", file("empty", ""), "/bin", true],
  ["a file that is not executable", file("data", "#!/bin/sh\n", 0o644), "/bin", false],
  ["a folder", folder, "/bin", false],
  ["a file below a file", join(folder, "script", "x"), "/bin", false],
];

test.each(CASES)("%s is judged as the kernel judges it", async (_, command, path, works) => {
  const env: Record<string, string> = path === undefined ? {} : { PATH: path };
  expect(canStart({ command, env, cwd: folder })).toBe(works);
  expect(await starts(command, env)).toBe(works);
});

test("an empty command cannot be started", () => {
  expect(canStart({ command: "", env: {}, cwd: folder })).toBe(false);
});
