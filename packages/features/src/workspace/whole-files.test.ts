import { mkdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FILE_PART_BYTES } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { before, tempFolder } from "../../../base/src/files/fixture.js";
import { createFileLists, PAGE_MAX, readFilePart } from "./whole-files.js";

type Page = Awaited<ReturnType<ReturnType<typeof createFileLists>>>;

async function listAll(listFiles: ReturnType<typeof createFileLists>, folder: string): Promise<Page[]> {
  const pages: Page[] = [];
  for (let after: string | null = null; ; ) {
    const page: Page = await listFiles(folder, { mode: "all", after });
    pages.push(page);
    if (page.next === null) return pages;
    after = page.next;
  }
}

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
  const pages = await listAll(createFileLists(), folder);
  for (const page of pages) expect(page.files.length + page.leftOut.length).toBeLessThanOrEqual(PAGE_MAX);
  expect(pages).toHaveLength(2);
  const files = pages.flatMap((page) => page.files);
  const leftOut = pages.flatMap((page) => page.leftOut.map(({ path }) => path));
  expect([...files].sort()).toEqual([...odd, ...many].sort());
  expect(leftOut).toEqual(["a/link", "z"]);
});

test("a page that is exactly full is the last one when nothing follows", async () => {
  const folder = tempFolder();
  for (let index = 0; index < PAGE_MAX; index += 1) await put(folder, `m/${index}`);
  const page = await createFileLists()(folder, { mode: "all", after: null });
  expect([page.files.length, page.next]).toEqual([PAGE_MAX, null]);
});

test("each folder is read once for a list, however many pages it has", async () => {
  const folder = tempFolder();
  const names = Array.from({ length: 3 * PAGE_MAX }, (_unused, index) => `m/n/${index}`);
  for (const path of names) await put(folder, path);
  let reads = 0;
  using _counted = before("readdir", () => {
    reads += 1;
  });
  const pages = await listAll(createFileLists(), folder);
  expect(pages.flatMap((page) => page.files).sort()).toEqual(names.sort());
  expect(reads).toBe(3);
});

test("a page that is asked for again, or by another process, is the same", async () => {
  const folder = tempFolder();
  for (let index = 0; index < 2 * PAGE_MAX; index += 1) await put(folder, `m/${index}`);
  const listFiles = createFileLists();
  const { next } = await listFiles(folder, { mode: "all", after: null });
  const second = await listFiles(folder, { mode: "all", after: next });
  expect(second.files).toHaveLength(PAGE_MAX);
  expect(await listFiles(folder, { mode: "all", after: next })).toEqual(second);
  expect(await createFileLists()(folder, { mode: "all", after: next })).toEqual(second);
});

test("a file that took the place and the number of another one is not its second part", async () => {
  const folder = tempFolder();
  const path = join(folder, "a");
  const write = async (text: string) => {
    await writeFile(path, text.repeat(FILE_PART_BYTES + 1));
    return stat(path, { bigint: true });
  };
  const old = await write("a");
  const first = await readFilePart(folder, { path: "a", offset: 0, stamp: null });
  // Not every file system gives a number again, and its clock is coarse.
  for (let tries = 0; tries < 200; tries += 1) {
    await rm(path);
    const { ino, birthtimeNs } = await write("b");
    if (ino === old.ino && birthtimeNs !== old.birthtimeNs) break;
  }
  const stamp = first.ok ? first.stamp : null;
  const second = await readFilePart(folder, { path: "a", offset: FILE_PART_BYTES, stamp });
  expect(second).toMatchObject({ ok: false, missing: false });
});

test("a file that was emptied between two parts is not whole", async () => {
  const folder = tempFolder();
  await writeFile(join(folder, "a"), "a".repeat(FILE_PART_BYTES + 1));
  const first = await readFilePart(folder, { path: "a", offset: 0, stamp: null });
  await writeFile(join(folder, "a"), "b");
  const stamp = first.ok ? first.stamp : null;
  const second = await readFilePart(folder, { path: "a", offset: FILE_PART_BYTES, stamp });
  expect(second).toMatchObject({ ok: false, missing: false });
});
