/** @requirement BACKUP-2 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { homePaths } from "@tinyagi/home";
import { describe, expect, onTestFinished, test } from "vitest";
import { createMember } from "./collect.js";
import { createBackup } from "./create-backup.js";
import { createBackupFixture, NOW } from "./fixture.js";
import { placeFiles } from "./place-files.js";
import { restoreBackup } from "./restore-backup.js";

const TOO_LARGE_TO_READ_AT_ONCE = 3 * 1024 ** 3;
const MEMORY = "/dev/shm";
const otherFileSystem = existsSync(MEMORY) && statSync(MEMORY).dev !== statSync(tmpdir()).dev;

async function backedUp() {
  const place = createBackupFixture();
  const { paths, store, workspaces, root: userHome } = place;
  const made = { paths, db: store.db, version: "1.2.3", now: NOW, workspaces, mode: "memory" as const };
  const { path: file } = await createBackup(made);
  return { ...place, restore: (to = paths) => restoreBackup({ file, userHome, paths: to, now: NOW }) };
}

function temporary(parent: string): string {
  const folder = realpathSync(mkdtempSync(join(parent, "tinyagi-place-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

describe("a restore into a workspace", () => {
  test.runIf(otherFileSystem)("on another file system follows no link that an agent created", async () => {
    const place = await backedUp();
    const victim = join(place.root, ".bashrc");
    writeFileSync(victim, "mine");
    rmSync(join(place.workspace, "AGENTS.md"));
    symlinkSync(victim, join(place.workspace, "AGENTS.md"));
    const report = await place.restore(homePaths(temporary(MEMORY)));
    expect(readFileSync(victim, "utf8")).toBe("mine");
    expect(lstatSync(join(place.workspace, "AGENTS.md")).isFile()).toBe(true);
    expect(readFileSync(join(place.workspace, "AGENTS.md"), "utf8")).toBe("be brief");
    expect(readlinkSync(join(report.aside ?? "", "workspaces", "coder", "AGENTS.md"))).toBe(victim);
    expect(report).toMatchObject({ workspaceFiles: 1, notes: [] });
  });

  test("moves aside a folder, and a file that is too large for memory", async () => {
    const place = await backedUp();
    const agents = join(place.workspace, "AGENTS.md");
    const note = join(place.workspace, "memory", "ann.md");
    truncateSync(agents, TOO_LARGE_TO_READ_AT_ONCE);
    rmSync(note);
    write(join(note, "inside.md"), "kept");
    const report = await place.restore();
    expect(report).toMatchObject({ workspaceFiles: 2, notes: [] });
    expect(readFileSync(agents, "utf8")).toBe("be brief");
    expect(readFileSync(note, "utf8")).toBe("likes tea");
    const aside = join(report.aside ?? "", "workspaces", "coder");
    expect(statSync(join(aside, "AGENTS.md")).size).toBe(TOO_LARGE_TO_READ_AT_ONCE);
    expect(readFileSync(join(aside, "memory", "ann.md", "inside.md"), "utf8")).toBe("kept");
  });

  test("reports the file it could not restore, and restores the others", async () => {
    const place = await backedUp();
    const elsewhere = join(place.root, "elsewhere");
    mkdirSync(elsewhere);
    rmSync(join(place.workspace, "memory"), { recursive: true });
    symlinkSync(elsewhere, join(place.workspace, "memory"));
    writeFileSync(join(place.workspace, "AGENTS.md"), "be long");
    const report = await place.restore();
    expect(report.workspaceFiles).toBe(1);
    expect(report.notes).toEqual([
      expect.stringMatching(/^memory\/ann\.md of @coder could not be put back: /),
    ]);
    expect(readFileSync(join(place.workspace, "AGENTS.md"), "utf8")).toBe("be brief");
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

describe("placing files", () => {
  /** A folder with unpacked files, a workspace next to it, and renames that fail as `refuse` says. */
  async function unpacked(
    files: Record<string, string>,
    refuse: (from: string, to: string) => string | null,
  ) {
    const root = temporary(tmpdir());
    const [from, to, aside] = [join(root, "content"), join(root, "ws"), join(root, "aside")];
    for (const [path, text] of Object.entries(files)) write(join(from, path), text);
    mkdirSync(to);
    const members = await Promise.all(Object.keys(files).map((path) => createMember(join(from, path), path)));
    const place = () =>
      placeFiles({
        from,
        members,
        to,
        aside,
        rename: async (old, next) => {
          const code = refuse(String(old), String(next));
          if (code !== null) throw Object.assign(new Error(code), { code });
          await rename(old, next);
        },
      });
    return { root, to, aside, place };
  }
  /** Simulates a workspace on its own file system. */
  const betweenFileSystems = (from: string, to: string) =>
    from.includes("/ws/") === to.includes("/ws/") ? null : "EXDEV";

  test("works between file systems, whatever is in the way", async () => {
    const files = { "a.md": "a", "b.md": "b", "c/d.md": "d", "e.md": "e", "same.md": "same" };
    const { root, to, aside, place } = await unpacked(files, betweenFileSystems);
    write(join(root, "victim"), "mine");
    symlinkSync(join(root, "victim"), join(to, "a.md"));
    write(join(to, "b.md", "inside.md"), "kept");
    symlinkSync("nowhere", join(to, "b.md", "link"));
    write(join(to, "c", "d.md"), "old");
    write(join(to, "same.md"), "same");
    expect(await place()).toEqual({ placed: 4, refused: [] });
    for (const [path, text] of Object.entries(files)) {
      expect(lstatSync(join(to, path)).isFile()).toBe(true);
      expect(readFileSync(join(to, path), "utf8")).toBe(text);
    }
    expect(readFileSync(join(root, "victim"), "utf8")).toBe("mine");
    expect(readlinkSync(join(aside, "a.md"))).toBe(join(root, "victim"));
    expect(readFileSync(join(aside, "b.md", "inside.md"), "utf8")).toBe("kept");
    expect(readlinkSync(join(aside, "b.md", "link"))).toBe("nowhere");
    expect(readFileSync(join(aside, "c", "d.md"), "utf8")).toBe("old");
    expect(readdirSync(to).sort()).toEqual(["a.md", "b.md", "c", "e.md", "same.md"]);
    expect(readdirSync(aside).sort()).toEqual(["a.md", "b.md", "c"]);
  });

  test("keeps the existing file when the new one cannot be written, and continues", async () => {
    const { to, aside, place } = await unpacked({ "a.md": "a", "b.md": "b" }, (from) =>
      from.endsWith("content/a.md") ? "ENOSPC" : null,
    );
    write(join(to, "a.md"), "old");
    expect(await place()).toEqual({ placed: 1, refused: [{ path: "a.md", reason: "ENOSPC" }] });
    expect(readFileSync(join(to, "a.md"), "utf8")).toBe("old");
    expect(readFileSync(join(to, "b.md"), "utf8")).toBe("b");
    expect(readdirSync(to).sort()).toEqual(["a.md", "b.md"]);
    expect(existsSync(aside)).toBe(false);
  });

  test("removes its temporary files when an existing file cannot be moved aside", async () => {
    const { to, place } = await unpacked({ "a.md": "a", "b.md": "b" }, (from) =>
      from.endsWith("ws/a.md") ? "EBUSY" : null,
    );
    write(join(to, "a.md"), "old");
    expect(await place()).toEqual({ placed: 1, refused: [{ path: "a.md", reason: "EBUSY" }] });
    expect(readFileSync(join(to, "a.md"), "utf8")).toBe("old");
    expect(readdirSync(to).sort()).toEqual(["a.md", "b.md"]);
  });

  test("does not hide a programming error", async () => {
    const { place } = await unpacked({ "a.md": "a" }, () => {
      throw new Error("a mistake");
    });
    await expect(place()).rejects.toThrow("a mistake");
  });
});
