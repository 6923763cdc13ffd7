import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRunFileStore } from "./run-files.js";

let folder: string;
let cwd: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-run-files-"));
  cwd = join(folder, "workspace");
  await mkdir(join(cwd, ".claude", "skills"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Long after each change, so that unchanged files are recognised by their stamps. */
const later = () => Date.now() + 3_600_000;

/** Until a change of a file would get another time than the last change of `path`: some clocks tick every few milliseconds. */
async function clockMoved(path: string): Promise<void> {
  const before = statSync(path, { bigint: true }).ctimeNs;
  const probe = join(folder, "probe");
  await expect
    .poll(() => {
      writeFileSync(probe, "");
      return statSync(probe, { bigint: true }).ctimeNs > before;
    })
    .toBe(true);
}

const made = () => readdirSync(folder).filter((name) => name.startsWith("tinyagi-claude-"));
const contents = (systemPrompt: string) => ({ systemPrompt, basis: "", settings: () => "{}", cwd });

test("runs with the same prompt and settings share a folder that only the owner can read", async () => {
  const store = createRunFileStore(folder, { now: later });
  const first = await store.acquire(contents("be kind"));
  first.release();
  const second = await store.acquire(contents("be kind"));
  expect(second.files).toEqual(first.files);
  expect(made()).toHaveLength(1);
  expect(readFileSync(second.files.systemPrompt, "utf8")).toBe("be kind");
  expect(statSync(join(folder, made()[0] ?? "")).mode & 0o777).toBe(0o700);
  expect(statSync(second.files.settings).mode & 0o777).toBe(0o600);
});

test("the settings contain the plugin folder of their run", async () => {
  const store = createRunFileStore(folder, { now: later });
  const settings = (skillsPlugin: string | undefined) => JSON.stringify({ skillsPlugin });
  const { files } = await store.acquire({ systemPrompt: "x", basis: "", settings, cwd });
  expect(JSON.parse(readFileSync(files.settings, "utf8"))).toEqual({ skillsPlugin: files.skillsPlugin });
  expect(readlinkSync(join(String(files.skillsPlugin), "skills"))).toBe(join(cwd, ".claude", "skills"));
  expect((await store.acquire({ systemPrompt: "x", basis: "", settings, cwd })).files).toEqual(files);
});

test("the path of the skills does not depend on the prompt, and files added next to them are removed", async () => {
  const store = createRunFileStore(folder, { now: later });
  const before = (await store.acquire(contents("one"))).files.skillsPlugin;
  await mkdir(join(String(before), "hooks"));
  for (const prompt of ["two", "one"]) {
    expect((await store.acquire(contents(prompt))).files.skillsPlugin).toBe(before);
    expect(readdirSync(String(before))).toEqual(["skills"]);
  }
});

test("another prompt gets its own folder", async () => {
  const store = createRunFileStore(folder, { now: later });
  const [one, two] = await Promise.all([store.acquire(contents("one")), store.acquire(contents("two"))]);
  expect(one.files.systemPrompt).not.toBe(two.files.systemPrompt);
});

test("settings that just changed are compared by their contents", async () => {
  const store = createRunFileStore(folder, { now: Date.now });
  const first = await store.acquire(contents("x"));
  first.release();
  await store.acquire(contents("x"));
  writeFileSync(first.files.settings, "[]");
  utimesSync(first.files.settings, 1, 1);
  expect((await store.acquire(contents("x"))).files.settings).not.toBe(first.files.settings);
});

test.each([
  ["changed", (path: string) => writeFileSync(path, '{"permissions":{"allow":["*"]}}')],
  ["removed", (path: string) => rmSync(path)],
  [
    "changed without changing size and times",
    (path: string) => {
      const { atime, mtime } = statSync(path);
      writeFileSync(path, "[]");
      utimesSync(path, atime, mtime);
    },
  ],
  [
    "replaced by a link to another file",
    (path: string) => {
      writeFileSync(join(folder, "planted"), "{}");
      rmSync(path);
      symlinkSync(join(folder, "planted"), path);
    },
  ],
])("settings that an agent has %s are never used", async (_what, tamper) => {
  const store = createRunFileStore(folder, { now: later });
  const first = await store.acquire(contents("x"));
  first.release();
  // The second run is the one that remembers the stamp.
  (await store.acquire(contents("x"))).release();
  await clockMoved(first.files.settings);
  tamper(first.files.settings);
  const second = await store.acquire(contents("x"));
  expect(second.files.settings).not.toBe(first.files.settings);
  expect(readFileSync(second.files.settings, "utf8")).toBe("{}");
});

test("too many folders: the unused ones are deleted, those in use stay", async () => {
  const store = createRunFileStore(folder, { now: later });
  const held = await store.acquire(contents("held"));
  for (let index = 0; index < 80; index += 1) (await store.acquire(contents(`p${index}`))).release();
  await expect.poll(() => made().length).toBeLessThanOrEqual(65);
  expect(readFileSync(held.files.systemPrompt, "utf8")).toBe("held");
});

test("a folder that cannot be created fails the run, and the next run tries again", async () => {
  const store = createRunFileStore(join(folder, "missing"));
  await expect(store.acquire(contents("x"))).rejects.toThrow();
  await mkdir(join(folder, "missing"));
  await expect(store.acquire(contents("x"))).resolves.toBeDefined();
});
