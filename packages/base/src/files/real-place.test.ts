import { mkdtemp, open, realpath, rename, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { resolveRealPlace } from "./real-place.js";

let root = "";

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "tinyagi-place-")));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it.runIf(process.platform === "linux")(
  "the path of an open file follows renames, and is null after its removal",
  async () => {
    const path = join(root, "a");
    await writeFile(path, "x");
    await using handle = await open(path);
    expect(await resolveRealPlace(handle, path)).toBe(path);
    await rename(path, join(root, "b"));
    await writeFile(path, "another");
    expect(await resolveRealPlace(handle, path)).toBe(join(root, "b"));
    await unlink(join(root, "b"));
    expect(await resolveRealPlace(handle, path)).toBeNull();
  },
);

it("a file may have a name that ends like that of a removed one", async () => {
  const path = join(root, "x (deleted)");
  await writeFile(path, "x");
  await using handle = await open(path);
  expect(await resolveRealPlace(handle, path)).toBe(path);
});
