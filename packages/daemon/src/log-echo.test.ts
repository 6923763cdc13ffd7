import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
const SOURCE = new URL("./log-file.ts", import.meta.url).href;
const HOSTILE = "\u001b]0;x\u0007 \u009b2J \u202e \u200b";

it("the log of a daemon in the foreground escapes control sequences and stays valid JSON", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-log-"));
  try {
    const script = `const { openLogFile } = await import(${JSON.stringify(SOURCE)});
      openLogFile({ folder: ${JSON.stringify(folder)}, level: "info", echo: true }).log.info(${JSON.stringify(HOSTILE)});`;
    const words = ["--conditions=@tinyagi/source", "--import", "tsx", "--input-type=module", "-e", script];
    const { stdout } = await run(process.execPath, words);
    expect(JSON.parse(stdout).msg).toBe(HOSTILE);
    expect(/[^\n\u0020-\u007e]/.test(stdout)).toBe(false);
    expect(JSON.parse(await readFile(join(folder, "daemon.log"), "utf8")).msg).toBe(HOSTILE);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
