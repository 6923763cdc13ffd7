import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualClock, SILENT_LOG } from "@tinyagi/base";
import { expect, onTestFinished, test } from "vitest";
import { watchKeptFolders } from "./kept-folders.js";

const DAY_MS = 86_400_000;

test("a worker removes what an agent left a month ago, though no other agent moves", async () => {
  const root = mkdtempSync(join(tmpdir(), "tinyagi-kept-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const kept = join(root, ".moved", "coder.0123456789abcdef");
  mkdirSync(kept, { recursive: true });
  const clock = createVirtualClock();
  clock.advance(Date.now() - clock.now());
  const watch = watchKeptFolders(() => root, { clock, log: SILENT_LOG });
  onTestFinished(() => watch[Symbol.asyncDispose]());
  for (let day = 0; day < 29; day += 1) clock.advance(DAY_MS);
  await watch[Symbol.asyncDispose]();
  expect(existsSync(kept)).toBe(true);
  const later = watchKeptFolders(() => root, { clock, log: SILENT_LOG });
  for (let day = 0; day < 2; day += 1) clock.advance(DAY_MS);
  await expect.poll(() => existsSync(kept)).toBe(false);
  await later[Symbol.asyncDispose]();
});
