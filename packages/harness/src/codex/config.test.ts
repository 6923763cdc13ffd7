import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { setsSandboxMode } from "./config.js";

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tinyagi-codex-"));
  file = join(home, "config.toml");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test("a configuration sets the sandbox with its setting only, also behind a link of the user", async () => {
  expect(await setsSandboxMode(home)).toBe(false);
  writeFileSync(join(home, "own.toml"), 'model = "x"\n');
  symlinkSync(join(home, "own.toml"), file);
  expect(await setsSandboxMode(home)).toBe(false);
  writeFileSync(join(home, "own.toml"), 'sandbox_mode = "read-only"\n');
  expect(await setsSandboxMode(home)).toBe(true);
});

test.skipIf(process.platform === "win32")("what is no file is never waited for", async () => {
  execFileSync("mkfifo", [file]);
  expect(await setsSandboxMode(home)).toBe(true);
});

test("more than a configuration has is not read", async () => {
  writeFileSync(file, "#".repeat(2_000_000));
  expect(await setsSandboxMode(home)).toBe(true);
});
