import { appendFile, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { resolvePaths } from "../context/paths.js";
import { invoke, withHome } from "../testing/invoke.js";
import { followLines, lastLines } from "./follow-file.js";

describe("a log file", () => {
  it("returns its last whole lines, for any length of the file", async () => {
    await withHome(async (home) => {
      const file = join(home, "log");
      expect(await lastLines(file, 3)).toBeUndefined();
      const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} ü`);
      await writeFile(file, `${lines.join("\n")}\nunfinished`);
      expect((await lastLines(file, 3))?.lines).toEqual(lines.slice(-3));
      await writeFile(file, "");
      expect((await lastLines(file, 3))?.lines).toEqual([]);
    });
  });

  it("is followed across appends, halves of lines and a rotation", async () => {
    await withHome(async (home) => {
      const file = join(home, "log");
      await writeFile(file, "old\nhalf");
      const stop = new AbortController();
      const seen: string[] = [];
      const reading = (async () => {
        for await (const line of followLines(file, 4, stop.signal)) seen.push(line);
      })();
      await appendFile(file, " whole\n");
      await expect.poll(() => seen).toEqual(["half whole"]);
      await rename(file, join(home, "log.1"));
      await writeFile(file, "new file\n");
      await expect.poll(() => seen).toEqual(["half whole", "new file"]);
      stop.abort();
      await reading;
    });
  });

  it("is followed by logs -f until the person ends it with exit code 130", async () => {
    await withHome(async (home) => {
      const stop = new AbortController();
      const log = resolvePaths({ TINYAGI_HOME: home }).logFile;
      await mkdir(dirname(log), { recursive: true });
      await writeFile(log, "before\n");
      let seen = "";
      const following = invoke(["logs", "-f"], {
        home,
        signal: stop.signal,
        onStdout: (text) => {
          seen = text;
        },
      });
      await expect.poll(() => seen).toBe("before\n");
      await appendFile(log, "after\u001b[31m\n");
      await expect.poll(() => seen).toBe("before\nafter\n");
      stop.abort();
      expect((await following).code).toBe(130);
    });
  });
});
