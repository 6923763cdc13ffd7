/** The pictures of the guide to the terminal show what the program shows. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { needs } from "@tinyagi/testkit";
import { execa } from "execa";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PATIENCE_MS = 180_000;

test("every picture of the guide has the words of its view", {
  ...needs("tmux", "bubblewrap"),
  timeout: PATIENCE_MS,
}, async () => {
  const check = await execa(process.execPath, [join(ROOT, "scripts/terminal-captures.mjs"), "--check"], {
    timeout: PATIENCE_MS,
    reject: false,
  });
  expect(check.stderr).toBe("");
  expect(check.exitCode).toBe(0);
});
