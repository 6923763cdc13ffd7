import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { before, swappable } from "./fixture.js";
import { openFolder, openFolderBelow } from "./pinned-folder.js";
import { removeTree } from "./remove-tree.js";

let root = "";
let elsewhere = "";

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "tinyagi-pinned-")));
  elsewhere = join(root, "elsewhere");
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, "keep"), "x");
  await mkdir(join(root, "top/a/b"), { recursive: true });
  await writeFile(join(root, "top/a/b/file"), "x");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const refusal = (error: unknown) => (error as NodeJS.ErrnoException).code;

describe("an open folder", () => {
  it("leads to its entries, creates missing folders when asked, and may be the root itself", async () => {
    const made = await openFolderBelow(join(root, "top"), join(root, "top/x/y"), { create: true });
    await writeFile(join(made.path, "new"), "x");
    await made.close();
    expect(await readdir(join(root, "top/x/y"))).toEqual(["new"]);
    const same = await openFolderBelow(`${root}/top/`, join(root, "top"));
    expect((await readdir(same.path)).sort()).toEqual(["a", "x"]);
    await same.close();
    expect(await openFolderBelow(root, join(root, "none")).catch(refusal)).toBe("ENOENT");
  });

  it("is refused when a link or a file is in its place or on its path", async () => {
    await symlink(elsewhere, join(root, "top/link"));
    await symlink(join(root, "top"), join(root, "top-link"));
    for (const path of ["top/link", "top/link/", "top-link", "top-link/a", "top/a/b/file"])
      expect(await openFolder(join(root, path)).catch(refusal), path).toMatch(/^(ENOTDIR|ELOOP)$/);
    for (const path of ["link", "link/x", "a/b/file/x"])
      expect(
        await openFolderBelow(join(root, "top"), join(root, "top", path), { create: true }).catch(refusal),
        path,
      ).toMatch(/^(ENOTDIR|ELOOP)$/);
    expect(await readdir(elsewhere)).toEqual(["keep"]);
  });

  it.runIf(process.platform === "linux")("stays the same folder when its name becomes a link", async () => {
    const folder = await openFolder(join(root, "top/a"));
    swappable(join(root, "top/a"), elsewhere).link();
    await writeFile(join(folder.path, "new"), "x");
    const below = await folder.open(["c"], { create: true });
    await below.close();
    await folder.close();
    expect(await readdir(elsewhere)).toEqual(["keep"]);
    expect((await readdir(join(root, "top/a.aside"))).sort()).toEqual(["b", "c", "new"]);
  });
});

describe("removing a tree", () => {
  it("removes everything inside and links themselves, and does nothing when the tree does not exist", async () => {
    await symlink(elsewhere, join(root, "top/a/link"));
    await symlink(elsewhere, join(root, "top/other"));
    const top = await openFolder(join(root, "top"));
    for (const name of ["a", "other", "nothing"]) await removeTree(top, name);
    await top.close();
    expect(await readdir(join(root, "top"))).toEqual([]);
    expect(await readdir(elsewhere)).toEqual(["keep"]);
  });

  it("never follows a folder that becomes a link", async () => {
    const top = await openFolder(join(root, "top"));
    const swapped = swappable(join(root, "top/a/b"), elsewhere);
    {
      using _swap = before("open", (path) => path.endsWith("/b") && swapped.link());
      expect(await removeTree(top, "a").catch(refusal)).toMatch(/^(ENOTDIR|ELOOP)$/);
    }
    await top.close();
    expect(await readdir(elsewhere)).toEqual(["keep"]);
  });

  it.runIf(process.platform === "linux")("continues in the folder that it has open", async () => {
    const top = await openFolder(join(root, "top"));
    const swapped = swappable(join(root, "top/a/b"), elsewhere);
    {
      using _swap = before("unlink", () => swapped.link());
      await removeTree(top, "a").catch(() => undefined);
    }
    await top.close();
    expect(await readdir(elsewhere)).toEqual(["keep"]);
  });
});
