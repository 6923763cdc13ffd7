import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileRefusalWords } from "@tinyagi/contracts";
import { execa } from "execa";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { before, swappable } from "./fixture.js";
import { storeLongReply } from "./long-reply.js";
import { cleanFileName, type OutgoingFile, resolveOutgoingFile } from "./outgoing-file.js";
import { openRegularFile } from "./safe-open.js";

const NOT_FOUND = "there is no such file in the allowed folders";

let root: string;
let workspace: string;
let filesOut: string;
let secret: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "tinyagi-out-")));
  workspace = join(root, "ws", "coder");
  filesOut = join(root, "home", "files", "out");
  secret = join(root, "home", "token");
  for (const directory of [workspace, filesOut, join(root, "ws", "other")])
    await mkdir(directory, { recursive: true });
  await writeFile(secret, "canary");
  await writeFile(join(root, "ws", "other", "note.md"), "canary");
  await writeFile(join(workspace, "report.md"), "the report");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const send = (requested: string, maxBytes?: number): Promise<OutgoingFile> =>
  resolveOutgoingFile({ requested, workspace, filesOut, ...(maxBytes === undefined ? {} : { maxBytes }) });

async function reasonFor(requested: string, maxBytes?: number): Promise<string> {
  const before = await readdir(filesOut);
  const result = await send(requested, maxBytes);
  expect(await readdir(filesOut)).toEqual(before);
  return result.ok ? `sent ${result.path}` : fileRefusalWords(result.why.refusal, result.why.max);
}

describe("a file that an agent sends", () => {
  it.each([
    ["by a relative path", () => "report.md"],
    ["by an absolute path", () => join(workspace, "report.md")],
    ["by a path with dots that stays inside", () => "sub/../report.md"],
  ])("is copied under a generated name when it is given %s", async (_what, path) => {
    await mkdir(join(workspace, "sub"));
    const result = await send(path());
    if (!result.ok) throw new Error(result.why.refusal);
    expect(result).toMatchObject({ name: "report.md", bytes: 10 });
    expect(result.path).toMatch(/[0-9a-f]{16}-report\.md$/);
    expect(result.path.startsWith(filesOut)).toBe(true);
    expect(await readFile(result.path, "utf8")).toBe("the report");
    expect((await stat(result.path)).mode & 0o777).toBe(0o600);
  });

  it("may not be one that another agent has sent", async () => {
    await writeFile(join(filesOut, "chart.png"), "png");
    expect(await send(join(filesOut, "chart.png"))).toMatchObject({ ok: false });
  });

  it("may be reached through a link that stays inside the workspace", async () => {
    await symlink("report.md", join(workspace, "latest.md"));
    expect(await send("latest.md")).toMatchObject({ ok: true, name: "latest.md" });
  });

  it("is sent with its original content, even if it changes afterwards", async () => {
    const result = await send("report.md");
    await rm(join(workspace, "report.md"));
    await symlink(secret, join(workspace, "report.md"));
    if (!result.ok) throw new Error(result.why.refusal);
    expect(await readFile(result.path, "utf8")).toBe("the report");
  });

  it.each([
    ["/etc/passwd", NOT_FOUND],
    ["../other/note.md", NOT_FOUND],
    ["../../home/token", NOT_FOUND],
    ["/proc/self/environ", NOT_FOUND],
    ["/dev/zero", NOT_FOUND],
    [".", NOT_FOUND],
    ["..", NOT_FOUND],
    ["missing.md", NOT_FOUND],
    ["report.md/x", NOT_FOUND],
    ["", "not valid"],
    ["a\0b", "not valid"],
    ["x".repeat(5_000), "not valid"],
    ["x".repeat(300), NOT_FOUND],
    ["~/.ssh/id_rsa", NOT_FOUND],
    ["file:///etc/passwd", NOT_FOUND],
    ["report.md\u202e", NOT_FOUND],
  ])("is refused as %j", async (requested, reason) => {
    expect(await reasonFor(requested)).toContain(reason);
  });

  it("outside of the allowed folders gets the same refusal, whether or not it exists", async () => {
    await writeFile(join(root, "home", "long-link"), "x");
    await symlink("cycle", join(root, "home", "cycle"));
    const places = ["token", "nothing", "token/x", "cycle", "long-link", "n".repeat(300)];
    const reasons = await Promise.all(places.map((name) => reasonFor(join(root, "home", name))));
    expect(new Set(reasons)).toEqual(new Set([NOT_FOUND]));
  });

  it("is refused through a link to a file, to a directory, and a chain of links that leads out", async () => {
    await symlink(secret, join(workspace, "a"));
    await symlink(join(root, "home"), join(workspace, "b"));
    await symlink("a", join(workspace, "c"));
    await symlink("loop", join(workspace, "loop"));
    for (const path of ["a", "b/token", "c"]) expect(await reasonFor(path), path).toBe(NOT_FOUND);
    expect(await reasonFor("loop")).toBe(NOT_FOUND);
  });

  it("is refused as a pipe, a directory, a link to a device and a hard link", async () => {
    await execa("mkfifo", [join(workspace, "pipe")]);
    await mkdir(join(workspace, "directory"));
    await symlink("/dev/zero", join(workspace, "zero"));
    await link(secret, join(workspace, "hard"));
    expect(await reasonFor("pipe")).toContain("not a regular file");
    expect(await reasonFor("directory")).toContain("not a regular file");
    expect(await reasonFor("zero")).toBe(NOT_FOUND);
    expect(await reasonFor("hard")).toContain("hard link");
  });

  it("is refused above the limit, also when it is sparse, and accepted at the limit", async () => {
    await writeFile(join(workspace, "huge"), "");
    await truncate(join(workspace, "huge"), 2 ** 40);
    expect(await reasonFor("huge")).toContain("larger than");
    expect(await reasonFor("report.md", 9)).toContain("larger than 9 bytes");
    expect(await send("report.md", 10)).toMatchObject({ ok: true });
  });

  it.runIf(process.geteuid?.() !== 0)("is refused when it cannot be read", async () => {
    await chmod(join(workspace, "report.md"), 0);
    expect(await reasonFor("report.md")).toContain("permission denied");
  });

  it("is refused when a parent directory is replaced by a link between check and use", async () => {
    await mkdir(join(workspace, "docs"));
    await writeFile(join(workspace, "docs", "token"), "harmless");
    let swapped = false;
    const opened = await openRegularFile(join(workspace, "docs", "token"), (path) => {
      const inside = path.startsWith(`${workspace}/`);
      if (!swapped) {
        swapped = true;
        renameSync(join(workspace, "docs"), join(workspace, "old"));
        symlinkSync(join(root, "home"), join(workspace, "docs"));
      }
      return inside;
    });
    expect(opened).toEqual({
      ok: false,
      missing: false,
      refusal: "changed",
      reason: "it changed while it was opened",
    });
  });

  it("is refused when a link exists on its path only at the moment of the open", async () => {
    await mkdir(join(workspace, "docs"));
    const path = join(workspace, "docs", "token");
    await writeFile(path, "harmless");
    const docs = swappable(join(workspace, "docs"), join(root, "home"));
    let isOpen = false;
    using _open = before("open", (at) => {
      isOpen ||= at === path;
      if (at === path) docs.link();
    });
    using _resolved = before("realpath", () => docs.restore());
    // Restored only for this check, so that even the inode equals that of the open file.
    using _looked = before("lstat", () => (isOpen ? docs.link() : docs.restore()));
    const opened = await openRegularFile(path, (real) => real.startsWith(`${workspace}/`));
    expect(opened).toEqual({
      ok: false,
      missing: false,
      refusal: "changed",
      reason: "it changed while it was opened",
    });
  });

  it("is refused when the file itself is replaced by a link between check and use", async () => {
    const path = join(workspace, "report.md");
    const opened = await openRegularFile(path, (real) => {
      rmSync(path);
      symlinkSync(secret, path);
      return real.startsWith(workspace);
    });
    expect(opened).toMatchObject({ ok: false });
  });

  it("is never a secret while the path is swapped repeatedly", async () => {
    const path = join(workspace, "race");
    writeFileSync(join(workspace, "good"), "good");
    await mkdir(join(workspace, "dir"));
    for (let round = 0; round < 100; round += 1) {
      await rm(path, { force: true });
      await symlink(join(workspace, "good"), path);
      await symlink(secret, join(workspace, "dir", "next")).catch(() => undefined);
      const [result] = await Promise.all([send("race"), rename(join(workspace, "dir", "next"), path)]);
      if (result.ok) expect(await readFile(result.path, "utf8")).toBe("good");
    }
  });

  it("gets a name that is safe for file systems and readers", () => {
    expect(cleanFileName("Bericht März 2.pdf")).toBe("Bericht_März_2.pdf");
    expect(cleanFileName("..")).toBe("file");
    expect(cleanFileName(".env")).toBe("env");
    expect(cleanFileName("x\u202egnp.exe")).toBe("x_gnp.exe");
    expect(cleanFileName(`${"long".repeat(60)}.tar.gz`)).toMatch(/^.{77}\.gz$/);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        expect(cleanFileName(name)).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$/u);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a long reply", () => {
  it("is stored in full as a file, and storing it again changes nothing", async () => {
    const text = "é".repeat(10_000);
    const path = await storeLongReply({ text, filesOut, id: "reply_1" });
    expect(await storeLongReply({ text, filesOut, id: "reply_1" })).toBe(path);
    expect(await readFile(path, "utf8")).toBe(`${text}\n`);
    expect(await readdir(filesOut)).toEqual(["reply-reply_1.md"]);
  });

  it.each(["../x", "a/b", "", "a\0", "x".repeat(200)])("is refused under the id %j", async (id) => {
    await expect(storeLongReply({ text: "x", filesOut, id })).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });
});
