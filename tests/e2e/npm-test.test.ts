/**
 * `npm test` on a machine without any optional tool: what needs one is skipped and named, and nothing fails.
 *
 * @requirement START-1
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { createBarePath } from "../support/bare-path.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TIMEOUT_MS = 300_000;
/** Each needs an optional tool for some of its tests, and is quick without it. */
const FILES = [
  "packages/harness/src/sandbox/bubblewrap.test.ts",
  "packages/features/src/skills/skills.test.ts",
  "packages/cli/src/completion/completion.test.ts",
  "tests/requirements.test.ts",
  "tests/e2e/closed-home.test.ts",
  "tests/security/callers.test.ts",
];

test(
  "without any optional tool the tests that need one are skipped and named, and the others pass",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "tinyagi-npm-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { exitCode, stdout } = await execa("node", ["scripts/test.mjs", "unit", "e2e", ...FILES], {
      cwd: ROOT,
      // The home stays: with another one, pnpm would install everything again from an empty store.
      env: { PATH: createBarePath(join(folder, "bin")), CI: "true" },
      reject: false,
      stdin: "ignore",
    });
    const closing = stdout.slice(-2_000);
    expect(exitCode, closing).toBe(0);
    for (const name of ["bubblewrap", "socat", "curl", "git", "fish"]) {
      const line = new RegExp(`^skipped: \\d+ tests?: ${name} is missing; install it with: `, "m");
      expect(closing).toMatch(line);
    }
    expect(closing.trimEnd().split("\n").at(-1)).toMatch(/^\d{3,} passed, 0 failed, \d+ skipped$/);
  },
  TIMEOUT_MS,
);
