import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refusedFile, type TreeCursor, type TreeEntry, type WorkspacePort } from "@tinyagi/contracts";
import { beforeEach, describe, expect, test } from "vitest";
import { localWorkspaces } from "./fixture.js";

const AGENT = "coder";
const MOVE = "0123456789abcdef";

interface Machine {
  readonly root: string;
  readonly folder: string;
  readonly port: WorkspacePort;
}

function portOf(root: string, folder: string): WorkspacePort {
  return localWorkspaces(root, {
    workspaces: {
      root: () => root,
      toPath: async () => folder,
      ensure: async () => folder,
      readText: async () => null,
      writeText: async () => {},
    },
  })(AGENT);
}

async function machine(): Promise<Machine> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "tinyagi-tree-")));
  const folder = join(root, AGENT);
  return { root, folder, port: portOf(root, folder) };
}

let from: Machine;
let to: Machine;
beforeEach(async () => {
  from = await machine();
  to = await machine();
  await fill(from.folder);
});

async function fill(folder: string): Promise<void> {
  for (const path of ["a", "a/deep/er", "empty", "memory", "node_modules/x"])
    await mkdir(join(folder, path), { recursive: true });
  await writeFile(join(folder, "AGENTS.md"), "be kind");
  await writeFile(join(folder, "a.txt"), "");
  await writeFile(join(folder, "a/deep/er/big.bin"), randomBytes(400_003));
  await writeFile(join(folder, "a/run.sh"), "#!/bin/sh\n");
  await chmod(join(folder, "a/run.sh"), 0o755);
  await writeFile(join(folder, "node_modules/x/index.js"), "1");
  for (let index = 0; index < 700; index += 1)
    await writeFile(join(folder, `memory/${index}.md`), `${index}`);
  await symlink("AGENTS.md", join(folder, "CLAUDE.md"));
  await symlink("/etc/hostname", join(folder, "outside"));
  execFileSync("git", ["init", "-q", folder]);
}

async function copy(after: TreeCursor | null = null): Promise<TreeCursor[]> {
  const cursors: TreeCursor[] = [];
  for (let cursor = after; ; ) {
    const batch = await from.port.packTree({ after: cursor });
    await to.port.unpackTree({ move: MOVE, entries: batch.entries });
    if (batch.next === null) return cursors;
    cursor = batch.next;
    cursors.push(cursor);
  }
}

async function digests(port: WorkspacePort, move: string | null): Promise<string[]> {
  const pages: string[] = [];
  for (let after: string | null = null; ; ) {
    const page: { sha256: string; next: string | null } = await port.digestTree({ move, after });
    pages.push(page.sha256);
    if (page.next === null) return pages;
    after = page.next;
  }
}

/** Every entry with its kind, mode and content. */
async function contents(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const info = await lstat(path);
    const text = info.isFile()
      ? createHash("sha256")
          .update(await readFile(path))
          .digest("hex")
      : "";
    found.set(path.slice(folder.length), `${info.mode} ${text}`);
  }
  return found;
}

describe("a workspace that moves", () => {
  test("arrives whole, with its repository, links, modes and empty folders", async () => {
    await copy();
    expect(await digests(to.port, MOVE)).toEqual(await digests(from.port, null));
    expect(await to.port.commitTree({ move: MOVE })).toEqual({ aside: null });
    expect(await contents(to.folder)).toEqual(await contents(from.folder));
  });

  test("can be copied again from every batch, by another process", async () => {
    const cursors = await copy();
    expect(cursors.length).toBeGreaterThan(2);
    const wanted = await digests(from.port, null);
    for (const cursor of cursors) {
      from = { ...from, port: portOf(from.root, from.folder) };
      await copy(cursor);
      expect(await digests(to.port, MOVE)).toEqual(wanted);
    }
  });

  test("has another digest when a file, its name, its mode or a link differs", async () => {
    const wanted = await digests(from.port, null);
    const edits: (() => Promise<void>)[] = [
      () => writeFile(join(from.folder, "memory/3.md"), "4"),
      () => chmod(join(from.folder, "AGENTS.md"), 0o755),
      () => writeFile(join(from.folder, "new"), ""),
      () => mkdir(join(from.folder, "empty/inner")),
    ];
    for (const edit of edits) {
      await edit();
      const now = await digests(from.port, null);
      expect(now).not.toEqual(wanted);
      wanted.splice(0, wanted.length, ...now);
    }
  });

  test("keeps the old folder, what was at the target, and can be put back; each step may come again", async () => {
    await mkdir(to.folder);
    await writeFile(join(to.folder, "older.md"), "older");
    const before = await contents(from.folder);
    await copy();
    for (let again = 0; again < 2; again += 1) {
      const { aside } = await to.port.commitTree({ move: MOVE });
      expect(await readFile(join(aside ?? "", "older.md"), "utf8")).toBe("older");
    }
    const first = await from.port.retireTree({ move: MOVE });
    expect(await from.port.retireTree({ move: MOVE })).toEqual(first);
    await expect(lstat(from.folder)).rejects.toMatchObject({ code: "ENOENT" });
    expect(await from.port.restoreTree({ move: MOVE })).toEqual({ restored: true });
    expect(await from.port.restoreTree({ move: MOVE })).toEqual({ restored: false });
    expect(await contents(from.folder)).toEqual(before);
  });

  test("nothing is put into place before something has arrived, and what has arrived can be dropped", async () => {
    await expect(to.port.commitTree({ move: MOVE })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await copy();
    await to.port.dropTree({ move: MOVE });
    await to.port.dropTree({ move: MOVE });
    await expect(to.port.commitTree({ move: MOVE })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(lstat(to.folder)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("a fifo stays behind, with the reason", async () => {
    execFileSync("mkfifo", [join(from.folder, "pipe")]);
    const { leftOut } = await all(from.port);
    expect(leftOut).toEqual([{ path: "pipe", ...refusedFile("kind") }]);
  });
});

async function all(port: WorkspacePort): Promise<{ leftOut: { path: string; reason: string }[] }> {
  const leftOut: { path: string; reason: string }[] = [];
  for (let after: TreeCursor | null = null; ; ) {
    const batch: Awaited<ReturnType<WorkspacePort["packTree"]>> = await port.packTree({ after });
    leftOut.push(...batch.leftOut);
    if (batch.next === null) return { leftOut };
    after = batch.next;
  }
}

describe("what another machine sends", () => {
  const file = (path: string): TreeEntry => ({
    kind: "file",
    path,
    mode: 0o644,
    offset: 0,
    bytes: Buffer.from("bad").toString("base64"),
    last: true,
  });
  const send = (...entries: TreeEntry[]) => to.port.unpackTree({ move: MOVE, entries });

  test("never leads out of the folder", async () => {
    for (const path of ["../x", "/x", "a/../../x", "a//b", ".", "a/./b", "a\0b", "x/".repeat(300)])
      await expect(send(file(path))).rejects.toMatchObject({ code: "PATH_REFUSED" });
    expect(await readdir(to.root)).toEqual([".moving"]);
  });

  test("is not written through a link that it laid", async () => {
    const outside = join(to.root, "outside");
    await mkdir(outside);
    await send({ kind: "link", path: "door", target: outside });
    await expect(send(file("door/x"))).rejects.toThrow();
    await expect(send({ kind: "folder", path: "door", mode: 0o777 })).rejects.toThrow();
    await send({ kind: "link", path: "one", target: join(outside, "x") });
    await expect(send(file("one"))).rejects.toThrow();
    expect(await readdir(outside)).toEqual([]);
  });

  test("a part that does not follow is refused", async () => {
    await expect(send({ ...file("late"), offset: 10 } as TreeEntry)).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});

test("what moves kept goes after thirty days", async () => {
  await from.port.retireTree({ move: MOVE });
  const kept = join(from.root, ".moved");
  expect(await readdir(kept)).toHaveLength(1);
  const { dropOldKept } = await import("../tree/tree-places.js");
  await utimes(kept, 0, 0);
  expect(await dropOldKept(from.root, Date.now() + 29 * 86_400_000)).toBe(0);
  expect(await readdir(kept)).toHaveLength(1);
  expect(await dropOldKept(from.root, Date.now() + 31 * 86_400_000)).toBe(1);
  expect(await readdir(kept)).toEqual([]);
});
