import { expect, test } from "vitest";
import { buildTree, countIn } from "./memory-tree";

const note = (path: string) => ({ name: path, path });

test("notes are in the folders of their paths, in order", () => {
  const tree = buildTree(["user/b.md", "user/a.md", "z.md", "project/till/rounding.md", "a.md"].map(note));
  expect(tree.notes.map(({ path }) => path)).toEqual(["a.md", "z.md"]);
  expect(tree.folders.map(({ name, path }) => [name, path])).toEqual([
    ["project", "project/"],
    ["user", "user/"],
  ]);
  expect(tree.folders[1]?.notes.map(({ path }) => path)).toEqual(["user/a.md", "user/b.md"]);
  expect(tree.folders[0]?.folders[0]?.notes).toHaveLength(1);
  expect([countIn(tree), countIn(buildTree([]))]).toEqual([5, 0]);
});
