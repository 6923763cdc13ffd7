import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { promptFileProblem } from "./prompt-file.js";

let base = "";
beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-prompt-file-")));
  for (const folder of ["root/coder", "user/.ssh", "home"])
    await mkdir(join(base, folder), { recursive: true });
  for (const file of ["root/coder/own.md", "root/house.md", "outside.md", "home/token"])
    writeFileSync(join(base, file), "text");
  symlinkSync(join(base, "outside.md"), join(base, "root/coder/link.md"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const problem = (file: string, root = join(base, "root")) =>
  promptFileProblem(file, {
    workspace: join(base, "root", "coder"),
    root,
    home: join(base, "home"),
    userHome: join(base, "user"),
  });

test("a file of the agent or of the workspace can be read", async () => {
  for (const file of ["own.md", "../house.md", join(base, "root/house.md")])
    expect(await problem(file), file).toBeUndefined();
});

test.each([
  ["none.md", "there is no such file"],
  ["../../outside.md", "it is outside the allowed directories"],
  ["link.md", "it is outside the allowed directories"],
  [".", "it is not a regular file"],
  ["a\0b", "the path is not valid"],
])("%j is refused: %s", async (file, reason) => {
  expect((await problem(file))?.reason).toBe(reason);
});

test("keys and settings are closed, whatever the workspace is", async () => {
  expect((await problem(join(base, "home/token"), base))?.reason).toBe(
    "it is outside the allowed directories",
  );
});
