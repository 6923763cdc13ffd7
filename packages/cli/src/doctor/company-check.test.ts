import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkCompany } from "./company-check.js";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "tinyagi-doctor-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test("a home without notes has no finding", async () => {
  expect(await checkCompany(home)).toEqual([]);
});

test("good notes are counted, and documents need no head", async () => {
  await mkdir(join(home, "company", "files"), { recursive: true });
  await writeFile(join(home, "company", "a.md"), "---\nname: A\nsummary: B\n---\n");
  await writeFile(join(home, "company", "files", "b.md"), "text");
  expect(await checkCompany(home)).toMatchObject([{ level: "ok", message: expect.stringContaining("(1)") }]);
});

test("a note without a head, one that is too large and a link in place of the folder are reported", async () => {
  await mkdir(join(home, "company"));
  await writeFile(join(home, "company", "bare.md"), "text");
  await writeFile(join(home, "company", "huge.md"), `---\n${"x".repeat(300_000)}`);
  expect(await checkCompany(home)).toMatchObject([
    { level: "warning", message: expect.stringContaining("bare.md") },
    { level: "warning", message: expect.stringContaining("huge.md") },
  ]);
  await rm(join(home, "company"), { recursive: true });
  await symlink(tmpdir(), join(home, "company"));
  expect(await checkCompany(home)).toMatchObject([{ level: "error" }]);
});
