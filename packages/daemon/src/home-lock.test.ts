import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { homePaths } from "@tinyagi/home";
import { expect, onTestFinished, test } from "vitest";
import { lockHome, takeHome } from "./home-lock.js";

const SOURCE = fileURLToPath(new URL("./home-lock.ts", import.meta.url));

function lockPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "daemon.lock");
}

/** A process that takes the lock, reports it, and keeps running. */
async function holder(path: string) {
  const script = `const { lockHome } = await import(${JSON.stringify(SOURCE)}); lockHome(${JSON.stringify(path)}); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(
    process.execPath,
    ["--conditions=@tinyagi/source", "--import", "tsx", "--input-type=module", "-e", script],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the holder ended with ${code}`)));
  });
  return child;
}

test("a second daemon is refused as long as the first one holds the home", () => {
  const path = lockPath();
  const lock = lockHome(path);
  expect(() => lockHome(path)).toThrowError(expect.objectContaining({ code: "HOME_LOCKED" }));
  lock.release();
  lockHome(path).release();
});

test("releasing twice is harmless", () => {
  const lock = lockHome(lockPath());
  lock.release();
  expect(() => lock.release()).not.toThrow();
});

test("another process is refused, and kill -9 of the holder releases the home immediately", async () => {
  const path = lockPath();
  const child = await holder(path);
  expect(() => lockHome(path)).toThrowError(expect.objectContaining({ code: "HOME_LOCKED" }));
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  lockHome(path).release();
});

test("a lock file with foreign content is refused with the next step", () => {
  const path = lockPath();
  writeFileSync(path, "this is not a database, it was written by somebody else\n".repeat(100));
  expect(() => lockHome(path)).toThrowError(
    expect.objectContaining({ code: "HOME_UNWRITABLE", message: expect.stringContaining("daemon.lock") }),
  );
});

test("a home with a damaged database and no lock file can be locked, so that a backup can be restored", async () => {
  const path = lockPath();
  const paths = homePaths(dirname(path));
  writeFileSync(paths.database, "this is not a database ".repeat(500));
  (await takeHome(paths)).release();
});

test("a missing folder is refused with a code", () => {
  expect(() => lockHome("/nonexistent/home/daemon.lock")).toThrowError(
    expect.objectContaining({ code: "HOME_UNWRITABLE" }),
  );
});
