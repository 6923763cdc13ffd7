import { execFileSync } from "node:child_process";
import {
  appendFile,
  link,
  mkdir,
  mkdtemp,
  realpath,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileCache, type FileCache } from "./file-cache.js";

let dir = "";
let parsed: string[] = [];
let refused: string[] = [];

beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), "tinyagi-cache-")));
  parsed = [];
  refused = [];
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Long after each change of a test's files. */
const later = () => Date.now() + 3_600_000;

function cache(limits: { maxBytes?: number; maxFiles?: number; now?: () => number } = {}): FileCache<string> {
  return createFileCache({
    parse: (text, cut) => {
      parsed.push(text);
      return cut ? `${text}…` : text;
    },
    maxBytes: limits.maxBytes ?? 100,
    maxFiles: limits.maxFiles ?? 10,
    onRefused: (_path, reason) => refused.push(reason),
    now: limits.now ?? later,
  });
}

const file = (name: string): string => join(dir, name);

describe("a cached file", () => {
  it("is parsed once while it stays the same", async () => {
    await writeFile(file("a"), "one");
    const files = cache();
    expect(await files.get(file("a"), [dir])).toBe("one");
    expect(await files.get(file("a"), [dir])).toBe("one");
    expect(parsed).toEqual(["one"]);
  });

  it("that just changed is read again: it may change once more with the same stamp", async () => {
    await writeFile(file("a"), "one");
    let now = Date.now() + 1_000;
    const files = cache({ now: () => now });
    await files.get(file("a"), [dir]);
    await files.get(file("a"), [dir]);
    expect(parsed).toEqual(["one", "one"]);
    now += 10_000;
    await files.get(file("a"), [dir]);
    await files.get(file("a"), [dir]);
    expect(parsed).toEqual(["one", "one", "one"]);
  });

  it("is read again after an edit that keeps its size and its time of change", async () => {
    await writeFile(file("a"), "one");
    await utimes(file("a"), 1, 1);
    const files = cache({ now: Date.now });
    await files.get(file("a"), [dir]);
    await writeFile(file("a"), "two");
    await utimes(file("a"), 1, 1);
    expect(await files.get(file("a"), [dir])).toBe("two");
  });

  it("looks for the allowed places only when it is opened", async () => {
    await writeFile(file("a"), "one");
    let asked = 0;
    const places = async () => {
      asked += 1;
      return { roots: [dir], closed: [file("closed")] };
    };
    const files = cache();
    for (let round = 0; round < 3; round += 1)
      expect(await files.getWithin(file("a"), "scope", places)).toBe("one");
    expect(asked).toBe(1);
    expect(await files.getWithin(file("a"), "another", async () => ({ roots: [], closed: [] }))).toBeNull();
    expect(
      await files.getWithin(file("a"), "closed", async () => ({ roots: [dir], closed: [dir] })),
    ).toBeNull();
  });

  it("is parsed again when it grew, was replaced or came back", async () => {
    await writeFile(file("a"), "one");
    const files = cache();
    await files.get(file("a"), [dir]);
    await appendFile(file("a"), " more");
    expect(await files.get(file("a"), [dir])).toBe("one more");
    await writeFile(file("b"), "two");
    await rename(file("b"), file("a"));
    expect(await files.get(file("a"), [dir])).toBe("two");
    await rm(file("a"));
    expect(await files.get(file("a"), [dir])).toBeNull();
    await writeFile(file("a"), "again");
    expect(await files.get(file("a"), [dir])).toBe("again");
    expect(refused).toEqual([]);
  });

  it("is cut at its cap, never within a character", async () => {
    await writeFile(file("a"), "aé".repeat(10));
    expect(await cache({ maxBytes: 30 }).get(file("a"), [dir])).toBe("aé".repeat(10));
    expect(await cache({ maxBytes: 6 }).get(file("a"), [dir])).toBe("aéaé…");
    expect(await cache({ maxBytes: 5 }).get(file("a"), [dir])).toBe("aéa…");
  });

  it("that is empty is not a missing one", async () => {
    await writeFile(file("a"), "");
    expect(await cache().get(file("a"), [dir])).toBe("");
    expect(await cache().get(file("b"), [dir])).toBeNull();
    expect(await cache().get(join(file("a"), "below"), [dir])).toBeNull();
  });

  it("is forgotten when there are too many, and read anew", async () => {
    const files = cache({ maxFiles: 2 });
    for (const name of ["a", "b", "c"]) {
      await writeFile(file(name), name);
      await files.get(file(name), [dir]);
    }
    expect(await files.get(file("c"), [dir])).toBe("c");
    expect(await files.get(file("a"), [dir])).toBe("a");
    expect(parsed).toEqual(["a", "b", "c", "a"]);
  });
});

describe("what is refused", () => {
  it("is told once and stays unread until it changes", async () => {
    await mkdir(file("in"));
    await writeFile(file("secret"), "secret");
    await symlink(file("secret"), file("in/link"));
    const files = cache();
    for (let round = 0; round < 3; round += 1)
      expect(await files.get(file("in/link"), [file("in")])).toBeNull();
    expect(parsed).toEqual([]);
    expect(refused).toEqual(["it is outside the allowed directories"]);
    await rm(file("in/link"));
    await writeFile(file("in/link"), "own");
    expect(await files.get(file("in/link"), [file("in")])).toBe("own");
  });

  it("under some roots says nothing about others", async () => {
    await mkdir(file("in"));
    await writeFile(file("a"), "one");
    const files = cache();
    expect(await files.get(file("a"), [dir])).toBe("one");
    expect(await files.get(file("a"), [file("in")])).toBeNull();
    expect(await files.get(file("a"), [])).toBeNull();
    expect(await files.get(file("a"), [file("in"), dir])).toBe("one");
  });

  it("are directories, pipes and files with a second name", async () => {
    await writeFile(file("a"), "one");
    await link(file("a"), file("b"));
    execFileSync("mkfifo", [file("pipe")]);
    const files = cache();
    for (const path of [dir, file("pipe"), file("b")]) expect(await files.get(path, [dir])).toBeNull();
    expect(refused).toHaveLength(3);
    expect(parsed).toEqual([]);
  });
});
