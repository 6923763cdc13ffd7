import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFileGuard } from "./file-guard.js";
import { createTempFolder, createTempStore } from "./fixture.js";

const UNAVAILABLE = {
  code: "STORE_UNAVAILABLE",
  message: expect.stringContaining("was removed or replaced while the daemon was running"),
};

test("a guard names the first file that was removed, moved or replaced", () => {
  using folder = createTempFolder();
  const [a, b] = [join(folder.path, "a"), join(folder.path, "b")];
  for (const path of [a, b]) writeFileSync(path, "x");
  const guard = createFileGuard([a, b]);
  expect(guard.lost()).toBeUndefined();
  writeFileSync(a, "changed in place");
  expect(guard.lost()).toBeUndefined();
  copyFileSync(b, `${b}.copy`);
  renameSync(`${b}.copy`, b);
  expect(guard.lost()).toBe(b);
  renameSync(a, `${a}.old`);
  expect(guard.lost()).toBe(a);
  renameSync(`${a}.old`, a);
  expect(guard.lost()).toBe(b);
});

describe.each(["", "-wal", "-shm"])("a store whose tinyagi.db%s is removed", (suffix) => {
  test("acknowledges nothing from then on", async () => {
    await using temp = createTempStore();
    const { store, path } = temp;
    await store.write(() => store.history.addNote("a", "before", 0));
    rmSync(`${path}${suffix}`);
    let followed = false;
    const work = () => {
      store.history.addNote("a", "after", 0);
      store.afterCommit(() => {
        followed = true;
      });
    };
    await expect(store.write(work)).rejects.toMatchObject(UNAVAILABLE);
    await expect(store.writeSoon(work)).rejects.toMatchObject(UNAVAILABLE);
    expect(() => store.writeNow(work)).toThrowError(expect.objectContaining(UNAVAILABLE));
    expect(followed).toBe(false);
  });
});

test("a store that is moved away with its folder acknowledges nothing either", async () => {
  await using temp = createTempStore();
  renameSync(temp.folder, `${temp.folder}.moved`);
  mkdirSync(temp.folder);
  await expect(temp.store.write(() => 1)).rejects.toMatchObject(UNAVAILABLE);
  rmSync(`${temp.folder}.moved`, { recursive: true });
});
