/** @requirement BACKUP-3 */
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { homePaths } from "@tinyagi/home";
import { describe, expect, test } from "vitest";
import { createBackupFixture } from "./fixture.js";
import { createHomeMarks, machineMark } from "./home-marks.js";

function homeOf() {
  const { paths, root } = createBackupFixture();
  mkdirSync(paths.backups, { recursive: true });
  return { paths, root };
}

describe("the mark of a home", () => {
  test("is random, made once, and the same under every name of the machine", async () => {
    const [{ paths }, other] = [homeOf(), homeOf()];
    const mark = await createHomeMarks(paths, "desk").own();
    expect(mark).toMatch(/^[0-9a-f]{8}$/);
    expect(await createHomeMarks(paths, "laptop").own()).toBe(mark);
    expect(await createHomeMarks(other.paths, "desk").own()).not.toBe(mark);
    expect(await createHomeMarks(paths, "laptop").known()).toEqual(
      new Set([mark, machineMark(paths.home, "laptop")]),
    );
  });

  test("is not made by a reader", async () => {
    const { paths } = homeOf();
    expect(await createHomeMarks(paths, "desk").known()).toEqual(new Set([machineMark(paths.home, "desk")]));
    expect(readdirSync(paths.backups)).toEqual([]);
  });

  test("is another one in a copy of the home", async () => {
    const { paths, root } = homeOf();
    const mark = await createHomeMarks(paths, "desk").own();
    const copy = homePaths(join(root, "copy"));
    cpSync(paths.home, copy.home, { recursive: true });
    expect((await createHomeMarks(copy, "desk").known()).has(mark)).toBe(false);
    expect(await createHomeMarks(copy, "desk").own()).not.toBe(mark);
    expect(await createHomeMarks(paths, "desk").own()).toBe(mark);
  });

  test("is the same through a link to the home", async () => {
    const { paths, root } = homeOf();
    const mark = await createHomeMarks(paths, "desk").own();
    symlinkSync(paths.home, join(root, "link"));
    expect(await createHomeMarks(homePaths(join(root, "link")), "desk").own()).toBe(mark);
  });

  test.each(["", "{", "7", "null", '{"mark":"../../x"}', '{"mark":7,"home":"/"}'])(
    "is made again when its file says %j",
    async (content) => {
      const { paths } = homeOf();
      writeFileSync(join(paths.backups, "home-mark.json"), content);
      const mark = await createHomeMarks(paths, "desk").own();
      expect(mark).toMatch(/^[0-9a-f]{8}$/);
      expect(await createHomeMarks(paths, "desk").own()).toBe(mark);
    },
  );
});
