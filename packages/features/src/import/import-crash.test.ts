/** @requirement UPGRADE-1 @requirement UPGRADE-2 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { parseFailpoints } from "@tinyagi/base";
import { finishSwap } from "@tinyagi/home";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { buildOldHome } from "../../../../tests/fixtures/home-0.0.20/build.js";
import { createImportFixture } from "./fixture.js";

function oldHome() {
  const place = createImportFixture();
  buildOldHome({ home: place.home, workspace: place.workspace });
  return place;
}

describe("a crash in the middle", () => {
  test.each([
    ["swap.before-commit=throw", false],
    ["swap.after-commit=throw", true],
    ["swap.between=throw", true],
    ["swap.between=throw@2", true],
    ["swap.between=throw@3", true],
    ["swap.between=throw@6", true],
    ["swap.between=throw@8", true],
    ["migration.between=throw@5", false],
  ])("at %s leaves the old home or, after the next start, the new one", async (point, done) => {
    const place = oldHome();
    const failpoints = parseFailpoints(point, () => {});
    await expect(place.run({ failpoints })).rejects.toThrow("Failpoint");
    expect(await finishSwap(place.home)).toBe(done);
    expect(existsSync(join(place.home, ".staging"))).toBe(false);
    expect((await place.run())?.counts["waiting messages"]).toBe(done ? undefined : 6);
    const { db } = place.open();
    expect(db.prepare("SELECT count(*) FROM messages").pluck().get()).toBe(8);
    expect(db.prepare("SELECT count(*) FROM imports").pluck().get()).toBe(1);
    expect(readdirSync(place.home)).not.toContain("pairing.json");
    expect(JSON.parse(readFileSync(place.paths.settings, "utf8")).agents).toHaveProperty("coder");
  });

  test("has the files that the record refers to durable on disk, by content and by name", async () => {
    const place = oldHome();
    const synced = await watchSyncs();
    const staging = join(place.home, ".staging");
    let durable: boolean[] = [];
    const hit = (name: string) => {
      if (name === "swap.before-commit")
        durable = [join(staging, "settings.json"), staging].map((path) => synced.has(statSync(path).ino));
    };
    await place.run({ failpoints: { hit } });
    expect(durable).toEqual([true, true]);
  });
});

/** Inodes of the files that Node has synced since this call. */
async function watchSyncs(): Promise<ReadonlySet<number>> {
  const handle = await open("/", "r");
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const inodes = new Set<number>();
  const sync = prototype.sync;
  const spy = vi.spyOn(prototype, "sync").mockImplementation(async function (this: FileHandle) {
    inodes.add((await this.stat()).ino);
    return sync.call(this);
  });
  onTestFinished(() => spy.mockRestore());
  return inodes;
}
