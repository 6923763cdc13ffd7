/** Folders that are closed to agents. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureFolder } from "./ensure-folder.js";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tinyagi-folder-"));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

describe("a folder that is closed to agents", () => {
  test("is created with its parents, for its owner only", async () => {
    const path = join(home, "a", "b");
    await ensureFolder(path);
    await ensureFolder(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, "a")).mode & 0o777).toBe(0o700);
  });

  test("replaces the empty file that a sandbox left", async () => {
    writeFileSync(join(home, "plugins"), "");
    await ensureFolder(join(home, "plugins"));
    expect(statSync(join(home, "plugins")).isDirectory()).toBe(true);
  });

  test("never replaces a file with content", async () => {
    writeFileSync(join(home, "plugins"), "mine");
    await expect(ensureFolder(join(home, "plugins"))).rejects.toMatchObject({ code: "EEXIST" });
    expect(statSync(join(home, "plugins")).size).toBe(4);
  });
});
