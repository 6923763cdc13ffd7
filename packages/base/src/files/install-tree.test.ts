import { mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { before, tempFolder } from "./fixture.js";
import { installTree } from "./install-tree.js";
import { openFolder, type PinnedFolder } from "./pinned-folder.js";

let into: PinnedFolder;
afterEach(() => into.close());

async function prepare() {
  const place = tempFolder();
  into = await openFolder(place);
  const tree = join(tempFolder(), "tree");
  mkdirSync(join(tree, "src"), { recursive: true });
  writeFileSync(join(tree, "src", "a.txt"), "one\n");
  symlinkSync("src/a.txt", join(tree, "link"));
  return { place, tree };
}

/** As if the tree were on another disk. */
function onOtherDisk(tree: string) {
  return before("rename", (path) => {
    if (path === tree) throw Object.assign(new Error("other disk"), { code: "EXDEV" });
  });
}

test.each([
  ["the same disk", false],
  ["another disk", true],
])("puts the whole tree in place from %s", async (_where, isOther) => {
  const { place, tree } = await prepare();
  using _disk = isOther ? onOtherDisk(tree) : undefined;
  expect(await installTree(tree, into, "x")).toBe(true);
  expect(readFileSync(join(place, "x", "src", "a.txt"), "utf8")).toBe("one\n");
  expect(readlinkSync(join(place, "x", "link"))).toBe("src/a.txt");
  expect(readdirSync(place)).toEqual(["x"]);
});

test.each([false, true])("replaces nothing and follows no link, from another disk: %s", async (isOther) => {
  const { place, tree } = await prepare();
  const elsewhere = tempFolder();
  symlinkSync(elsewhere, join(place, "x"));
  using _disk = isOther ? onOtherDisk(tree) : undefined;
  expect(await installTree(tree, into, "x")).toBe(false);
  expect(readdirSync(elsewhere)).toEqual([]);
  expect(readlinkSync(join(place, "x"))).toBe(elsewhere);
});
