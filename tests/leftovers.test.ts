import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { endLeftovers, processesWith } from "../scripts/support/leftovers.mjs";

/** Says that it is ready, ignores SIGTERM, and would never end. */
const STUBBORN = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6); console.log("ready")`;

test.runIf(process.platform === "linux")(
  "processes that a test left are ended, also those that ignore SIGTERM",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "left-"));
    const start = async (TMPDIR: string) => {
      const child = spawn(process.execPath, ["-e", STUBBORN], {
        env: { ...process.env, TMPDIR },
        detached: true,
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(child.stdout, "data");
      return child;
    };
    const [left, other] = [await start(folder), await start(`${folder}-other`)];
    try {
      const ended = once(left, "exit");
      expect(await endLeftovers(folder, 100)).toEqual([
        { pid: left.pid, command: expect.stringContaining("console.log") },
      ]);
      expect(await ended).toEqual([null, "SIGKILL"]);
      expect(processesWith(folder)).toEqual([]);
      expect(other.exitCode).toBeNull();
    } finally {
      for (const child of [left, other]) child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
