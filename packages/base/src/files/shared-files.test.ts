import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { FILE_MAX_BYTES } from "@tinyagi/contracts";
import { expect, onTestFinished, test } from "vitest";
import { createSharedFiles } from "./shared-files.js";

function fixture() {
  const root = mkdtempSync(join(tmpdir(), "tinyagi-shared-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [filesIn, filesOut] = [join(root, "in"), join(root, "out")];
  for (const folder of [filesIn, filesOut]) mkdirSync(folder);
  return { root, filesIn, filesOut, files: createSharedFiles({ filesIn, filesOut }) };
}

test("a stored file has a generated name with the ending, is private, and reads back as it was", async () => {
  const { filesIn, files } = fixture();
  const path = await files.store("../../Menu of \u202e today.PDF", Buffer.from([0, 255, 7]));
  expect(path).toMatch(new RegExp(`^${filesIn}/operator/([0-9a-f]{24})/\\1\\.pdf$`));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(dirname(path))).toEqual([basename(path)]);
  expect([...(await files.read(basename(path))).bytes]).toEqual([0, 255, 7]);
  expect(await files.store("noending", Buffer.alloc(0))).toMatch(/\/[0-9a-f]{24}$/);
});

test("a file that is too large is refused and leaves nothing behind", async () => {
  const { filesIn, files } = fixture();
  await expect(files.store("a.txt", Buffer.alloc(FILE_MAX_BYTES + 1))).rejects.toMatchObject({
    code: "PAYLOAD_TOO_LARGE",
  });
  expect(readdirSync(filesIn)).toEqual([]);
});

test("a file of an agent is read under the name that the agent gave it", async () => {
  const { filesOut, files } = fixture();
  writeFileSync(join(filesOut, "0123456789abcdef-report.md"), "# Report");
  const { name, bytes } = await files.read("0123456789abcdef-report.md");
  expect([name, bytes.toString()]).toEqual(["report.md", "# Report"]);
});

test("nothing outside the two folders is read: no path, no hidden file, no link, no folder", async () => {
  const { root, filesOut, filesIn, files } = fixture();
  writeFileSync(join(root, "secret"), "s");
  writeFileSync(join(filesOut, ".hidden"), "h");
  mkdirSync(join(filesOut, "folder"));
  symlinkSync(join(root, "secret"), join(filesIn, "link"));
  for (const file of [
    "../secret",
    "link",
    ".hidden",
    "folder",
    "..",
    ".",
    "in/../secret",
    "a\0b",
    join(root, "secret"),
  ])
    await expect(files.read(file)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
