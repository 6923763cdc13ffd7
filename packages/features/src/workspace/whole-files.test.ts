import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../../../base/src/files/fixture.js";
import { listFiles, PAGE_MAX } from "./whole-files.js";

async function put(folder: string, path: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), "");
}

test("the pages of a list have each file once, whatever their folders are called", async () => {
  const folder = tempFolder();
  // Names around a slash: `a-b` and `a.b` sort before and after what is in `a`.
  const odd = ["a/x", "a/y/z", "a-b/x", "a.b", "a0", "b"];
  const many = Array.from({ length: PAGE_MAX }, (_unused, index) => `a/m/${index}`);
  for (const path of [...odd, ...many]) await put(folder, path);
  for (const name of ["a/link", "z"]) await symlink("/etc/hostname", join(folder, name));
  const files: string[] = [];
  const leftOut: string[] = [];
  let pages = 0;
  for (let after: string | null = null; ; pages += 1) {
    const page: Awaited<ReturnType<typeof listFiles>> = await listFiles(folder, { mode: "all", after });
    expect(page.files.length + page.leftOut.length).toBeLessThanOrEqual(PAGE_MAX);
    files.push(...page.files);
    leftOut.push(...page.leftOut.map(({ path }) => path));
    if (page.next === null) break;
    after = page.next;
  }
  expect(pages).toBe(1);
  expect([...files].sort()).toEqual([...odd, ...many].sort());
  expect(leftOut).toEqual(["a/link", "z"]);
});

test("a page that is exactly full is the last one when nothing follows", async () => {
  const folder = tempFolder();
  for (let index = 0; index < PAGE_MAX; index += 1) await put(folder, `m/${index}`);
  const page = await listFiles(folder, { mode: "all", after: null });
  expect([page.files.length, page.next]).toEqual([PAGE_MAX, null]);
});
