import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openReadMark } from "./read-mark.js";

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "tinyagi-mark-")), "state");
});
afterEach(() => rm(join(folder, ".."), { recursive: true }));

test("the mark stays before the oldest message that is not taken", async () => {
  const mark = await openReadMark(folder);
  expect(mark.since()).toBeUndefined();
  const [first, second] = [mark.hold(10n), mark.hold(20n)];
  second();
  expect(mark.since()).toBe(9n);
  first();
  expect(mark.since()).toBe(20n);
});

test("the next process begins where this one ended, with the same chats, and nobody else can read them", async () => {
  const mark = await openReadMark(folder);
  mark.hold(30n);
  mark.remember("5");
  await mark.save();
  expect((await stat(join(folder, "read-mark.json"))).mode & 0o777).toBe(0o600);
  const next = await openReadMark(folder);
  expect(next.since()).toBe(29n);
  expect(next.chats()).toEqual(["5"]);
});

test("only the chats with the newest messages are remembered", async () => {
  const mark = await openReadMark(folder);
  for (let n = 1; n <= 1_001; n += 1) mark.remember(String(n));
  mark.remember("2");
  expect(mark.chats()).toHaveLength(1_000);
  expect(mark.chats().at(-1)).toBe("2");
  expect(mark.chats()).not.toContain("1");
});

test("a damaged file counts as none, and is replaced", async () => {
  const mark = await openReadMark(folder);
  mark.hold(30n)();
  await mark.save();
  await writeFile(join(folder, "read-mark.json"), "{half");
  const next = await openReadMark(folder);
  expect(next.since()).toBeUndefined();
  next.hold(40n)();
  await next.save();
  expect(JSON.parse(await readFile(join(folder, "read-mark.json"), "utf8"))).toEqual({
    mark: "40",
    chats: [],
  });
});
