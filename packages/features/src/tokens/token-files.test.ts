/** Token files are reused by the runs of an agent, one pair for each run, and never written through what an agent made of them. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createAgentFolders } from "./agent-folders.js";
import { createTokenFiles, type TokenFiles } from "./token-files.js";

let folder: string;
let files: TokenFiles;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-tokens-"));
  files = createTokenFiles(createAgentFolders(join(folder, "access")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const toText = (path: string) => readFileSync(path, "utf8");

test("a run's files contain its token, and only their owner can read them", async () => {
  const { file, header } = await files.write("coder", "tagr_one");
  expect(toText(file)).toBe("tagr_one");
  expect(toText(header)).toBe("Authorization: Bearer tagr_one\n");
  for (const path of [file, header]) expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("the next run of an agent writes into the same files instead of creating new ones", async () => {
  const first = await files.write("coder", "tagr_one");
  const created = statSync(first.file).ino;
  first.free();
  const second = await files.write("coder", "tagr_two");
  expect(second.file).toBe(first.file);
  expect(statSync(second.file).ino).toBe(created);
  expect(toText(second.file)).toBe("tagr_two");
  expect(toText(second.header)).toBe("Authorization: Bearer tagr_two\n");
});

test("runs at the same time have files of their own", async () => {
  const first = await files.write("coder", "tagr_one");
  const second = await files.write("coder", "tagr_two");
  const other = await files.write("writer", "tagr_three");
  expect([first, second, other].map(({ file }) => toText(file))).toEqual([
    "tagr_one",
    "tagr_two",
    "tagr_three",
  ]);
  first.free();
  const third = await files.write("coder", "tagr_four");
  expect(third.file).toBe(first.file);
  expect(toText(second.file)).toBe("tagr_two");
});

const CHANGES: Record<string, (path: string, victim: string) => void> = {
  "a link": (path, victim) => {
    unlinkSync(path);
    symlinkSync(victim, path);
  },
  "a second name of another file": (path, victim) => {
    unlinkSync(path);
    linkSync(victim, path);
  },
  "a pipe": (path) => {
    unlinkSync(path);
    execFileSync("mkfifo", [path]);
  },
  "a longer file": (path) => writeFileSync(path, "x".repeat(1_000)),
  "a file that all may read": (path) => chmodSync(path, 0o644),
  "a file that nobody may write": (path) => chmodSync(path, 0o400),
  nothing: (path) => unlinkSync(path),
};

test.each(Object.keys(CHANGES))("%s in the place of a token file is replaced, not written", async (what) => {
  const victim = join(folder, "victim");
  writeFileSync(victim, "untouched", { mode: 0o600 });
  const first = await files.write("coder", "tagr_one");
  for (const path of [first.file, first.header]) CHANGES[what]?.(path, victim);
  first.free();
  const { file } = await files.write("coder", "tagr_two");
  expect(lstatSync(file).isFile()).toBe(true);
  expect(statSync(file)).toMatchObject({ nlink: 1 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(toText(file)).toBe("tagr_two");
  expect(toText(victim)).toBe("untouched");
});

test("a folder that is gone is created again", async () => {
  const first = await files.write("coder", "tagr_one");
  first.free();
  rmSync(join(folder, "access"), { recursive: true });
  expect(toText((await files.write("coder", "tagr_two")).file)).toBe("tagr_two");
});

test("a folder in the place of a token file fails the run", async () => {
  const first = await files.write("coder", "tagr_one");
  unlinkSync(first.file);
  mkdirSync(first.file);
  first.free();
  await expect(files.write("coder", "tagr_two")).rejects.toThrow();
});

test("files that cannot be written do not stay in use", async () => {
  mkdirSync(join(folder, "access"));
  writeFileSync(join(folder, "access", "coder"), "in the way");
  await expect(files.write("coder", "tagr_one")).rejects.toThrow();
  unlinkSync(join(folder, "access", "coder"));
  const { file } = await files.write("coder", "tagr_two");
  expect(file.endsWith("/1.token")).toBe(true);
  expect(existsSync(file)).toBe(true);
});
