/** Allows one set-up of this folder at a time, across processes. A crashed holder does not block the next. */
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./root.mjs";

const POLL_MS = 200;

/** Waits for the lock and returns the function that releases it; calls `onWait` once when another process has it. */
export async function lockSetup(onWait) {
  const name = createHash("sha256").update(root).digest("hex").slice(0, 16);
  const file = join(tmpdir(), `tinyagi-setup-${process.getuid?.() ?? 0}-${name}.lock`);
  let waiting = false;
  while (true) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!isAlive(holderOf(file))) rmSync(file, { force: true });
    else if (!waiting) {
      onWait();
      waiting = true;
    }
    await sleep(POLL_MS);
  }
}

function holderOf(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    // Released in this moment.
    return 0;
  }
}

function isAlive(pid) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
