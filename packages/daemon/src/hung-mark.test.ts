import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import { expect, it, onTestFinished } from "vitest";
import { lastDaemonHung, watchForHang } from "./hung-mark.js";

const FAST = { beatMs: 10, beatsMax: 5 };

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-hung-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "daemon.hung");
}

/** Blocks this thread until the file is there. */
function blockUntilMarked(file: string): void {
  const until = performance.now() + 30_000;
  while (!existsSync(file) && performance.now() < until);
}

it("a daemon whose thread takes no turn is marked, and the mark goes when it takes turns again", async () => {
  const file = place();
  await using watch = watchForHang(file, FAST);
  await waitFor(async () => (lastDaemonHung(file) ? undefined : watch), { what: "the watch" });
  blockUntilMarked(file);
  expect(lastDaemonHung(file)).toBe(true);
  await waitFor(async () => (lastDaemonHung(file) ? undefined : watch), { what: "the end of the mark" });
});

it("the mark of the last daemon is gone when the watch begins, and a clean end leaves none", async () => {
  const file = place();
  writeFileSync(file, "");
  const watch = watchForHang(file, FAST);
  expect(lastDaemonHung(file)).toBe(false);
  await watch[Symbol.asyncDispose]();
  expect(lastDaemonHung(file)).toBe(false);
});
